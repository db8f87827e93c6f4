package catalogue

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/models"
)

func TestAReferenceIsWrittenAsTheRegisterWritesIt(t *testing.T) {
	t.Parallel()
	c := setup(t)
	cert, _ := c.Certificate("residence")
	for _, x := range []struct {
		register models.RegisterCode
		typed    string
		want     string
		code     models.Code
	}{
		{MunicipalRoll, " 4021 ", "4021", ""},
		{MunicipalRoll, "4021 / 3", "4021/3", ""},
		{MunicipalRoll, "4021–03", "4021/3", ""},
		{MunicipalRoll, "μερίδα 4021", "", faultReference},
		{MunicipalRoll, "4021/", "", faultReference},
		{MunicipalRoll, "0/0", "", faultReference},
		{VitalActs, "112/4/2014", "112/4/2014", ""},
		{VitalActs, "112 / 4α / 2014", "112/4Α/2014", ""},
		{VitalActs, "112/2014", "", faultReference},
		{VitalActs, "112/4/14", "", faultReference},
		{VitalActs, "112/0Α/2014", "", faultReference},
		{MalesRegister, "17/2014", "17/2014", ""},
		{MalesRegister, "17 – 2014", "17/2014", ""},
		{MalesRegister, "17 − 2014", "17/2014", ""},
		{MalesRegister, "2014", "", faultReference},
		{MalesRegister, "17/20143", "", faultReference},
		{RevenueLedger, " καρτέλα \n 00-48213 ", "καρτέλα 00-48213", ""},
		{CaseFile, "Ε1 φορολογικού έτους 2025", "Ε1 φορολογικού έτους 2025", ""},
		{CaseFile, strings.Repeat("α", 120), strings.Repeat("α", 120), ""},
		{CaseFile, strings.Repeat("α", 121), "", faultReference},
		{CaseFile, "a\x00b", "", faultReference},
		{CaseFile, "a\u202eb", "", faultReference},
		{CaseFile, "\xff", "", faultReference},
		{CaseFile, " ", "", faultRequired},
		{VitalActs, "", "", faultRequired},
		{"hearsay", "1", "", faultReference},
	} {
		got, code := cert.CheckReference(x.register, x.typed)
		require.Equal(t, x.want, got, "%s %q", x.register, x.typed)
		require.Equal(t, x.code, code, "%s %q", x.register, x.typed)
		if x.code != "" && x.register != "hearsay" {
			fault := ReferenceFault("statements.a.reference", x.register, code)
			require.NotContains(t, c.Texts.Fault(Greek, fault), "{")
			if code == faultReference {
				require.Contains(t, c.Texts.Fault(Greek, fault), "π.χ.")
				require.Contains(t, c.Texts.Fault(English, fault), "e.g.")
			}
		}
	}
	require.Equal(t, "Males register", c.Texts.Register(English, MalesRegister))
}

func TestAKeptReferenceStaysAsItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom([]models.RegisterCode{MunicipalRoll, VitalActs, MalesRegister, RevenueLedger, CaseFile}).Draw(t, "register")
		typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{1,4} ?[/–-] ?[0-9]{1,4}( ?/ ?20[0-9]{2})?`)).Draw(t, "typed")
		kept, code := new(Certificate).CheckReference(r, typed)
		require.NotEqual(t, kept == "", code == "")
		if code == "" {
			again, code := new(Certificate).CheckReference(r, kept)
			require.Empty(t, code)
			require.Equal(t, kept, again)
		}
	})
}

func TestEqualContentHasAnEqualHash(t *testing.T) {
	t.Parallel()
	cert, _ := setup(t).Certificate("family-status")
	clean, faults := cert.Validate(cert.SampleValues(), sampleDay)
	require.Empty(t, faults)
	statements := func() []models.Statement {
		var out []models.Statement
		for _, s := range cert.Statements {
			if v, ok := clean[string(s.Key)]; ok {
				out = append(out, models.Statement{Key: string(s.Key), Value: v, Register: s.Register, Reference: "4021/3", By: "a"})
			}
		}
		return out
	}
	want := cert.DataHash(statements(), Greek, "t")
	require.Len(t, string(want), 64)

	same := statements()
	data, err := json.Marshal(same) // as they come back from the database
	require.NoError(t, err)
	same = nil
	require.NoError(t, json.Unmarshal(data, &same))
	same[0], same[3] = same[3], same[0]
	same[1].At, same[1].ByName = time.Unix(7, 0), "Νίκη"
	require.Equal(t, want, cert.DataHash(same, Greek, "t"))

	seen := map[models.SHA256]bool{want: true, cert.DataHash(statements(), English, "t"): true, cert.DataHash(statements(), Greek, "u"): true,
		cert.DataHash(nil, Greek, "t"): true}
	for _, change := range []func(*models.Statement){
		func(s *models.Statement) { s.Key = "x" }, func(s *models.Statement) { s.Value = "x" }, func(s *models.Statement) { s.Value = nil },
		func(s *models.Statement) { s.Register = CaseFile }, func(s *models.Statement) { s.Reference = "4021/4" }, func(s *models.Statement) { s.By = "b" },
	} {
		other := statements()
		change(&other[0])
		seen[cert.DataHash(other, Greek, "t")] = true
	}
	require.Len(t, seen, 10)
}
