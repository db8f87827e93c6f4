package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) accountRoutes() {
	addList[listAccountsInput, List[Account]](s, "/admin/accounts", "list-accounts", "List accounts", s.listAccounts)
	add(s, http.MethodPost, "/admin/accounts", "create-account", "Create an account", s.createAccount, created)
	add(s, http.MethodPost, "/admin/accounts/{id}/grants", "grant-role", "Give a role", s.grantRole, noBody)
	add(s, http.MethodDelete, "/admin/accounts/{id}/grants", "end-grant", "Take a role", s.endGrant, noBody)
	add(s, http.MethodPost, "/admin/accounts/{id}/enable", "enable-account", "Let a blocked account log in again", s.enableAccount, noBody)
	add(s, http.MethodPost, "/admin/accounts/{id}/end-sessions", "end-account-sessions", "End all sessions of an account", s.endAccountSessions, noBody)
	add(s, http.MethodPost, "/admin/accounts/{id}/invitation", "invite-account", "Invite again who has not chosen a password", s.inviteAgain, noBody)
	add(s, http.MethodPost, "/admin/accounts/{id}/disable", "disable-account", "End a login with its sessions", s.disableAccount, noBody)
}

// Account is a login.
type Account struct {
	ID         models.AccountID `json:"id" format:"uuid"`
	Email      string           `json:"email"`
	Name       string           `json:"name"`
	Phone      string           `json:"phone,omitempty"`
	Language   string           `json:"language" enum:"el,en"`
	Citizen    bool             `json:"citizen"`
	Roles      []Grant          `json:"roles" nullable:"false"`
	CreatedAt  time.Time        `json:"createdAt"`
	DisabledAt *time.Time       `json:"disabledAt,omitempty"`
}

func showAccount(a models.Account) Account {
	return Account{ID: a.ID, Email: a.Email, Name: a.Name, Phone: a.Phone, Language: a.Language, Citizen: a.Person != "",
		Roles: showGrants(a.Grants), CreatedAt: a.CreatedAt.UTC(), DisabledAt: moment(a.DisabledAt)}
}

type listAccountsInput struct {
	Cursor
	Query   string          `query:"q" maxLength:"100" doc:"Part of a name, or the beginning of an e-mail address."`
	Role    models.Role     `query:"role" enum:"clerk,head,signatory,protocol,manager,admin"`
	Unit    models.UnitCode `query:"unit" maxLength:"100"`
	Staff   bool            `query:"staff" doc:"Only who has, had or will have a role."`
	Blocked bool            `query:"blocked" doc:"Only who cannot log in."`
	Export
}

func (s *server) listAccounts(ctx context.Context, in *listAccountsInput) (*huma.StreamResponse, error) {
	page := func(p models.Page) ([]Account, string, error) {
		accounts, next, err := s.desk(ctx).Accounts(ctx, models.AccountFilter{Query: in.Query, Role: in.Role, Unit: in.Unit, Staff: in.Staff, Off: in.Blocked, Page: p})
		return shown(accounts, next, err, showAccount)
	}
	return listing[Account]{name: "accounts", export: in.Export, columns: accountColumns(ctx), page: page, body: bodyOf(page, in.Cursor)}.serve(ctx, s)
}

// Grant is one role, of a unit or of the whole municipality.
type Grant struct {
	Role    models.Role     `json:"role" enum:"clerk,head,signatory,protocol,manager,admin"`
	Unit    models.UnitCode `json:"unit,omitempty" maxLength:"100" doc:"With clerk and head; with signatory, if he signs for one unit only."`
	TitleEl string          `json:"titleEl,omitempty" maxLength:"120" doc:"With signatory: the capacity as documents print it."`
	TitleEn string          `json:"titleEn,omitempty" maxLength:"120" doc:"With signatory: the same in English."`
	ByOrder bool            `json:"byOrder,omitempty" doc:"With signatory: he signs «με εντολή Δημάρχου»."`
	From    time.Time       `json:"from,omitzero" doc:"The grant begins to count then; at once if absent or past."`
	Until   time.Time       `json:"until,omitzero" doc:"The grant ends by itself then, as delegations do."`
}

func showGrants(gs []models.Grant) []Grant {
	out := []Grant{}
	for _, g := range gs {
		out = append(out, Grant(g))
	}
	return out
}

