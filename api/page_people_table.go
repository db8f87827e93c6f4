package api

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/i18n"
	"github.com/thyrida/thyrida/internal/stafftable"
	"github.com/thyrida/thyrida/models"
)

// tableRoles are the roles that a table gives, as in StaffRow.
var tableRoles = []models.Role{models.RoleClerk, models.RoleHead, models.RoleProtocol, models.RoleManager, models.RoleAdmin}

// tableColumns are the columns of the table in their order.
var tableColumns = []string{"email", "name", "role", "unit", "from", "until"}

func isDay(column string) bool { return column == "from" || column == "until" }

// staffColumns are the columns with all headings by which they are known.
func staffColumns() (out []stafftable.Column) {
	for _, key := range tableColumns {
		c := stafftable.Column{Key: key, Must: key == "email" || key == "name" || key == "role", Day: isDay(key)}
		for _, lang := range []string{i18n.Greek, i18n.English} {
			c.Headings = append(append(c.Headings, pages.Text(lang, "import.column."+key)), strings.Split(pages.Text(lang, "import.also."+key), ";")...)
		}
		out = append(out, c)
	}
	return out
}

// blankTable is the empty table, with what may be written in it.
func (v *visit) blankTable(units []models.Unit) stafftable.Blank {
	roles := stafftable.List{Title: v.text("import.column.role"), Means: v.text("import.role-means")}
	for _, r := range tableRoles {
		roles.Lines = append(roles.Lines, [2]string{v.text("people.role." + string(r)), v.text("import.means." + string(r))})
	}
	open := stafftable.List{Title: v.text("import.unit-code"), Means: v.text("import.unit-name")}
	for _, u := range units {
		if !u.Closed {
			open.Lines = append(open.Lines, [2]string{string(u.Code), nameIn(v.r.Lang, u.El, u.En)})
		}
	}
	b := stafftable.Blank{Sheet: v.text("import.sheet"), Help: v.text("import.help-sheet"), Lists: []stafftable.List{roles, open}}
	for _, key := range tableColumns {
		b.Headings = append(b.Headings, stafftable.Heading{Text: v.text("import.column." + key), Day: isDay(key), List: map[string]int{"role": 1, "unit": 2}[key]})
	}
	return b
}

// staffTable is a table as it travels with the form of its check: rows in the
// shape of StaffRow, each with the line of the sheet it stood in.
type staffTable struct {
	Rows  []map[string]string `json:"rows"`
	Lines []int               `json:"lines"`
}

// staffTableOf says in codes what a table says in words. What means nothing
// stays as it was written, to be refused by the rules of the interface.
func staffTableOf(read stafftable.Table, units []models.Unit) (t staffTable) {
	for _, r := range read.Rows {
		row := r.Cells
		if role, ok := row["role"]; ok {
			row["role"] = roleNamed(role)
		}
		if unit, ok := row["unit"]; ok {
			row["unit"] = unitNamed(unit, units)
		}
		t.Rows, t.Lines = append(t.Rows, row), append(t.Lines, r.Line)
	}
	return t
}

func roleNamed(text string) string {
	for _, r := range tableRoles {
		if stafftable.Same(text, string(r)) || stafftable.Same(text, pages.Text(i18n.Greek, "people.role."+string(r))) ||
			stafftable.Same(text, pages.Text(i18n.English, "people.role."+string(r))) {
			return string(r)
		}
	}
	return text
}

// unitNamed is the code of a unit, by its code, or by its name if one unit alone
// has it; open ones first.
func unitNamed(text string, units []models.Unit) string {
	for _, closed := range []bool{false, true} {
		var found []string
		for _, u := range units {
			switch {
			case strings.EqualFold(text, string(u.Code)):
				return string(u.Code)
			case u.Closed == closed && (stafftable.Same(text, u.El) || stafftable.Same(text, u.En)):
				found = append(found, string(u.Code))
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return text
}

// input is what the interface is asked. Days become times: the first one from
// its beginning, the last one to its end.
func (t staffTable) input() (*importStaffInput, error) {
	if len(t.Lines) != len(t.Rows) {
		return nil, models.Fault(models.Invalid, "unreadable")
	}
	rows := make([]any, len(t.Rows))
	var faults []models.FieldFault
	for i, cells := range t.Rows {
		row := map[string]any{}
		for key, text := range cells {
			if row[key] = text; !isDay(key) {
				continue
			}
			day, err := calendar.ParseDay(text)
			if err != nil {
				faults = append(faults, models.FieldFault{Field: "rows[" + itoa(i) + "]." + key, Code: "date-form"})
				delete(row, key)
				continue
			}
			if key == "until" {
				day = day.Add(1)
			}
			row[key] = day.Start().Format(time.RFC3339)
		}
		rows[i] = row
	}
	in := &importStaffInput{}
	err := fit(&in.Body, shapeOf(&in.Body), map[string]any{"rows": rows})
	var known *models.Error
	if errors.As(err, &known) {
		faults = append(faults, known.Fields...)
	} else if err != nil {
		return nil, err
	}
	return in, fieldErrors(faults)
}

// faultsShown are the faults of a table that are listed; the others are counted.
const faultsShown = 100

var rowField = regexp.MustCompile(`^rows\[(\d+)\]\.(\w+)$`)

// rowsRefused says what is wrong with the rows of a table, each with its line
// and column.
func (v *visit) rowsRefused(t staffTable, err error) error {
	var why *models.Error
	if !errors.As(err, &why) || !slices.ContainsFunc(why.Fields, func(f models.FieldFault) bool { return rowField.MatchString(f.Field) }) {
		return err
	}
	type fault struct {
		row  int
		text string
	}
	var faults []fault
	for _, e := range problem(v.ctx, err).Errors {
		m := rowField.FindStringSubmatch(e.Field)
		if m == nil {
			faults = append(faults, fault{-1, e.Message})
			continue
		}
		row, err := strconv.Atoi(m[1])
		if err != nil || row >= len(t.Rows) || !slices.Contains(tableColumns, m[2]) {
			faults = append(faults, fault{-1, e.Message})
			continue
		}
		switch { // what the interface would have a program write
		case isDay(m[2]) && e.Code == "date-form":
			e.Message = v.text("import.fault.day")
		case m[2] == "role" && e.Code == "not-a-choice":
			e.Message = v.text("import.fault.role")
		}
		text, typed := "import.at", t.Rows[row][m[2]]
		if typed != "" {
			text = "import.at-typed"
		}
		faults = append(faults, fault{row, v.text(text, "Line", t.Lines[row], "Column", v.text("import.column."+m[2]), "Typed", beginning(typed, 60), "Text", e.Message)})
	}
	slices.SortStableFunc(faults, func(a, b fault) int { return a.row - b.row })
	view := v.importView()
	view.Title, view.Detail = v.text("import.refused", "Count", len(faults)), v.text("import.refused-help")
	if len(faults) > faultsShown {
		faults, view.Detail = faults[:faultsShown], v.text("import.refused-more", "Count", faultsShown)
	}
	for _, f := range faults {
		view.Faults = append(view.Faults, pages.Fault{Text: f.text})
	}
	return v.write(http.StatusUnprocessableEntity, view)
}

// beginning is a text cut to n letters.
func beginning(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n]) + "…"
	}
	return text
}
