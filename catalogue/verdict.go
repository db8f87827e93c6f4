package catalogue

import (
	"slices"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// VerdictWords say why papers are not accepted. Staff add reasons as they need
// them; what a reason says names the remedy.
type VerdictWords struct {
	Heading string                 `json:"heading" jsonschema:"required" jsonschema_description:"Above the papers that must come again."`
	Line    string                 `json:"line" jsonschema:"required" jsonschema_description:"One of them: what it is, the file's name, why."`
	Another string                 `json:"another" jsonschema:"required" jsonschema_description:"Name of a file that no form asks for."`
	Reasons map[models.Code]string `json:"reasons" jsonschema:"required" jsonschema_description:"Why a paper is not accepted, and what to do."`
}

var placesOfVerdict = []string{"paper", "file", "reason"}

func (w *Words) checkVerdicts(src *source) {
	src.places("verdicts.line", w.Verdicts.Line, placesOfVerdict)
	for _, p := range []string{"{paper}", "{reason}"} {
		if !strings.Contains(w.Verdicts.Line, p) {
			src.fault("verdicts.line", "%s is missing: the applicant must know what to bring, and why", p)
		}
	}
	if w.Verdicts.Reasons[models.ReasonInfected] == "" {
		src.fault("verdicts.reasons."+string(models.ReasonInfected), "is missing: the scanner gives this reason itself")
	}
	for code, text := range w.Verdicts.Reasons {
		path := "verdicts.reasons." + string(code)
		src.places(path, text, nil)
		if !kebab.re.MatchString(string(code)) {
			src.fault(path, "%q is not allowed: %s", code, kebab.meant)
		}
	}
}

// Reason is why a paper is not accepted: the text of the code, and what the
// clerk wrote.
func (t Texts) Reason(lang string, j models.PaperJudgement) string {
	return strings.TrimSpace(t.In(lang).Verdicts.Reasons[j.Reason] + " " + j.Note)
}

// PaperName is what a file of a service is called: by its slot, else a file.
func (t Texts) PaperName(lang string, s *Service, k models.SlotKey) string {
	if p, ok := s.Paper(k); ok {
		return p.Label.In(lang)
	}
	return t.In(lang).Verdicts.Another
}

// Return is the text of a return in the applicant's language: the clerk's own
// note, then every paper that must come again, in the order of the form. It is
// the note alone if none was refused.
func (t Texts) Return(lang string, s *Service, note string, files []models.Attachment) string {
	w := t.In(lang).Verdicts
	refused := slices.DeleteFunc(slices.Clone(files), func(a models.Attachment) bool { return !a.Refused() })
	if len(refused) == 0 {
		return note
	}
	place := func(a models.Attachment) int {
		if i := slices.IndexFunc(s.Papers, func(p Paper) bool { return p.Slot == a.Slot }); i >= 0 {
			return i
		}
		return len(s.Papers)
	}
	slices.SortStableFunc(refused, func(a, b models.Attachment) int { return place(a) - place(b) })
	lines := []string{w.Heading}
	for _, a := range refused {
		line, _ := expand(w.Line, map[string]string{"paper": t.PaperName(lang, s, a.Slot), "file": a.Name, "reason": t.Reason(lang, *a.Verdict)})
		lines = append(lines, oneLine(line))
	}
	return strings.TrimSpace(note + "\n\n" + strings.Join(lines, "\n"))
}

// Newer says which files of a case a new one in a slot replaces: those that were
// refused, and in a slot for one file the one that is there. Beyond that a new
// file stands beside the others.
func (s *Service) Newer(k models.SlotKey, files []models.Attachment) (out []models.AttachmentID) {
	p, ok := s.Paper(k)
	for _, a := range files {
		if ok && a.Slot == k && a.ReplacedBy == "" && !a.Internal && (a.Refused() || p.MaxCount == 1) {
			out = append(out, a.ID)
		}
	}
	return out
}
