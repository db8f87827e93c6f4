package api

import (
	"context"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/sign"
	spoken "github.com/thyrida/thyrida/internal/words"
	"github.com/thyrida/thyrida/models"
)

// page is what the template of the public check shows.
type page struct {
	ctx       context.Context
	Lang      string
	Status    int
	Style     string
	Host      string
	House     models.MunicipalityName
	Typed     string // what was typed as a code and is none
	Doc       *Verification
	File      *FileCheck
	Problem   *Problem
	CodeFault string
	FileFault string
}

// T is one of the words; values follow as name and value.
func (v *page) T(code string, pairs ...any) string {
	data := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		data[name] = pairs[i+1]
	}
	return say(v.Lang, models.Code("verify-"+code), data)
}

// Issuer is the municipality.
func (v *page) Issuer() string { return nameIn(v.Lang, v.House.El, v.House.En) }

// Heading is the one h1.
func (v *page) Heading() string {
	switch {
	case v.Doc != nil:
		return v.Doc.Title
	case v.File != nil:
		return v.T("file-short-" + string(v.File.Result))
	}
	return v.T("form-title")
}

// Title names the page for tabs and readers of screens: errors first.
func (v *page) Title() string {
	out := v.T("name") + " – " + v.Issuer()
	switch {
	case v.Problem != nil:
		out = v.T("error") + " " + strings.TrimSuffix(v.Problem.Title, ".") + " – " + out
	case v.File != nil:
		out = v.T("file-short-"+string(v.File.Result)) + " – " + out
	case v.Doc != nil:
		out = v.T(string(v.Doc.State)+"-short") + ": " + v.Doc.Title + " – " + out
	}
	return out
}

// Switch is the same page in the other language.
func (v *page) Switch() string {
	other := &page{Lang: map[string]string{"el": "en", "en": "el"}[v.Lang]}
	if v.Doc != nil {
		return other.path(v.Doc.Code)
	}
	return other.path("")
}

// Other is the other language.
func (v *page) Other() string {
	if v.Lang == "en" {
		return "el"
	}
	return "en"
}

// Number is the number of the document as it is printed on it.
func (v *page) Number() string {
	return itoa(v.Doc.Protocol.Number) + "/" + itoa(v.Doc.Protocol.Year)
}

// Day is a day in words; ISO is the same for programs.
func (v *page) Day(t time.Time) string { return dayIn(v.Lang, t) }

// ISO is a day for the datetime attribute.
func (v *page) ISO(t time.Time) string { return calendar.DayOf(t).String() }

// Correction says of which day's document this is the repetition.
func (v *page) Correction() string {
	if v.Doc.FirstAt == nil {
		return ""
	}
	return v.T("correction", "day", v.Day(*v.Doc.FirstAt))
}

// Tone is how a box looks: what it says stands in words beside it.
func (v *page) Tone(what any) string {
	switch what {
	case models.VerifiedValid, FileOurs:
		return "good"
	case models.VerifiedReplaced, FileNotOurs, FileCannotRead:
		return "warn"
	}
	return "bad"
}

// Development says whether the document is one for trying things out.
func (v *page) Development() bool {
	if v.Doc == nil {
		return false
	}
	is := v.Doc.Class == string(sign.Development)
	for _, g := range v.Doc.Signatures {
		is = is || g.Class == string(sign.Development)
	}
	return is
}

// Differs says whether the file is of another document than the code.
func (v *page) Differs() bool { return v.File.SameDocument != nil && !*v.File.SameDocument }

// Outdated says whether a later file of the same document exists.
func (v *page) Outdated() bool { return v.File.Newest != nil && !*v.File.Newest }

// Says describes one signature found in a file.
func (v *page) Says(f FoundSignature) string {
	var out []string
	switch {
	case !f.Intact && f.Level != "":
		out = append(out, v.T("signature-later"))
	case !f.Intact:
		out = append(out, v.T("signature-broken"))
	default:
		out = append(out, v.T("signature-intact"))
	}
	if !f.Whole {
		out = append(out, v.T("signature-part"))
	}
	if f.Trusted != nil && !*f.Trusted {
		out = append(out, v.T("signature-foreign"))
	}
	if f.Class != "" {
		out = append(out, strings.TrimSuffix(classText(v.Lang, "", string(f.Class)), "."))
	}
	return strings.Join(out, " · ")
}

// dayIn is a day in words.
func dayIn(lang string, t time.Time) string { return spoken.Day(lang, t.In(calendar.Athens)) }
