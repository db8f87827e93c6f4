package api

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/i18n"
	"github.com/thyrida/thyrida/models"
)

// atCounter says whether an application is entered for somebody else.
func (v *visit) atCounter() bool { return strings.HasPrefix(v.FullPath(), "/counter") }

// enterers may enter what somebody else asks for.
func enterer(a models.Actor) bool {
	return a.Is(models.RoleClerk) || a.Is(models.RoleHead) || a.Is(models.RoleProtocol)
}

// channelsOfCounter are the ways by which a request comes to an employee.
var channelsOfCounter = []models.FilingChannel{models.FiledCounter, models.FiledPhone, models.FiledPost, models.FiledEmail}

// counterWho asks how the request came, and for whom it is.
func (v *visit) counterWho(a *application) *pages.Apply {
	how := pages.Field{Name: "channel", Kind: "radios", Label: v.text("counter.channel"), Value: string(models.FiledCounter)}
	if a.draft.Channel != "" {
		how.Value = string(a.draft.Channel)
	}
	for _, c := range channelsOfCounter {
		how.Choices = append(how.Choices, pages.Choice{Value: string(c), Label: v.text("task.channels." + string(c))})
	}
	whom := pages.Field{Name: "behalf.kind", Kind: "radios", Label: v.text("counter.whom"), Value: self,
		Choices: []pages.Choice{{Value: self, Label: v.text("counter.whom-self")}}}
	for _, k := range a.service.Behalfs() {
		whom.Choices = append(whom.Choices, pages.Choice{Value: string(k), Label: v.text("counter.whom-kind." + string(k))})
	}
	if k := a.kind(); k != "" {
		whom.Value = string(k)
	}
	return &pages.Apply{Title: v.text("counter.how"), Inputs: []pages.Field{how, whom}}
}

// counterTyped takes how the request came.
func (v *visit) counterTyped(a *application) error {
	channel := models.FilingChannel(v.PostForm("channel"))
	if !slices.Contains(channelsOfCounter, channel) {
		return fieldError("channel", "required")
	}
	a.draft.Channel = channel
	return nil
}

// prefillCame answers what is known of who came, if he was found.
func (v *visit) prefillCame(a *application) error {
	a.draft.Applicant = map[string]any{"language": i18n.Greek}
	id := v.Query("person")
	if id == "" {
		return nil
	}
	if uuid.Validate(id) != nil {
		return fault404
	}
	p, err := v.s.desk(v.ctx).Person(v.ctx, models.PersonID(id))
	if err != nil {
		return err
	}
	for key, known := range map[string]string{"kind": string(p.Kind), "name": p.Name, "fatherName": p.FatherName, "afm": p.AFM, "mobile": p.Mobile,
		"email": p.Email, "address": p.Address, "postcode": p.Postcode, "language": p.Language} {
		if known != "" {
			a.draft.Applicant[key] = known
		}
	}
	a.answer(catalogue.TypeEmail, p.Email)
	a.answer(catalogue.TypeMobile, p.Mobile)
	return nil
}

// cameInputs ask who came: the applicant, or who speaks for him.
func (v *visit) cameInputs(a *application) (out []pages.Field) {
	kept := func(key string) string { s, _ := a.draft.Applicant[key].(string); return s }
	add := func(key string, f pages.Field) {
		f.Name, f.Value, f.MaxLength = "applicant."+key, kept(key), longest[key]
		out = append(out, f)
	}
	organisation := kept("kind") == string(models.Organisation)
	if a.kind() == "" {
		add("kind", pages.Field{Kind: "radios", Label: v.text("counter.kind"), Choices: []pages.Choice{
			{Value: string(models.Natural), Label: v.text("counter.natural")}, {Value: string(models.Organisation), Label: v.text("counter.organisation")}}})
		if out[0].Value == "" {
			out[0].Value = string(models.Natural)
		}
	}
	add("name", pages.Field{Label: v.text("counter.name")})
	if !organisation {
		add("fatherName", pages.Field{Label: v.text("apply.father"), Optional: true})
	}
	add("afm", pages.Field{Label: v.text("apply.afm"), Hint: v.text("apply.afm-hint"), Mode: "numeric", Width: 10, Optional: true})
	add("mobile", pages.Field{Label: v.text("counter.mobile"), Hint: v.text("counter.told-hint"), Kind: "tel", Width: 20, Optional: true})
	add("email", pages.Field{Label: v.text("login.email"), Kind: "email", Optional: true})
	add("address", pages.Field{Label: v.text("apply.address"), Hint: v.text("counter.address-hint"), Optional: true})
	add("postcode", pages.Field{Label: v.text("apply.postcode"), Mode: "numeric", Width: 5, Optional: true})
	add("language", pages.Field{Label: v.text("counter.language"), Kind: "radios", Choices: v.languages()})
	return out
}

// languages are those in which the house speaks.
func (v *visit) languages() []pages.Choice {
	return []pages.Choice{{Value: i18n.Greek, Label: v.text("counter.languages.el")}, {Value: i18n.English, Label: v.text("counter.languages.en")}}
}

// cameTyped takes who came.
func (v *visit) cameTyped(a *application) {
	of := map[string]any{}
	for _, in := range v.cameInputs(a) {
		if typed := strings.TrimSpace(v.PostForm(in.Name)); typed != "" {
			of[strings.TrimPrefix(in.Name, "applicant.")] = typed
		}
	}
	a.draft.Applicant = of
}

// came is who came, as he is filed.
func (a *application) came() (*Applicant, error) {
	data, err := json.Marshal(a.draft.Applicant)
	if err != nil {
		return nil, err
	}
	out := &Applicant{}
	err = json.Unmarshal(data, out)
	if a.kind() != "" || out.Kind == "" { // who speaks for another is a person of flesh and blood
		out.Kind = models.Natural
	}
	if out.Kind == models.Organisation {
		out.FatherName = ""
	}
	return out, err
}

// cameFaults are what is wrong with who came, by the rules of the filing.
func (a *application) cameFaults() []models.FieldFault {
	if !a.counter {
		return nil
	}
	who, err := a.came()
	if err != nil {
		return []models.FieldFault{{Field: "applicant.name", Code: "required"}}
	}
	_, faults := who.person()
	if who.Kind != models.Natural && who.Kind != models.Organisation {
		faults = append(faults, models.FieldFault{Field: "applicant.kind", Code: "not-a-choice"})
	}
	if who.Language != i18n.Greek && who.Language != i18n.English {
		faults = append(faults, models.FieldFault{Field: "applicant.language", Code: "required"})
	}
	return append(faults, tooLong("applicant.", a.draft.Applicant)...)
}

// longest is how long an answer about a person may be, as the schema of the
// interface says.
var longest = map[string]int{"name": 200, "fatherName": 100, "afm": 20, "email": 254, "mobile": 30, "address": 300, "postcode": 10}

// tooLong refuses answers that the interface would refuse.
func tooLong(under string, of map[string]any) (out []models.FieldFault) {
	for _, key := range sortedKeys(of) {
		if s, _ := of[key].(string); longest[key] > 0 && utf8.RuneCountInString(s) > longest[key] {
			out = append(out, models.FieldFault{Field: under + key, Code: "too-long", Data: map[string]any{"limit": longest[key]}})
		}
	}
	return out
}