type createAccountInput struct {
	Body struct {
		Email    string     `json:"email" minLength:"3" maxLength:"254"`
		Name     string     `json:"name" minLength:"2" maxLength:"200"`
		Phone    string     `json:"phone,omitempty" maxLength:"30" doc:"Told to citizens whose case the account handles."`
		Password string     `json:"password,omitempty" minLength:"12" maxLength:"200" doc:"Without one the owner is invited by e-mail to choose it."`
		Language string     `json:"language,omitempty" enum:"el,en" default:"el"`
		Roles    []Grant    `json:"roles,omitempty" maxItems:"50"`
		Person   *Applicant `json:"person,omitempty" doc:"For a citizen: who he is."`
	}
}

type createAccountOutput struct {
	Location string `header:"Location"`
	Body     struct {
		ID models.AccountID `json:"id" format:"uuid"`
	}
}

func (s *server) createAccount(ctx context.Context, in *createAccountInput) (*createAccountOutput, error) {
	b := in.Body
	if !of(ctx).Actor.Is(models.RoleAdmin) { // before a hash is computed; the store asks again
		return nil, models.Fault(models.Forbidden, "not-allowed")
	}
	a := models.NewAccount{ID: models.AccountID(of(ctx).intention("account")), Name: oneLine(b.Name), Language: b.Language, Source: "admin"}
	var faults []models.FieldFault
	var err error
	if a.Email, err = ident.Email(b.Email); err != nil {
		faults = append(faults, models.FieldFault{Field: "email", Code: codeOf(err)})
	}
	if b.Phone != "" {
		if a.Phone, err = ident.Phone(b.Phone); err != nil {
			faults = append(faults, models.FieldFault{Field: "phone", Code: codeOf(err)})
		}
	}
	if b.Person != nil {
		p, more := b.Person.person()
		for _, f := range more {
			f.Field = "person" + f.Field[len("applicant"):]
			faults = append(faults, f)
		}
		a.Person = &p
	}
	if err := fieldErrors(faults); err != nil {
		return nil, err
	}
	for _, g := range b.Roles {
		a.Grants = append(a.Grants, models.Grant(g))
	}
	if b.Password != "" {
		if a.PasswordHash, err = s.logins.hash(ctx, b.Password, s.Password); err != nil {
			return nil, err
		}
	}
	if err := s.desk(ctx).CreateAccount(ctx, a); err != nil {
		return nil, err
	}
	out := &createAccountOutput{Location: prefix + "/admin/accounts/" + string(a.ID)}
	out.Body.ID = a.ID
	return out, nil
}

type grantInput struct {
	ID   models.AccountID `path:"id" format:"uuid"`
	Body Grant
}

func (s *server) grantRole(ctx context.Context, in *grantInput) (*struct{}, error) {
	return nil, s.desk(ctx).GrantRole(ctx, in.ID, models.Grant(in.Body))
}

type endGrantInput struct {
	ID   models.AccountID `path:"id" format:"uuid"`
	Role models.Role      `query:"role" required:"true" enum:"clerk,head,signatory,protocol,manager,admin"`
	Unit models.UnitCode  `query:"unit" maxLength:"100"`
}

func (s *server) endGrant(ctx context.Context, in *endGrantInput) (*struct{}, error) {
	return nil, s.desk(ctx).EndGrant(ctx, in.ID, models.Grant{Role: in.Role, Unit: in.Unit})
}

type accountInput struct {
	ID models.AccountID `path:"id" format:"uuid"`
}

func (s *server) disableAccount(ctx context.Context, in *accountInput) (*struct{}, error) {
	return nil, s.desk(ctx).DisableAccount(ctx, in.ID)
}

func (s *server) enableAccount(ctx context.Context, in *accountInput) (*struct{}, error) {
	return nil, s.desk(ctx).EnableAccount(ctx, in.ID)
}

func (s *server) endAccountSessions(ctx context.Context, in *accountInput) (*struct{}, error) {
	return nil, s.desk(ctx).EndSessions(ctx, in.ID)
}

func (s *server) inviteAgain(ctx context.Context, in *accountInput) (*struct{}, error) {
	return nil, s.desk(ctx).InviteAgain(ctx, in.ID)
}
