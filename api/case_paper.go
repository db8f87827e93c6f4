package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

func (s *server) casePaperRoutes() {
	add(s, http.MethodPost, "/cases/{id}/attachments", "add-paper", "Add a file to a case", s.addPaper, created,
		describe("By the applicant or by who works on the case, at any stage while it is open. In a slot it takes the place of what was "+
			"refused, and of the one that is there if the slot takes one; what it replaces stays and is shown. internal is for staff: "+
			"the applicant never sees it."))
	add(s, http.MethodPut, "/cases/{id}/attachments/{attachment}/verdict", "judge-paper", "Accept or refuse a paper", s.judgePaper,
		describe("By who works on the case. The applicant sees it. The refused papers become the text of a return, and the answer to "+
			"the return must bring each of them again. A paper that answers no slot is told of in one return only and need not come again."))
	add(s, http.MethodGet, "/paper-reasons", "list-paper-reasons", "List why papers are refused", s.listPaperReasons,
		describe("What the applicant would read, in the caller's language."))
}

// PaperJudgement is what was said of a paper.
type PaperJudgement struct {
	Verdict   models.PaperVerdict `json:"verdict" enum:"accepted,refused"`
	Reason    models.Code         `json:"reason,omitempty" doc:"Of GET /paper-reasons."`
	Note      string              `json:"note,omitempty" doc:"In the clerk's own words."`
	Text      string              `json:"text,omitempty" doc:"Why, in the caller's language, with the note."`
	By        string              `json:"by,omitempty" doc:"Absent when the scanner for viruses said it."`
	ActingFor string              `json:"actingFor,omitempty" doc:"Name of the absent person for whom it was said."`
	At        time.Time           `json:"at"`
}

// showFiles shows the files of a case with their versions and what was said of
// them.
func (s *server) showFiles(lang string, service *catalogue.Service, files []models.Attachment) []Attachment {
	out := make([]Attachment, len(files))
	for i, f := range files {
		a := showAttachment(f)
		if p, ok := service.Paper(f.Slot); ok {
			a.SlotLabel = p.Label.In(lang)
		}
		for _, old := range files {
			if old.ReplacedBy == f.ID {
				a.Replaces = append(a.Replaces, old.ID)
			}
		}
		if j := f.Verdict; j != nil {
			a.Verdict = &PaperJudgement{Verdict: j.Verdict, Reason: j.Reason, Note: j.Note, Text: s.Texts.Reason(lang, *j), By: j.By, ActingFor: j.ActingFor, At: j.At.UTC()}
		}
		out[i] = a
	}
	return out
}

// NeededPaper is a slot whose paper was refused and must be brought again.
type NeededPaper struct {
	Slot  models.SlotKey `json:"slot"`
	Label string         `json:"label"`
}

func showNeeded(lang string, service *catalogue.Service, slots []models.SlotKey) (out []NeededPaper) {
	for _, k := range slots {
		n := NeededPaper{Slot: k, Label: string(k)}
		if p, ok := service.Paper(k); ok {
			n.Label = p.Label.In(lang)
		}
		out = append(out, n)
	}
	return out
}

type addPaperInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		ID       models.AttachmentID   `json:"id" format:"uuid" doc:"Of POST /attachments."`
		Slot     models.SlotKey        `json:"slot,omitempty" maxLength:"100" doc:"Which paper of the form it is; absent: none."`
		Replaces []models.AttachmentID `json:"replaces,omitempty" maxItems:"20" uniqueItems:"true" doc:"Files of the case of which it is the newer version."`
		Internal bool                  `json:"internal,omitempty" doc:"For staff only."`
	}
}

type caseFileOutput struct{ Body Attachment }

// addPaper gives an uploaded file to a case.
func (s *server) addPaper(ctx context.Context, in *addPaperInput) (*caseFileOutput, error) {
	of(ctx).Case = in.ID
	c, err := s.desk(ctx).Case(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(c.Files, func(a models.Attachment) bool { return a.ID == in.Body.ID }) { // said again
		return s.caseFile(ctx, in.ID, in.Body.ID)
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return nil, err
	}
	b := in.Body
	files := []models.SlotFile{{Slot: b.Slot, ID: b.ID, Replaces: b.Replaces}}
	faults, err := s.checkFiles(ctx, service, files)
	if err != nil {
		return nil, err
	}
	var more []models.FieldFault
	switch _, known := service.Paper(b.Slot); {
	case b.Internal && b.Slot != "":
		more = []models.FieldFault{{Field: "slot", Code: "not-expected"}}
	case b.Slot != "" && !known:
		more = []models.FieldFault{{Field: "slot", Code: "unknown-slot"}}
	default:
		files, more = succeed(service, files, c.Files)
	}
	if err := fieldErrors(append(faults, more...)); err != nil {
		return nil, err
	}
	err = s.desk(ctx).AddPaper(ctx, in.ID, models.NewPaper{ID: b.ID, Slot: b.Slot, Replaces: files[0].Replaces, Internal: b.Internal, Most: files[0].Most})
	if err != nil {
		return nil, err
	}
	return s.caseFile(ctx, in.ID, b.ID)
}

// succeed finds what each new file takes the place of, where its uploader does
// not say so, and how many its slot takes; it refuses what is not of its slot or
// has been replaced.
func succeed(v *catalogue.Service, files []models.SlotFile, there []models.Attachment) (out []models.SlotFile, faults []models.FieldFault) {
	taken := map[models.AttachmentID]bool{}
	for _, f := range files {
		for _, id := range f.Replaces {
			i := slices.IndexFunc(there, func(a models.Attachment) bool { return a.ID == id && a.Slot == f.Slot && a.ReplacedBy == "" })
			if i < 0 || taken[id] {
				faults = append(faults, models.FieldFault{Field: "replaces", Code: "no-such-attachment"})
			}
			taken[id] = true
		}
	}
	for _, f := range files {
		if p, ok := v.Paper(f.Slot); ok {
			f.Most = p.MaxCount
		}
		if len(f.Replaces) == 0 {
			for _, id := range v.Newer(f.Slot, there) {
				if !taken[id] {
					taken[id] = true
					f.Replaces = append(f.Replaces, id)
				}
			}
		}
		out = append(out, f)
	}
	return out, faults
}

// caseFile shows one file of a case as it is now.
func (s *server) caseFile(ctx context.Context, id models.CaseID, file models.AttachmentID) (*caseFileOutput, error) {
	c, err := s.desk(ctx).Case(ctx, id)
	if err != nil {
		return nil, err
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return nil, err
	}
	for _, a := range s.showFiles(of(ctx).Lang, service, c.Files) {
		if a.ID == file {
			return &caseFileOutput{Body: a}, nil
		}
	}
	return nil, models.Fault(models.NotFound, "no-such-attachment")
}
