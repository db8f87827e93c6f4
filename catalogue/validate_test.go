package catalogue

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// now is one o'clock at night of 22 November 2026 in Athens, still the 21st in UTC.
var now = time.Date(2026, 11, 21, 23, 0, 0, 0, time.UTC)

// ceremony is a filled-in form of the journey service.
func ceremony(change map[string]any) map[string]any {
	form := map[string]any{"ceremony-on": "2027-05-15", "ceremony-hour": "morning", "place": "town-hall",
		"first-witness": "Άννα Δοκιμή", "second-witness": "Πέτρος Δοκιμής"}
	maps.Copy(form, change)
	return form
}

var ceremonyPapers = []models.SlotKey{"marriage-licences", "identity-documents"}

func codes(faults []models.FieldFault) map[string]models.Code {
	out := map[string]models.Code{}
	for _, f := range faults {
		out[f.Field] = f.Code
	}
	return out
}

func TestAFilledInFormIsCleanAndHasItsDefaults(t *testing.T) {
	t.Parallel()
	s, _ := setup(t).Service("civil-marriage-ceremony")
	clean, faults := s.Validate(ceremony(map[string]any{"first-witness": "  Άννα Δοκιμή ", "outdoor-place": ""}), ceremonyPapers, now)
	require.Empty(t, faults)
	require.Equal(t, ceremony(map[string]any{"delivery": "portal"}), clean)
	require.Equal(t, models.ByPortal, s.DeliveryOf(clean))

	post := map[string]any{"delivery": "post", "post-street": "Ελαίας 1", "post-postcode": "570 00", "post-town": "Ελαιώνας"}
	clean, faults = s.Validate(ceremony(post), ceremonyPapers, now)
	require.Empty(t, faults)
	require.Equal(t, "57000", clean["post-postcode"])
	require.Equal(t, models.ByPost, s.DeliveryOf(clean))
}

func TestAllFaultsOfAFormAreToldAtOnce(t *testing.T) {
	t.Parallel()
	s, _ := setup(t).Service("civil-marriage-ceremony")
	_, faults := s.Validate(map[string]any{
		"ceremony-on": "2026-11-22", "ceremony-hour": "noon", "place": "town-hall", "outdoor-place": "Άλσος",
		"first-witness": strings.Repeat("α", 121), "colour": "red", "delivery": "post", "post-postcode": "1"},
		[]models.SlotKey{"marriage-licences", "marriage-licences", "marriage-licences", "photo"}, now)
	require.Equal(t, map[string]models.Code{
		"form.ceremony-on": "date-not-future", "form.ceremony-hour": "not-a-choice", "form.outdoor-place": "not-expected",
		"form.first-witness": "too-long", "form.second-witness": "required", "form.colour": "unknown-field",
		"form.post-street": "required", "form.post-town": "required", "form.post-postcode": "postcode-form",
		"attachments.marriage-licences": "too-many-files", "attachments.identity-documents": "required",
		"attachments.photo": "unknown-slot"}, codes(faults))
	require.Contains(t, FaultText(English, faults[3]), "120")
}

func TestAWrongAnswerIsNotHeldAgainstTheQuestionsThatDependOnIt(t *testing.T) {
	t.Parallel()
	s, _ := setup(t).Service("civil-marriage-ceremony")
	_, faults := s.Validate(ceremony(map[string]any{"place": "beach"}), ceremonyPapers, now)
	require.Equal(t, map[string]models.Code{"form.place": "not-a-choice"}, codes(faults))
	_, faults = s.Validate(ceremony(map[string]any{"place": "outdoors"}), ceremonyPapers, now)
	require.Equal(t, map[string]models.Code{"form.outdoor-place": "required"}, codes(faults))
}

func TestPapersFollowTheirConditions(t *testing.T) {
	t.Parallel()
	s, _ := setup(t).Service("tree-felling")
	form := map[string]any{"location": "Πλατεία", "reason": "damage", "details": "Ρίζες\r\nστον τοίχο"}
	clean, faults := s.Validate(form, nil, now)
	require.Equal(t, map[string]models.Code{"attachments.engineer-certificate": "required"}, codes(faults))
	require.Equal(t, "Ρίζες\nστον τοίχο", clean["details"])
	form["reason"] = "danger"
	_, faults = s.Validate(form, []models.SlotKey{"engineer-certificate"}, now)
	require.Equal(t, map[string]models.Code{"attachments.engineer-certificate": "not-expected"}, codes(faults))
	_, faults = s.Validate(form, []models.SlotKey{"photo", "photo"}, now)
	require.Empty(t, faults)
}

