package paper

import (
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/i18n"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/models"
)

// papers says how many papers are attached, and lists them.
func (s *sheet) papers(files []models.Attachment, service *catalogue.Service) {
	if len(files) == 0 {
		s.Pairs([]pdf.Pair{{Label: s.say("papers"), Value: s.say("paper-none")}})
		return
	}
	s.Heading(2, s.say("papers")+": "+s.say("paper-count", "Count", len(files)))
	t := pdf.Table{Widths: []float64{7, 33, 31, 13, 24},
		Align: []pdf.Align{pdf.Right, pdf.Left, pdf.Left, pdf.Right, pdf.Left}}
	for _, key := range []string{"paper-number", "paper-label", "paper-file", "paper-size", "paper-hash"} {
		t.Header = append(t.Header, s.say(key))
	}
	for i, f := range files {
		label := string(f.Slot)
		if p, ok := service.Paper(f.Slot); ok {
			label = p.Label.In(s.lang)
		}
		if f.Visit > 0 {
			label = s.say("paper-later", "Name", label)
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), s.fit(label), s.fit(f.Name), size(f.Size, s.lang), s.fit(short(f.SHA256))})
	}
	s.Table(t)
	s.small(s.say("hash-note"))
}

// short is the beginning of a hash, in groups that can be compared by eye.
func short(sum string) string {
	sum = sum[:min(len(sum), 16)]
	var groups []string
	for len(sum) > 4 {
		groups, sum = append(groups, sum[:4]), sum[4:]
	}
	return strings.Join(append(groups, sum), " ")
}

// size is a number of bytes as people say it; a megabyte is 10^6 of them.
func size(n int64, lang string) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + "\u00a0B"
	case n < 1_000_000:
		return decimal(float64(n)/1e3, 0, lang) + "\u00a0kB"
	}
	return decimal(float64(n)/1e6, 1, lang) + "\u00a0MB"
}

// decimal writes a number with the decimal mark of the language; digits -1 for
// as many as it has.
func decimal(n float64, digits int, lang string) string {
	out := strconv.FormatFloat(n, 'f', digits, 64)
	if lang == i18n.English {
		return out
	}
	return strings.Replace(out, ".", ",", 1)
}
