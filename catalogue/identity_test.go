package catalogue

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestADocumentIsAcceptedOnlyInItsTimeAndInItsForm(t *testing.T) {
	t.Parallel()
	i := &Identification{Documents: []IdentityPaper{
		{Kind: "card", Number: CardNumber, End: EndOptional}, {Kind: "passport", Number: PassportNumber, End: EndRequired},
		{Kind: "old", Number: OtherNumber, End: EndNone, Until: "2026-11-22"}, {Kind: "new", Number: OtherNumber, End: EndOptional, From: "2026-11-23"}}}
	day := time.Date(2026, 11, 22, 21, 59, 0, 0, time.UTC) // one minute to midnight in Greece
	for _, tc := range []struct {
		kind            models.IdentityPaper
		number, expires string
		later           time.Duration
		want            string // normalised number, or field and code
	}{
		{"card", "ab-123456", "", 0, "ΑΒ123456"},
		{"card", "ab-123456", "2026-11-22", 0, "ΑΒ123456"},
		{"card", "ab-123456", "2026-11-22", time.Minute, "expires document-expired"},
		{"card", "12", "", 0, "number identity-card-form"},
		{"passport", "ΑΒ 1234567", "2030-02-28", 0, "AB1234567"},
		{"passport", "AB1234567", "", 0, "expires required"},
		{"passport", "AB1234567", "2030-02-30", 0, "expires date-form"},
		{"old", "x-1234", "", 0, "X1234"},
		{"old", "x-1234", "2030-01-01", 0, "expires document-has-no-end"},
		{"old", "x-1234", "", time.Minute, "kind document-not-accepted"},
		{"new", "x-1234", "", 0, "kind document-not-accepted"},
		{"new", "x-1234", "", time.Minute, "X1234"},
		{"library-card", "x-1234", "", 0, "kind document-not-accepted"},
	} {
		got, faults := i.Shown(tc.kind, tc.number, tc.expires, day.Add(tc.later))
		said := got.Number
		if len(faults) > 0 {
			said = faults[0].Field + " " + string(faults[0].Code)
		}
		require.Equal(t, tc.want, said, "%+v", tc)
	}
}

func TestWhoeverNeedsASureIdentityIsWaitedFor(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for _, s := range c.Services {
		stage := s.Plan().Identify
		require.Equal(t, s.Identity == Substantial, stage != nil, s.Code)
		if stage != nil {
			require.Equal(t, models.Stage{Key: models.Identification, Kind: models.KindProve, Audience: models.ForCitizen, Units: []models.UnitCode{s.Unit},
				Outcomes: []models.Outcome{models.Done}, Term: models.Term{Days: 30}, Lapse: models.Term{Days: 30}}, *stage)
		}
	}
	definition, _ := c.Identity.Definition()
	s, err := Read(models.Published{Service: models.IdentityService, Kind: models.KindIdentity, Definition: definition})
	require.NoError(t, err)
	require.Equal(t, []models.Stage{{Key: models.Presence, Kind: models.KindTask, Audience: models.ForOfficer,
		Outcomes: []models.Outcome{models.Done, models.Rejected}, Term: models.Term{Days: 30}, Lapse: models.Term{Days: 30}}}, s.Plan().Stages)
	own := Service{Identity: Substantial, Terms: Terms{Identification: Waiting{Term: 5, Lapse: 2}}}
	require.Equal(t, models.Term{Days: 5}, own.Plan().Identify.Term)
	require.Equal(t, models.Term{Days: 2}, own.Plan().Identify.Lapse)
}

func TestFaultsOfIdentificationNameTheirPlace(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ file, old, new, field, says string }{
		{"identity.yaml", "unit: citizens", "unit: civil-registry", "unit", "no service point"},
		{"identity.yaml", "unit: citizens", "unit: citizen", "unit", `did you mean "citizens"`},
		{"identity.yaml", "kind: passport", "kind: identity-card", "documents[1].kind", "used twice"},
		{"identity.yaml", "    end: optional\n", "    end: optional\n    until: 2026-02-30\n", "documents[0].until", "no day"},
		{"identity.yaml", "    end: optional\n", "    end: optional\n    from: 2026-02-02\n    until: 2026-02-01\n", "documents[0].until", "never accepted"},
		{"identity.yaml", "number: passport", "number: none", "documents[1].number", "allowed here"},
		{"identity.yaml", "term: 30", "term: 0", "term", "at least 1"},
		{"units.yaml", "    hours: {el: \"Δευτέρα έως Παρασκευή, 8:00–15:00\", en: \"Monday to Friday, 8:00–15:00\"}\n", "", "units[19].point", "where and when"},
		{"services/birth-declaration.yaml", "  - key: review", "  - key: identification", "stages[1].key", "identified"},
	} {
		files := shelf(t)
		text := string(files[tc.file].Data)
		require.Contains(t, text, tc.old, tc.file)
		files[tc.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, tc.old, tc.new, 1))}
		_, faults := Load(files)
		require.NotEmpty(t, faults, "%+v", tc)
		require.Equal(t, tc.file, faults[0].File)
		require.Equal(t, tc.field, faults[0].Field)
		require.Contains(t, faults[0].Message, tc.says)
	}
	files := shelf(t)
	delete(files, "identity.yaml")
	_, faults := Load(files)
	require.Equal(t, "identity.yaml", Errors(faults)[0].File)
}
