package api

import (
	"slices"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// signatures are those of the document that a case has made, and what a look
// into its newest file says of each.
func (v *visit) signatures(view *pages.TaskRecord, id models.CaseID) error {
	r, err := v.s.desk(v.ctx).Record(v.ctx, id)
	if err != nil {
		return err
	}
	d, err := v.s.desk(v.ctx).Document(v.ctx, r.Document)
	if notFound(err) || isCode(err, "not-allowed") {
		return nil
	}
	if err != nil {
		return err
	}
	at := slices.IndexFunc(d.Versions, func(w models.DocumentVersion) bool { return w.CaseID == id && len(w.Files) > 0 })
	if at < 0 {
		return nil
	}
	w := showVersion(d.ID, d.Versions[at])
	said := v.checked(w.Files[0])
	view.Issued = w.Files[0].URL
	for i, g := range w.Signatures {
		row := pages.Row{Key: g.Name, Value: v.text("sign.unchecked")}
		if g.Title != "" {
			row.Key += ", " + g.Title
		}
		if g.Way == models.WaySeal {
			row.Key = v.text("sign.by-seal")
		}
		switch {
		case g.Way == models.WayPaper:
			row.Value = v.text("sign.by-hand")
		case i < len(said):
			row.Value = v.text("sign.checked", "Text", said[i])
		}
		view.Signatures = append(view.Signatures, row)
	}
	return nil
}

// checked says of every signature in a file how it stands, in their order;
// nothing of a file that cannot be read now.
func (v *visit) checked(f DocumentFile) (out []string) {
	if f.MediaType != pdfType {
		return nil
	}
	data, err := v.s.stored(v.ctx, f.SHA256)
	if err != nil {
		return nil
	}
	var check FileCheck
	if err := v.s.inspect(v.ctx, data, &check); err != nil {
		return nil
	}
	words := &page{ctx: v.ctx, Lang: v.r.Lang}
	for _, g := range check.Signatures {
		out = append(out, words.Says(g))
	}
	return out
}
