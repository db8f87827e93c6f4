package catalogue

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// line is one form of the table of services, testdata/services.csv. The columns
// row to source are the table of DOMAIN §4 word for word; the others say what
// the catalogue must make of them:
//
//	code           the service
//	unit_code      the unit of units.yaml
//	legal_days     terms.legal.days; legal_binds says whom the table's L binds
//	target_days    terms.target
//	fee_code       0, council, or the amount
//	says           what a citizen must be able to read, in Greek; parted by |
//	form_fields    every own field: key:type, key?:type when optional, [field=value] when conditional
//	fields_of      for each item of fields, in order, the keys that ask it; parted by |
//	papers         every slot: slot, slot? when optional, slot† when fetched, [field=value] when conditional
//	attachments_of for each item of attachments, in order, its slots; parted by |
//
// An item without a key is =payment (proven in that stage), =form (the form is
// it), =inside (made by the house), =elsewhere (another form of the same row) or
// =none.
type line map[string]string

func table(t *testing.T) []line {
	t.Helper()
	f, err := os.Open("testdata/services.csv")
	require.NoError(t, err)
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var out []line
	above := line{}
	for _, r := range records[1:] {
		l := line{}
		for i, column := range records[0] {
			l[column] = r[i]
		}
		if l["deadline"] == "same" {
			l["deadline"] = above["deadline"]
		}
		above = l
		out = append(out, l)
	}
	return out
}

func TestTheTableHasItsRowsAndForms(t *testing.T) {
	t.Parallel()
	forms := map[string][]string{}
	for _, l := range table(t) {
		forms[l["row"]] = append(forms[l["row"]], l["form"])
	}
	require.Len(t, forms, 58)
	for row := 1; row <= 58; row++ {
		want := []string{""}
		if row >= 57 {
			want = []string{"a", "b", "c"} // three forms each (DOMAIN §4)
		}
		require.Equal(t, want, forms[strconv.Itoa(row)], "row %d", row)
	}
}

func TestEveryServiceIsWhatItsRowSays(t *testing.T) {
	t.Parallel()
	require.Empty(t, compareTable(table(t), setup(t).Services))
}

// Each case spoils one service or the list of them, and the table must notice.
func TestTheTableNoticesWhatIsMissingOrDiffers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code  models.ServiceCode
		spoil func(*Service)
		says  string
	}{
		"unit":             {"road-damage", func(s *Service) { s.Unit = "green" }, "unit"},
		"row":              {"road-damage", func(s *Service) { s.Source = "DOMAIN §4 row 3" }, "row 37"},
		"legal term":       {"divorce-entry", func(s *Service) { s.Terms.Legal.Days = 30 }, "legal_days"},
		"target":           {"stray-animal", func(s *Service) { s.Terms.Target = 4 }, "target_days"},
		"fee":              {"music-licence", func(s *Service) { s.Fee = nil }, "fee_code"},
		"amount":           {"civil-marriage-licence", func(s *Service) { s.Fee = &Fee{Amount: 1900} }, "fee_code"},
		"new fee":          {"waste-bin", func(s *Service) { s.Fee = &Fee{ByCouncil: true} }, "fee_code"},
		"words":            {"death-declaration", func(s *Service) { s.Summary.El = "Δήλωση." }, "24 ώρες"},
		"field":            {"music-licence", func(s *Service) { s.Form = s.Form[1:] }, "form_fields"},
		"further field":    {"road-damage", func(s *Service) { s.Form = append(s.Form, Field{Key: "x", Type: TypeText}) }, "form_fields"},
		"type":             {"nursery-enrolment", func(s *Service) { s.Form[2].Type = TypeText }, "form_fields"},
		"optional":         {"abandoned-vehicle", func(s *Service) { s.Form[0].Required = false }, "form_fields"},
		"condition":        {"abandoned-vehicle", func(s *Service) { s.Form[1].When = nil }, "form_fields"},
		"paper":            {"birth-declaration", func(s *Service) { s.Papers = s.Papers[1:] }, "papers"},
		"further paper":    {"road-damage", func(s *Service) { s.Papers = append(s.Papers, Paper{Slot: "x"}) }, "papers"},
		"required paper":   {"road-damage", func(s *Service) { s.Papers[0].Required = true }, "papers"},
		"fetched paper":    {"name-giving", func(s *Service) { s.Papers[2].ExOfficio = false }, "fetched"},
		"paper's question": {"act-correction", func(s *Service) { s.Papers[1].When = nil }, "papers"},
		"late fee":         {"divorce-entry", func(s *Service) { s.Papers[2].Label.El = "Τέλος" }, "30 €"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := spoilt(t, c.code, c.spoil)
			l := table(t)
			i := slices.IndexFunc(l, func(l line) bool { return l["code"] == string(c.code) })
			require.Contains(t, strings.Join(l[i].compare(s), "\n"), c.says)
		})
	}
	lines, services := table(t), setup(t).Services
	require.Contains(t, compareTable(lines, services[1:])[0], "no service")
	require.Contains(t, compareTable(lines[1:], services)[0], "no line")
	require.Contains(t, compareTable(append(lines, lines[0]), services)[0], "two lines")
}

// The table speaks for itself: a term or fee that was copied wrongly into the
// columns of the catalogue contradicts the words beside it.
func TestTheTableNoticesColumnsThatContradictItsWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ code, column, value, says string }{
		"legal":     {"act-correction", "legal_days", "60", "is not in"},
		"own":       {"music-licence", "legal_days", "20", "no L"},
		"declarant": {"divorce-entry", "legal_days", "30", "binds the applicant"},
		"typical":   {"stray-animal", "target_days", "5", "T 3 d"},
		"at once":   {"name-giving", "target_days", "2", "at once"},
		"too late":  {"act-correction", "target_days", "60", "after the law"},
		"free":      {"road-damage", "fee_code", "council", "costs"},
		"council":   {"music-licence", "fee_code", "0", "costs"},
		"amount":    {"civil-marriage-licence", "fee_code", "20.00", "costs"},
		"items":     {"music-licence", "fields_of", "shop|hours", "items"},
		"asked":     {"music-licence", "fields_of", "shop|hours|noise", `"noise"`},
		"fetched":   {"name-giving", "attachments_of", "joint-declaration|birth-act", "fetched"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := table(t)
			i := slices.IndexFunc(l, func(l line) bool { return l["code"] == c.code })
			l[i][c.column] = c.value
			s, ok := setup(t).Service(models.ServiceCode(c.code))
			require.True(t, ok)
			require.Contains(t, strings.Join(l[i].compare(s), "\n"), c.says)
		})
	}
}

// spoilt is a service that nobody else reads.
func spoilt(t *testing.T, code models.ServiceCode, spoil func(*Service)) *Service {
	t.Helper()
	s, ok := setup(t).Service(code)
	require.True(t, ok)
	definition, _ := s.Definition()
	own, err := Parse(definition)
	require.NoError(t, err)
	spoil(own)
	return own
}