func TestEveryTypeOfFieldNormalisesOrRefuses(t *testing.T) {
	t.Parallel()
	two := []Choice{{Value: "a", Label: Text{"Α", "A"}}, {Value: "b", Label: Text{"Β", "B"}}}
	dec := func(s string) *Decimal { d := Decimal(s); return &d }
	for _, c := range []struct {
		field  Field
		answer any
		want   any // the clean value, or the code
	}{
		{Field{Type: TypeText, MaxLength: 3}, " ναι ", "ναι"},
		{Field{Type: TypeText, MaxLength: 3}, "ένα δύο", faultTooLong},
		{Field{Type: TypeText, MaxLength: 9}, "α\nβ", faultCharacters},
		{Field{Type: TypeText, MaxLength: 9}, "α\x00β", faultCharacters},
		{Field{Type: TypeText, MaxLength: 9}, "\xff\xfe", faultCharacters},
		{Field{Type: TypeText, MaxLength: 9}, 12.0, faultWrongType},
		{Field{Type: TypeLongText, MaxLength: 9}, "α\nβ", "α\nβ"},
		{Field{Type: TypeAFM}, "123 456 783", "123456783"},
		{Field{Type: TypeAFM}, "12345678", models.Code(ident.AFMForm)},
		{Field{Type: TypeAFM}, "123456789", models.Code(ident.AFMCheckDigit)},
		{Field{Type: TypeAMKA}, "01012488886", "01012488886"},
		{Field{Type: TypeAMKA}, "42042042069", models.Code(ident.AMKACheckDigit)},
		{Field{Type: TypeAMKA}, "31062000125", models.Code(ident.AMKADate)},
		{Field{Type: TypeMobile}, "690 0000000", "+306900000000"},
		{Field{Type: TypeMobile}, "2310000000", models.Code(ident.MobileForm)},
		{Field{Type: TypePhone}, "2310 000 000", "+302310000000"},
		{Field{Type: TypePhone}, "10", models.Code(ident.PhoneForm)},
		{Field{Type: TypePostcode}, "546 40", "54640"},
		{Field{Type: TypePostcode}, "99999", models.Code(ident.PostcodeForm)},
		{Field{Type: TypeEmail}, " anna@example.org ", "anna@example.org"},
		{Field{Type: TypeEmail}, "anna@localhost", models.Code(ident.EmailForm)},
		{Field{Type: TypeEmail}, "Anna <anna@example.org>", models.Code(ident.EmailForm)},
		{Field{Type: TypeDate}, "2024-02-29", "2024-02-29"},
		{Field{Type: TypeDate}, "2023-02-29", faultDateForm},
		{Field{Type: TypeDate}, "29/02/2024", faultDateForm},
		{Field{Type: TypeDate, Day: Past}, "2026-11-22", faultDateNotPast},
		{Field{Type: TypeDate, Day: PastOrToday}, "2026-11-22", "2026-11-22"},
		{Field{Type: TypeDate, Day: PastOrToday}, "2026-11-23", faultDateAfter},
		{Field{Type: TypeDate, Day: Future}, "2026-11-22", faultDateNotFuture},
		{Field{Type: TypeDate, Day: FutureOrToday}, "2026-11-22", "2026-11-22"},
		{Field{Type: TypeDate, Day: FutureOrToday}, "2026-11-21", faultDateBefore},
		{Field{Type: TypeDate, From: "1900-01-01"}, "1899-12-31", faultDateEarly},
		{Field{Type: TypeDate, To: "2030-01-01"}, "2030-01-02", faultDateLate},
		{Field{Type: TypeNumber}, 3.0, int64(3)},
		{Field{Type: TypeNumber}, json.Number("3"), int64(3)},
		{Field{Type: TypeNumber}, " 12 ", int64(12)},
		{Field{Type: TypeNumber}, 3.5, faultNumberForm},
		{Field{Type: TypeNumber}, "0x1F", faultNumberForm},
		{Field{Type: TypeNumber}, math.NaN(), faultNumberForm},
		{Field{Type: TypeNumber, Min: dec("1")}, 0.0, faultNumberSmall},
		{Field{Type: TypeNumber, Max: dec("2")}, 3.0, faultNumberBig},
		{Field{Type: TypeDecimal}, "12,5", 12.5},
		{Field{Type: TypeDecimal}, "δώδεκα", faultDecimalForm},
		{Field{Type: TypeChoice, Choices: two}, "b", "b"},
		{Field{Type: TypeChoice, Choices: two}, "c", faultNotAChoice},
		{Field{Type: TypeMultiChoice, Choices: two}, []any{"b", "a"}, []string{"a", "b"}},
		{Field{Type: TypeMultiChoice, Choices: two}, "b", []string{"b"}},
		{Field{Type: TypeMultiChoice, Choices: two}, []any{"a", "a"}, faultRepeated},
		{Field{Type: TypeMultiChoice, Choices: two}, []any{"a", 1.0}, faultWrongType},
		{Field{Type: TypeBoolean}, true, true},
		{Field{Type: TypeBoolean}, "false", false},
		{Field{Type: TypeBoolean}, "ίσως", faultNotABoolean},
	} {
		c.field.Key = "x"
		s := &Service{Form: []Field{c.field}}
		clean, faults := s.Validate(map[string]any{"x": c.answer}, nil, now)
		if code, bad := c.want.(models.Code); bad {
			require.Equal(t, map[string]models.Code{"form.x": code}, codes(faults), "%v %v", c.field.Type, c.answer)
			continue
		}
		require.Empty(t, faults, "%v %v", c.field.Type, c.answer)
		require.Equal(t, c.want, clean["x"])
	}
}

