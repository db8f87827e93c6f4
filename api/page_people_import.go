package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/stafftable"
	"github.com/thyrida/thyrida/models"
)

func (s *server) importPages(p pageRouter) {
	p.get("/admin/people/import", admins, s.importPage)
	p.get("/admin/people/import/table", admins, s.emptyTable)
	p.post("/admin/people/import", admins, s.tableTried)
	p.post("/admin/people/import/done", admins, s.tableTaken)
	p.get("/admin/people/import/done", admins, s.importedPage)
}

// importPage takes a table of employees.
func (s *server) importPage(v *visit) error { return v.show(v.importView()) }

func (v *visit) importView() *pages.ImportPeople {
	return &pages.ImportPeople{AdminNav: v.adminNav(), Most: stafftable.MaxRows, Bytes: stafftable.MaxBytes}
}

// emptyTable is the table to fill, in the visitor's language.
func (s *server) emptyTable(v *visit) error {
	units, err := s.Store.Units(v.ctx, s.Municipality)
	if err != nil {
		return err
	}
	h := v.Writer.Header()
	h.Set("Content-Type", xlsxType)
	h.Set("Content-Disposition", `attachment; filename="users.xlsx"`)
	h.Set("Cache-Control", "no-store")
	return v.blankTable(units).Write(v.Writer)
}

// tableTried reads a table and shows what it would do. Nothing of it is kept
// here: it goes with the form that asks for it to be done, and is judged anew.
func (s *server) tableTried(v *visit) error {
	file, err := v.tableSent()
	if err != nil {
		return v.tableRefused(err)
	}
	read, err := stafftable.Read(file, staffColumns())
	if err != nil {
		return v.tableRefused(err)
	}
	units, err := s.Store.Units(v.ctx, s.Municipality)
	if err != nil {
		return err
	}
	t := staffTableOf(read, units)
	data, err := json.Marshal(t)
	if err != nil {
		return err
	}
	if len(url.QueryEscape(string(data))) > bodyLimit-1000 { // it would not come back
		return v.tableRefused(stafftable.ErrTooMany)
	}
	in, err := t.input()
	if err != nil {
		return v.rowsRefused(t, err)
	}
	in.Body.DryRun = true
	out, err := s.importStaff(v.ctx, in)
	if err != nil {
		return v.rowsRefused(t, err)
	}
	names, err := s.unitNames(v.ctx)
	if err != nil {
		return err
	}
	view := &pages.ImportCheck{AdminNav: v.adminNav(), Ignored: read.Ignored, Table: string(data), Imported: counted(out)}
	for i, c := range out.Body.Items {
		r := in.Body.Rows[i]
		row := pages.ImportRow{Line: t.Lines[i], Called: r.Name, Email: c.Email, Role: v.roleText(models.Grant{Role: r.Role, Unit: r.Unit}, names)}
		if !r.From.IsZero() {
			row.Times = v.text("import.from", "Day", calendar.ShortDate(r.From))
		}
		if !r.Until.IsZero() {
			row.Times = oneLine(row.Times + " " + v.text("import.until", "Day", calendar.ShortDate(r.Until.AddDate(0, 0, -1))))
		}
		switch {
		case c.New:
			row.What = pages.Tag{Kind: "new", Text: v.text("import.new")}
		case c.Granted:
			row.What = pages.Tag{Kind: "info", Text: v.text("import.granted")}
		default:
			row.What = pages.Tag{Kind: "done", Text: v.text("import.same")}
		}
		view.Rows = append(view.Rows, row)
	}
	return v.show(view)
}

func counted(out *importStaffOutput) (n pages.Imported) {
	for _, c := range out.Body.Items {
		if c.New {
			n.New++
		}
		if c.Granted {
			n.Granted++
		} else {
			n.Same++
		}
	}
	return n
}

// tableTaken does what the table says.
func (s *server) tableTaken(v *visit) error {
	var t staffTable
	if err := json.Unmarshal([]byte(v.PostForm("table")), &t); err != nil {
		return &models.Error{Kind: models.Invalid, Code: "unreadable", Err: err}
	}
	in, err := t.input()
	if err == nil {
		err = v.once(func() (string, string, error) {
			out, err := s.importStaff(v.ctx, in)
			if err != nil {
				return "", "", err
			}
			n := counted(out)
			q := url.Values{"new": {itoa(n.New)}, "granted": {itoa(n.Granted)}, "same": {itoa(n.Same)}}
			return "/admin/people/import/done?" + q.Encode(), "", nil
		})
	}
	if err != nil {
		return v.rowsRefused(t, err)
	}
	return nil
}

// importedPage says what a table did.
func (s *server) importedPage(v *visit) error {
	n := func(name string) int {
		i, err := strconv.Atoi(v.Query(name))
		if err != nil || i < 0 || i > stafftable.MaxRows {
			return 0
		}
		return i
	}
	return v.show(pages.ImportDone{AdminNav: v.adminNav(), Imported: pages.Imported{New: n("new"), Granted: n("granted"), Same: n("same")}})
}

// Why no table came at all.
var (
	errNoFile     = errors.New("no file")
	errHalfFile   = errors.New("half a file")
	errLargeTable = errors.New("a large file")
)

// tableSent is the file of the form. More than a table may have is read, so that
// the answer is a page rather than a broken connection.
func (v *visit) tableSent() ([]byte, error) {
	v.Request.Body = http.MaxBytesReader(v.Writer, v.Request.Body, uploadLimit)
	err := v.Request.ParseMultipartForm(2 * stafftable.MaxBytes)
	if v.Request.MultipartForm != nil {
		defer v.Request.MultipartForm.RemoveAll()
	}
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return nil, errLargeTable
	case err != nil:
		return nil, errHalfFile
	}
	file, head, err := v.Request.FormFile("file")
	if err != nil {
		return nil, errNoFile
	}
	defer file.Close()
	if head.Size > stafftable.MaxBytes {
		return nil, errLargeTable
	}
	out := make([]byte, head.Size)
	if _, err := file.ReadAt(out, 0); err != nil && head.Size > 0 {
		return nil, errHalfFile
	}
	return out, nil
}

// tableRefused says why a file is no table.
func (v *visit) tableRefused(why error) error {
	view := v.importView()
	text := ""
	var head *stafftable.HeadingError
	switch {
	case errors.As(why, &head):
		text = v.text("import.fault."+map[bool]string{true: "two-columns", false: "no-column"}[head.Twice], "Column", v.text("import.column."+head.Key))
	default:
		for _, f := range fileFaults {
			if errors.Is(why, f.err) {
				text = v.text("import.fault."+f.text, "Size", pages.Size(v.r.Lang, stafftable.MaxBytes), "Most", pages.Number(v.r.Lang, stafftable.MaxRows))
			}
		}
	}
	if text == "" {
		return why
	}
	view.Faults = []pages.Fault{{Field: "file", Text: text}}
	return v.write(http.StatusUnprocessableEntity, view)
}

var fileFaults = []struct {
	err  error
	text string
}{
	{errNoFile, "missing"}, {errHalfFile, "unread"}, {errLargeTable, "large"},
	{stafftable.ErrNotExcel, "not-excel"}, {stafftable.ErrOldExcel, "old-excel"}, {stafftable.ErrTooLarge, "unpacked"},
	{stafftable.ErrTooMany, "too-many"}, {stafftable.ErrNoRows, "no-rows"},
}
