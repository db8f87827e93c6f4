package catalogue

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestTenCertificatesShipAndReadBackToTheSameBytes(t *testing.T) {
	t.Parallel()
	c := setup(t)
	var codes []string
	for _, cert := range c.Certificates {
		codes = append(codes, string(cert.Code))
		definition, sum := cert.Definition()
		require.Len(t, sum, 64)
		require.NotContains(t, string(definition), `"sample"`)
		var loose map[string]any
		require.NoError(t, json.Unmarshal(definition, &loose))
		reordered, err := json.Marshal(loose)
		require.NoError(t, err)
		back, err := ParseCertificate(reordered)
		require.NoError(t, err)
		again, _ := back.Definition()
		require.Equal(t, string(definition), string(again))
	}
	require.Equal(t, []string{"birth", "citizenship", "family-status", "general-attestation", "locality", "males-register",
		"municipal-dues", "next-of-kin", "residence", "vital-act-copy"}, codes)
	for _, s := range c.Services {
		if s.Certificate != "" {
			_, ok := c.Certificate(s.Certificate)
			require.True(t, ok, s.Code)
		}
	}
	for _, text := range []string{"", "{}", `{"body":1}`} {
		_, err := ParseCertificate([]byte(text))
		require.Error(t, err, text)
	}
}