// The codes are read from the sources, so that a new one cannot be forgotten.
func TestEveryCodeOfAFaultHasATextInBothLanguages(t *testing.T) {
	t.Parallel()
	c := setup(t)
	var all []models.Code
	source, err := os.ReadFile("validate.go")
	require.NoError(t, err)
	for _, m := range regexp.MustCompile(`models\.Code = "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1) {
		all = append(all, models.Code(m[1]))
	}
	require.Greater(t, len(all), 20)
	for _, f := range []ident.Fault{ident.AFMForm, ident.AFMCheckDigit, ident.AMKAForm, ident.AMKACheckDigit, ident.AMKADate,
		ident.MobileForm, ident.PhoneForm, ident.PostcodeForm, ident.EmailForm} {
		all = append(all, models.Code(f))
	}
	for _, lang := range Languages {
		for _, code := range all {
			require.NotEmpty(t, c.Texts[lang].Faults[code], "%s %s", lang, code)
		}
		for code := range c.Texts[lang].Faults {
			require.True(t, slices.Contains(all, code), "%s: text for a code nobody gives: %s", lang, code)
		}
	}
}

func FuzzValidateNeverPanicsAndIsStable(f *testing.F) {
	seeds, err := filepath.Glob("examples/*.json")
	require.NoError(f, err)
	for _, name := range seeds {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(strings.TrimSuffix(filepath.Base(name), ".json"), data, "photo")
	}
	f.Add("tree-felling", []byte(`{"reason":["damage"],"location":null,"details":{}}`), "engineer-certificate")
	f.Add("residence-certificate", []byte(`{"first-year":1e300,"last-year":"-","postcode":"\u0000"}`), "")
	c := setup(f)
	f.Fuzz(func(t *testing.T, code string, data []byte, slot string) {
		s, ok := c.Service(models.ServiceCode(code))
		var form map[string]any
		if !ok || json.Unmarshal(data, &form) != nil {
			return
		}
		slots := []models.SlotKey{models.SlotKey(slot)}
		clean, faults := s.Validate(form, slots, now)
		for _, fault := range faults {
			require.NotEqual(t, string(fault.Code), c.Texts.Fault(Greek, fault), "a code without a text")
		}
		if len(faults) == 0 { // what is clean stays as it is
			again, faults := s.Validate(clean, slots, now)
			require.Empty(t, faults)
			require.Equal(t, clean, again)
		}
	})
}

func TestEveryServiceHasAnExampleThatIsValidOnAnyDay(t *testing.T) {
	t.Parallel()
	for _, s := range setup(t).Services {
		for _, at := range []time.Time{now, now.AddDate(-1, 0, 0), now.AddDate(20, 0, 0)} {
			form, slots, err := s.Example(at)
			require.NoError(t, err)
			_, faults := s.Validate(form, slots, at)
			require.Empty(t, faults, s.Code)
		}
	}
}
