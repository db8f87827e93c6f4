package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) staffRoutes() {
	add(s, http.MethodPost, "/admin/accounts/import", "import-staff", "Give everybody in a table his role", s.importStaff,
		describe("All lines or none. Who has no account gets one, and an invitation by e-mail; nobody loses a role. With dryRun it only says what it would do."))
}

// StaffRow is a line of the table: one role of one person.
type StaffRow struct {
	Email string          `json:"email" minLength:"3" maxLength:"254"`
	Name  string          `json:"name" minLength:"2" maxLength:"200"`
	Role  models.Role     `json:"role" enum:"clerk,head,protocol,manager,admin" doc:"A signatory is given his role with his capacity, by grant-role."`
	Unit  models.UnitCode `json:"unit,omitempty" maxLength:"100"`
	From  time.Time       `json:"from,omitzero"`
	Until time.Time       `json:"until,omitzero"`
}

type importStaffInput struct {
	Body struct {
		Rows   []StaffRow `json:"rows" minItems:"1" maxItems:"1000"`
		DryRun bool       `json:"dryRun,omitempty"`
	}
}

// StaffChange is what a line does.
type StaffChange struct {
	Email   string `json:"email"`
	New     bool   `json:"new" doc:"The account is made, and its owner invited."`
	Granted bool   `json:"granted" doc:"The role is given; otherwise it is in force already."`
}

type importStaffOutput struct {
	Body struct {
		Items  []StaffChange `json:"items" nullable:"false" doc:"One for each line."`
		DryRun bool          `json:"dryRun"`
	}
}

func (s *server) importStaff(ctx context.Context, in *importStaffInput) (*importStaffOutput, error) {
	var rows []models.StaffRow
	var faults []models.FieldFault
	for i, r := range in.Body.Rows {
		email, err := ident.Email(r.Email)
		if err != nil {
			faults = append(faults, models.FieldFault{Field: "rows[" + itoa(i) + "].email", Code: codeOf(err)})
		}
		rows = append(rows, models.StaffRow{Email: email, Name: oneLine(r.Name), Grant: models.Grant{Role: r.Role, Unit: r.Unit, From: r.From, Until: r.Until}})
	}
	if err := fieldErrors(faults); err != nil {
		return nil, err
	}
	changes, err := s.desk(ctx).ImportStaff(ctx, rows, in.Body.DryRun)
	if err != nil {
		return nil, err
	}
	out := &importStaffOutput{}
	out.Body.DryRun, out.Body.Items = in.Body.DryRun, make([]StaffChange, 0, len(changes))
	for _, c := range changes {
		out.Body.Items = append(out.Body.Items, StaffChange{c.Email, c.New, c.Granted})
	}
	return out, nil
}
