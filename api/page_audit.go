package api

import (
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

func (s *server) auditPages(p pageRouter) { p.get("/admin/audit", admins, s.auditPage) }

// auditPage searches what was done and refused. The filters are in the address;
// the table of the interface has the same.
func (s *server) auditPage(v *visit) error {
	q, view := url.Values{}, &pages.Audit{AdminNav: v.adminNav(), Now: s.Clock.Now()}
	for _, k := range []string{"who", "action", "object", "id", "case", "from", "to", "actor", "refused"} {
		if w := strings.TrimSpace(v.Query(k)); w != "" && len(w) <= 254 {
			q.Set(k, w)
		}
	}
	view.Values = url.Values{}
	for k := range q {
		view.Values.Set(k, q.Get(k))
	}
	v.auditChoices(view, q.Get("action"))
	in := &auditInput{Object: q.Get("object"), ID: q.Get("id"), Actor: models.AccountID(q.Get("actor")), Who: q.Get("who"), Action: models.Code(q.Get("action")),
		Case: q.Get("case"), From: q.Get("from"), To: q.Get("to"), Refused: q.Get("refused") != ""}
	err := auditTyped(in)
	if err == nil {
		var lines []models.AuditLine
		var next string
		lines, next, err = s.desk(v.ctx).Audit(v.ctx, in.filter(models.Page{After: v.Query("cursor"), Limit: 50}))
		for _, l := range lines {
			view.Rows = append(view.Rows, v.auditRow(l))
		}
		if v.Query("cursor") != "" {
			view.Pager.First = "/admin/audit?" + q.Encode()
		}
		if next != "" {
			view.Pager.Next = "/admin/audit?" + with(q, "cursor", next)
		}
	}
	if err != nil {
		v.Request.PostForm = view.Values
		return v.again(view, &view.Form, err)
	}
	view.CSV, view.XLSX = prefix+"/admin/audit?"+with(q, "format", "csv"), prefix+"/admin/audit?"+with(q, "format", "xlsx")
	if in.Actor != "" && len(view.Rows) > 0 {
		view.By = view.Rows[0].Who
	}
	view.Narrowed = len(q) > 0
	return v.show(view)
}

// auditTyped checks what the schema of the interface checks.
func auditTyped(in *auditInput) error {
	var faults []models.FieldFault
	for field, day := range map[string]string{"from": in.From, "to": in.To} {
		if _, err := time.ParseInLocation(time.DateOnly, day, calendar.Athens); day != "" && err != nil {
			faults = append(faults, models.FieldFault{Field: field, Code: "date-form"})
		}
	}
	if in.Actor != "" && uuid.Validate(string(in.Actor)) != nil {
		faults = append(faults, models.FieldFault{Field: "who", Code: "no-such-account"})
	}
	return fieldErrors(faults)
}

// with is a query with one value more.
func with(q url.Values, key, value string) string {
	out := url.Values{key: {value}}
	for k := range q {
		out.Set(k, q.Get(k))
	}
	return out.Encode()
}

// auditObjects are the kinds of things that lines are looked for by.
var auditObjects = []string{"case", "task", "decision", "attachment", "document", "account", "unit", "service", "notice", "municipality", "audit", "list"}

// auditActions are the actions that are offered; any other can stand in the
// address.
var auditActions = []models.Code{"submit-case", "claim-task", "assign-task", "release-task", "reassign-tasks", "decide-task", "withdraw-case", "write-record",
	"judge-paper", "fetch-document", "revoke-document", "identify-person", "search-afm", "search-cases", "read-case", "export-list", "read-audit",
	"open-session", "end-sessions", "create-account", "disable-account", "enable-account", "invite-account", "import-staff", "grant-role", "end-grant",
	"reset-second-factor", "set-password", "record-absence", "end-absence", "add-unit", "change-unit", "close-unit", "reopen-unit", "save-point", "close-point",
	"save-unit", "save-municipality", "publish-service", "retry-notice"}

func (v *visit) auditChoices(view *pages.Audit, chosen string) {
	view.Objects, view.Actions = []pages.Choice{{Label: v.text("people.any")}}, []pages.Choice{{Label: v.text("people.any")}}
	known := chosen == ""
	for _, o := range auditObjects {
		view.Objects = append(view.Objects, pages.Choice{Value: o, Label: v.auditWord("object", o)})
	}
	for _, a := range auditActions {
		known = known || string(a) == chosen
		view.Actions = append(view.Actions, pages.Choice{Value: string(a), Label: v.auditWord("action", string(a))})
	}
	if !known {
		view.Actions = append(view.Actions, pages.Choice{Value: chosen, Label: v.auditWord("action", chosen)})
	}
}

// auditWord is a code of the audit in words, or the code where there are none.
func (v *visit) auditWord(kind, code string) string {
	if key := "audit." + kind + "." + code; pages.Has(key) {
		return v.text(key)
	}
	return code
}

func (v *visit) auditRow(l models.AuditLine) pages.AuditRow {
	row := pages.AuditRow{At: l.At, Who: l.ActorName, For: l.ActingForName, Action: v.auditWord("action", string(l.Action)), Object: v.auditWord("object", l.Object),
		Called: l.Called}
	if l.Actor == "" {
		row.Who = v.text("people.machine")
	}
	if row.Called == "" {
		row.Called = l.ObjectID
	}
	if l.ObjectID != "" {
		row.Same = "/admin/audit?" + url.Values{"object": {l.Object}, "id": {l.ObjectID}}.Encode()
	}
	if l.Code != "" {
		row.Refused, _, _ = texts.problem(v.r.Lang, l.Code, nil)
	}
	return row
}