// Each case changes one place of one file; the line with #! is the one that the
// fault must name.
func TestEveryFaultOfACertificateNamesFileLineAndField(t *testing.T) {
	t.Parallel()
	const family, residence, birth = "certificates/family-status.yaml", "certificates/residence.yaml", "certificates/birth.yaml"
	for _, c := range []struct{ name, file, old, new, field, says string }{
		{"unknown field", family, "mode: sign", "mod: sign #!", "mod", `did you mean "mode"`},
		{"mode", family, "mode: sign", "mode: stamp #!", "mode", "sign, seal"},
		{"version", family, "version: 1", "version: 0 #!", "version", "at least 1"},
		{"one language only", family, "heading: {el: ΠΙΣΤΟΠΟΙΗΤΙΚΟ, en: CERTIFICATE}", "heading: {el: ΠΙΣΤΟΠΟΙΗΤΙΚΟ} #!", "heading.en", "is missing"},
		{"file name", family, "code: family-status", "code: family #!", "code", "name of its code"},
		{"unit", family, "unit: municipal-roll", "unit: municipal-rol #!", "unit", `did you mean "municipal-roll"`},
		{"code of a service", residence, "code: residence", "code: general-application #!", "code", "code of a service"},
		{"register", residence, "register: case-file, required: true, maxLength: 120", "register: hearsay, required: true, maxLength: 120", "statements[4].register", "allowed here"},
		{"type", residence, "key: street, type: text", "key: street, type: email", "statements[4].type", "allowed here"},
		{"key twice", residence, "key: given-name", "key: surname", "statements[1].key", "used twice"},
		{"reserved key", residence, "key: father-name", "key: municipality", "statements[2].key", "another key"},
		{"unknown placeholder", residence, "από το έτος {first-year} έως σήμερα", "από το έτος {fist-year} έως σήμερα", "body[2].text.el", `did you mean "first-year"`},
		{"form of a text", residence, "{street}, {town}, από το έτος {first-year} έως σήμερα", "{street|words}, {town}, από το έτος {first-year} έως σήμερα", "body[2].text.el", "nothing else has any"},
		{"form of the municipality", residence, "{municipality|genitive}, στη διεύθυνση {street}, {town}, από το έτος {first-year} έως σήμερα", "{municipality|dative}, στη διεύθυνση {street}, {town}, από το έτος {first-year} έως σήμερα", "body[2].text.el", "genitive"},
		{"brace", residence, "{first-year} έως σήμερα", "{first-year έως σήμερα", "body[2].text.el", "brace"},
		{"placeholder without when", residence, "    when: {field: until, equals: year}\n    text", "    text", "body[3].text.el", "may have no value"},
		{"placeholder of rows", birth, "στην οικογενειακή μερίδα {family-record}, είναι", "στην οικογενειακή μερίδα {parents}, είναι", "body[0].text.el", "list of rows"},
		{"required and unused", birth, "      - {statement: sex}\n", "", "", ""}, // still used by a when: no fault
		{"required, never printed", birth, "      - {statement: birth-place}\n", "", "statements[6].key", "never printed"},
		{"subheading", "certificates/vital-act-copy.yaml", "{el: \"{form} · {act-kind}\"", "{el: \"{form} · {act-text}\"", "subheading.el", "always there"},
		{"table over a text", birth, "rows: parents}", "rows: surname} #!", "body[3].rows", "no statement of type rows"},
		{"table without rows", birth, "{kind: table, rows: parents}", "{kind: table} #!", "body[3].rows", "does not go with kind"},
		{"pairs over rows", birth, "{statement: birth-place}", "{statement: parents} #!", "body[1].pairs[4].statement", "with a table"},
		{"pairs: no such statement", birth, "{statement: birth-place}", "{statement: birthplace} #!", "body[1].pairs[4].statement", `did you mean "birth-place"`},
		{"words of a text", birth, "{statement: birth-place}", "{statement: birth-place, words: true} #!", "body[1].pairs[4].words", "only a date or a number"},
		{"pair of nothing", birth, "{statement: birth-place}", "{words: true} #!", "body[1].pairs[4]", "either statement"},
		{"when: no such field", residence, "    when: {field: until, equals: today}", "    when: {field: untl, equals: today} #!", "body[2].when.field", `did you mean "until"`},
		{"when: impossible value", residence, "    when: {field: until, equals: today}", "    when: {field: until, equals: now} #!", "body[2].when.equals", "today, year"},
		{"when over a text", residence, "    when: {field: until, equals: today}", "    when: {field: surname, equals: today} #!", "body[2].when.field", "no choice or boolean"},
		{"one choice", residence, "      - {value: year, label: {el: και το έτος που αναγράφεται, en: the year given}}\n", "", "statements[7].choices", "at least two"},
		{"columns of a text", birth, "    type: rows\n", "    type: text\n", "statements[10].columns", "no other has"},
		{"column twice", birth, "{key: given-name, type: text, label: {el: Όνομα, en: Given name}, required: true, latin: true}", "{key: surname, type: text, label: {el: Όνομα, en: Given name}, required: true, latin: true}", "statements[10].columns[2].key", "used twice"},
		{"latin date", birth, "register: municipal-roll, required: true, day: past-or-today}", "register: municipal-roll, required: true, day: past-or-today, latin: true}", "statements[5].latin", "only text"},
		{"sample refused", birth, "birth-on: 2014-11-19", "birth-on: 2014-13-19 #!", "sample.values.birth-on", "date-form"},
		{"sample of a row refused", birth, "role: mother,", "role: aunt,", "sample.rows.parents[1].role", "not-a-choice"},
		{"service names no certificate", "services/residence-certificate.yaml", "certificate: residence", "certificate: residense #!", "certificate", `did you mean "residence"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := shelf(t)
			for name := range files {
				service, own := strings.HasPrefix(name, "services/"), name == c.file || name == "services/general-application.yaml" || name == residence
				if (service || strings.HasPrefix(name, "certificates/")) && !own { // one is enough, and faster
					delete(files, name)
				}
			}
			text := string(files[c.file].Data)
			require.Contains(t, text, c.old)
			if i := strings.Index(text, c.old); c.name == "reserved key" || c.name == "columns of a text" {
				text = text[:i] + c.new + text[i+len(c.old):]
			} else if c.name == "column twice" {
				i = strings.LastIndex(text, c.old)
				text = text[:i] + c.new + text[i+len(c.old):]
			} else {
				text = strings.Replace(text, c.old, c.new, 1)
			}
			files[c.file] = &fstest.MapFile{Data: []byte(text)}
			_, faults := Load(files)
			if c.field == "" {
				faults = slices.DeleteFunc(faults, func(f Fault) bool { return f.Field != "" })
				require.Empty(t, faults)
				return
			}
			i := slices.IndexFunc(faults, func(f Fault) bool { return f.Field == c.field && strings.Contains(f.Message, c.says) })
			require.GreaterOrEqual(t, i, 0, "%v", faults)
			require.Equal(t, c.file, faults[i].File)
			if before, _, marked := strings.Cut(text, "#!"); marked {
				require.Equal(t, 1+strings.Count(before, "\n"), faults[i].Line)
			}
			require.Positive(t, faults[i].Column)
		})
	}
}

func TestStatementsAreCheckedLikeAForm(t *testing.T) {
	t.Parallel()
	c := setup(t)
	cert, _ := c.Certificate("family-status")
	clean, faults := cert.Validate(cert.SampleValues(), sampleDay)
	require.Empty(t, faults)
	members, ok := clean["members"].([]map[string]any)
	require.True(t, ok)
	require.Len(t, members, 4)
	require.Equal(t, int64(2), members[1]["line"])

	data, err := json.Marshal(clean) // as it comes back from the database
	require.NoError(t, err)
	var stored map[string]any
	require.NoError(t, json.Unmarshal(data, &stored))
	again, faults := cert.Validate(stored, sampleDay)
	require.Empty(t, faults)
	require.Equal(t, clean, again)

	for want, change := range map[string]func(map[string]any){
		"statements.surname required":                func(v map[string]any) { v["surname"] = " " },
		"statements.nonsense unknown-field":          func(v map[string]any) { v["nonsense"] = "x" },
		"statements.members required":                func(v map[string]any) { delete(v, "members") },
		"statements.members wrong-type":              func(v map[string]any) { v["members"] = "x" },
		"statements.marriage-on date-after-today":    func(v map[string]any) { v["marriage-on"] = "2100-01-02" },
		"statements.partnership-act not-expected":    func(v map[string]any) { v["partnership-act"] = "1/1/2020" },
		"statements.members[2].birth-on date-form":   func(v map[string]any) { rows(v, "members")[2]["birth-on"] = "5/1/2011" },
		"statements.members[0].name required":        func(v map[string]any) { delete(rows(v, "members")[0], "name") },
		"statements.members[1].hobby unknown-field":  func(v map[string]any) { rows(v, "members")[1]["hobby"] = "x" },
		"statements.members number-too-big":          func(v map[string]any) { v["members"] = make([]map[string]any, maxRows+1) },
		"statements.union not-a-choice":              func(v map[string]any) { v["union"] = "other" },
		"statements.marriage-act required":           func(v map[string]any) { delete(v, "marriage-act") },
		"statements.members[3].relation wrong-type":  func(v map[string]any) { rows(v, "members")[3]["relation"] = 7 },
		"statements.members[3].line number-form":     func(v map[string]any) { rows(v, "members")[3]["line"] = "one" },
		"statements.given-name bad-characters":       func(v map[string]any) { v["given-name"] = "a\x00b" },
		"statements.family-record too-long":          func(v map[string]any) { v["family-record"] = strings.Repeat("1", 31) },
		"statements.members[0].father-name too-long": func(v map[string]any) { rows(v, "members")[0]["father-name"] = strings.Repeat("Α", 201) },
	} {
		values := maps.Clone(cert.SampleValues())
		change(values)
		_, faults := cert.Validate(values, sampleDay)
		var told []string
		for _, f := range faults {
			told = append(told, f.Field+" "+string(f.Code))
			require.NotEqual(t, string(f.Code), c.Texts.Fault(Greek, f))
		}
		require.Equal(t, []string{want}, told)
	}
}

func rows(v map[string]any, key string) []map[string]any { return v[key].([]map[string]any) }

func FuzzACertificateNeverPanics(f *testing.F) {
	for name, file := range shelf(f) {
		if strings.HasPrefix(name, "certificates/") {
			f.Add(string(file.Data))
		}
	}
	f.Add("code: x\nstatements: [{key: a, type: rows}]\nbody: [{kind: table, rows: a}]")
	f.Add("body: [{kind: pairs, pairs: [{}]}]\nsample: {rows: {a: [{b: c}]}}")
	files := shelf(f)
	for name := range files {
		if strings.HasPrefix(name, "services/") || strings.HasPrefix(name, "certificates/") {
			delete(files, name)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		shelf := fstest.MapFS{"certificates/x.yaml": {Data: []byte(text)}}
		maps.Copy(shelf, files)
		c, faults := Load(shelf)
		for _, fault := range faults {
			require.NotEmpty(t, fault.Message)
		}
		for _, cert := range c.Certificates {
			_, _ = cert.Validate(map[string]any{"a": []any{map[string]any{"b": 1}, 2}}, sampleDay)
			drive(t, cert.Process().Plan())
		}
	})
}
