package catalogue

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// shelf is the shipped catalogue as files a test may change.
func shelf(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Embedded(), name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	}))
	return out
}

func setup(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Shipped()
	require.NoError(t, err)
	return c
}

func TestShippedCatalogueHasNoFaultsAndNoWarnings(t *testing.T) {
	t.Parallel()
	c, faults := Load(Embedded())
	require.Empty(t, faults)
	require.GreaterOrEqual(t, len(c.Services), 14)
	units := map[models.UnitCode]bool{}
	for _, s := range c.Services {
		units[s.Unit] = true
		require.NotEmpty(t, s.Appeal.Text.El, s.Code)
	}
	require.GreaterOrEqual(t, len(units), 5)
}

// Each case changes one place of one file; the line with #! is the one that the
// fault must name.
func TestEveryFaultNamesFileLineAndField(t *testing.T) {
	t.Parallel()
	const licence, ceremony = "services/civil-marriage-licence.yaml", "services/civil-marriage-ceremony.yaml"
	const actCopy = "services/birth-act-copy.yaml"
	const roadCut, general = "services/road-cut-permit.yaml", "services/general-application.yaml"
	for _, c := range []struct{ name, file, old, new, field, says string }{
		{"unknown field", licence, "identity: substantial", "identiti: substantial #!", "identiti", `did you mean "identity"`},
		{"unknown field, deep", licence, "    day: future", "    dai: future #!", "form[3].dai", `did you mean "day"`},
		{"missing field", licence, "remedy: special-administrative-appeal\n", "", "remedy", "is missing"},
		{"wrong type", licence, "version: 1", "version: one #!", "version", "whole number"},
		{"term not positive", licence, "  target: 5", "  target: 0 #!", "terms.target", "at least 1"},
		{"stage term negative", ceremony, "    term: 1\n", "    term: -1 #!\n", "stages[3].term", "at least 1"},
		{"no value", licence, "unit: civil-registry", "unit: #!", "unit", "has no value"},
		{"not a word of the set", licence, "identity: substantial", "identity: high #!", "identity", "allowed here: low, substantial"},
		{"not kebab-case", licence, "key: planned-on", "key: plannedOn #!", "form[3].key", "small Latin letters"},
		{"MITOS code", licence, `mitos: "994264"`, "mitos: 99426 #!", "mitos", "six digits"},
		{"one language only", licence, "{el: Έκδοση άδειας, en: Issue of the licence}", "{el: Έκδοση άδειας} #!", "stages[3].label.en", "is missing"},
		{"empty text", licence, "en: Issue of the licence", `en: ""`, "stages[3].label.en", "is empty"},
		{"written twice", licence, "protocol: true", "protocol: true\nprotocol: false #!", "protocol", "written twice"},
		{"anchor", licence, "unit: civil-registry", "unit: &u civil-registry #!", "unit", "anchors"},
		{"list for a value", licence, "unit: civil-registry", "unit: [civil-registry] #!", "unit", "single value"},
		{"value for a list", licence, "delivery: [portal, post]", "delivery: portal #!", "delivery", "list"},
		{"file name", licence, "code: civil-marriage-licence", "code: marriage-licence #!", "code", "name of its code"},
		{"unit does not exist", licence, "unit: civil-registry", "unit: civil-registri #!", "unit", `did you mean "civil-registry"`},
		{"unit of a stage", ceremony, "units: [technical]", "units: [tecnical] #!", "stages[2].units[0]", `did you mean "technical"`},
		{"remedy does not exist", licence, "remedy: special-administrative-appeal", "remedy: appeal #!", "remedy", "remedies.yaml"},
		{"field key twice", licence, "key: other-afm", "key: other-name #!", "form[1].key", "used twice"},
		{"slot twice", licence, "slot: proof-of-residence", "slot: newspaper-notice #!", "papers[1].slot", "used twice"},
		{"stage key twice", licence, "key: issue", "key: review #!", "stages[3].key", "used twice"},
		{"choice twice", ceremony, "value: evening", "value: morning", "form[1].choices[1].value", "used twice"},
		{"return target does not exist", ceremony, "returnTo: review", "returnTo: revue #!", "stages[3].returnTo", `did you mean "review"`},
		{"return target lies later", ceremony, "returnTo: review", "returnTo: delivery #!", "stages[3].returnTo", "above this one"},
		{"return target missing", ceremony, "    returnTo: review\n", "", "stages[3].returnTo", "is missing"},
		{"return target without sent-back", ceremony, "[approved, sent-back, rejected]", "[approved, rejected]", "stages[3].returnTo", "sent-back"},
		{"four eyes on nothing", ceremony, "fourEyes: review", "fourEyes: check #!", "stages[3].fourEyes", "no stage of staff"},
		{"outcome not for the audience", licence, "    audience: payer", "    audience: payer\n    outcomes: [approved] #!", "stages[2].outcomes[0]", "cannot end a payment"},
		{"several units refuse", roadCut, "[positive, negative]", "[positive, rejected] #!", "stages[2].outcomes[1]", "only go forward"},
		{"nobody refuses", general, "[approved, returned, rejected]", "[approved, returned]", "stages", "no stage may refuse"},
		{"stage never reached", licence, "[done, returned, rejected]", "[returned, rejected]", "stages[2]", "never reached"},
		{"after the delivery", ceremony, "  - key: opinion\n", "  - key: early\n    kind: deliver #!\n    label: {el: Α, en: A}\n  - key: opinion\n", "stages[2].kind", "nothing can follow"},
		{"made without a certificate", actCopy, "certificate: vital-act-copy\n", "", "stages[2].kind", "nothing to make"},
		{"certificate that nothing makes", general, "unit: protocol\n", "certificate: residence #!\nunit: protocol\n", "certificate", "no stage makes it"},
		{"after the making", actCopy, "source: ", "  - {key: delivery, kind: deliver, label: {el: Α, en: A}}\nsource: ", "stages[2].kind", "drop deliver"},
		{"term of the making", actCopy, "    kind: make\n", "    kind: make\n    term: 3 #!\n", "stages[2].term", "its own stages"},
		{"units of the making", actCopy, "    kind: make\n", "    kind: make\n    units: [protocol] #!\n", "stages[2].units", "its own stages"},
		{"outcomes of the making", actCopy, "    kind: make\n", "    kind: make\n    outcomes: [done] #!\n", "stages[2].outcomes", "its own stages"},
		{"making that leads nowhere back", actCopy, "    returnTo: review\n", "", "stages[2].returnTo", "is missing"},
		{"making that leads to a step", actCopy, "    returnTo: review\n", "    returnTo: check #!\n", "stages[2].returnTo", "no stage of staff"},
		{"e-mail without a certificate", licence, "delivery: [portal, post]", "delivery: [portal, email]", "delivery[1]", "only a certificate"},
		{"delivery twice", actCopy, "delivery: [portal, email, post]", "delivery: [portal, email, portal] #!", "delivery", "stands twice"},
		{"when: no such field", licence, "when: {field: married-before, equals: true}", "when: {field: maried-before, equals: true} #!", "papers[2].when.field", `did you mean "married-before"`},
		{"when: impossible value", licence, "when: {field: married-before, equals: true}", "when: {field: married-before, equals: maybe} #!", "papers[2].when.equals", "true, false"},
		{"when: field below", licence, "    day: future", "    day: future\n    when: {field: married-before, equals: true} #!", "form[3].when.field", "above this one"},
		{"fee of nothing", licence, "amount: 18.00", "amount: 0.00", "fee", "above 0"},
		{"fee with commas", licence, "amount: 18.00", "amount: 18,00 #!", "fee.amount", "18.00"},
		{"payer without fee", general, "  - key: delivery\n", "  - key: pay\n    label: {el: Α, en: A}\n    audience: payer #!\n  - key: delivery\n", "stages[2].audience", "no fee"},
		{"quiet hours that are no times", "units.yaml", `  localHoliday: "10-26"`, "  quiet: {from: \"22:00\", until: \"8\"} #!", "municipality.quiet", "write HH:MM"},
		{"quiet hours without an end", "units.yaml", `  localHoliday: "10-26"`, "  quiet: {from: \"22:00\"} #!", "municipality.quiet.until", "is missing"},
		{"unknown placeholder", "texts/el.yaml", "Ακολουθεί: {next-stage}.", "Ακολουθεί: {next-stag}.", "events.stage.next[1]", `did you mean "next-stage"`},
		{"placeholder too private for an SMS", "texts/el.yaml", `smsNext: "Έως {due-short}"`, `smsNext: "{name}" #!`, "events.stage.smsNext", "unknown placeholder"},
		{"event without text", "texts/en.yaml", "  withdrawn:\n    state: Withdrawn", "  withdrew: #!\n    state: Withdrawn", "events.withdrew", `did you mean "withdrawn"`},
		{"outcome without word", "texts/en.yaml", "  lapsed-completion: The citizen did not answer\n", "", "outcomes.lapsed-completion", "is missing"},
		{"unit twice", "units.yaml", "code: civil-registry,", "code: protocol,", "units[1].code", "used twice"},
		{"nobody posts certificates", "units.yaml", "{code: protocol,", "{code: post-room,", "units", "posts the certificates"},
		{"address", "units.yaml", "email: info@elaionas.example.org", "email: info #!", "municipality.email", "no e-mail"},
		{"not YAML", licence, "code: civil-marriage-licence", "code: {civil", "", "not readable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := shelf(t)
			for name := range files {
				if strings.HasPrefix(name, "services/") && name != c.file && name != general {
					delete(files, name) // one service is enough, and faster
				}
			}
			text := string(files[c.file].Data)
			require.Contains(t, text, c.old)
			text = strings.Replace(text, c.old, c.new, 1)
			files[c.file] = &fstest.MapFile{Data: []byte(text)}
			_, faults := Load(files)
			faults = Errors(faults)
			require.NotEmpty(t, faults)
			var found *Fault
			for _, f := range faults {
				require.Equal(t, c.file, f.File)
				if f.Field == c.field && strings.Contains(f.Message, c.says) {
					found = &f
				}
			}
			require.NotNil(t, found, "%v", faults)
			if before, _, marked := strings.Cut(text, "#!"); marked {
				require.Equal(t, 1+strings.Count(before, "\n"), found.Line)
			}
			require.Positive(t, found.Line)
			require.Positive(t, found.Column)
		})
	}
}

func TestEveryFaultOfAFileIsToldAtOnce(t *testing.T) {
	t.Parallel()
	files := shelf(t)
	text := string(files["services/tree-felling.yaml"].Data)
	text = strings.NewReplacer("identity: low", "identity: lo", "  target: 30", "  target: -1", "unit: green", "unti: green").Replace(text)
	files["services/tree-felling.yaml"] = &fstest.MapFile{Data: []byte(text)}
	_, faults := Load(files)
	var fields []string
	for _, f := range faults {
		fields = append(fields, f.Field)
	}
	require.ElementsMatch(t, []string{"unti", "unit", "identity", "terms.target"}, fields)
}

func TestFaultsReadLikeThoseOfACompiler(t *testing.T) {
	t.Parallel()
	f := Fault{File: "services/x.yaml", Line: 3, Column: 5, Field: "stages[0].key", Message: "is missing"}
	require.Equal(t, "services/x.yaml:3:5: stages[0].key: is missing", f.String())
	f.Warning = true
	require.Equal(t, "services/x.yaml:3:5: stages[0].key: warning: is missing", f.String())
}

func TestALongStateIsAWarningAndNotAnError(t *testing.T) {
	t.Parallel()
	files := shelf(t)
	text := strings.Replace(string(files["texts/el.yaml"].Data), "state: Εγκρίθηκε",
		"state: Εγκρίθηκε από τον προϊστάμενο της αρμόδιας υπηρεσίας του δήμου μας και σύντομα παραδίδεται σε εσάς", 1)
	files["texts/el.yaml"] = &fstest.MapFile{Data: []byte(text)}
	_, faults := Load(files)
	require.Empty(t, Errors(faults))
	require.Len(t, faults, 1)
	require.Equal(t, "events.approved.state", faults[0].Field)
}

func FuzzLoadNeverPanics(f *testing.F) {
	for name, file := range shelf(f) {
		if strings.HasPrefix(name, "services/r") || name == "units.yaml" {
			f.Add(string(file.Data))
		}
	}
	f.Add("code: &a [*a]")
	f.Add("stages: [{key: a, kind: step, step: check-case}]\nform: [{when: {}}]")
	f.Add("? {a: b}\n: c\n<<: {x: y}")
	files := shelf(f)
	for name := range files {
		if strings.HasPrefix(name, "services/") {
			delete(files, name)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		shelf := fstest.MapFS{"services/x.yaml": {Data: []byte(text)}}
		for name, file := range files {
			shelf[name] = file
		}
		c, faults := Load(shelf)
		for _, fault := range faults {
			require.NotEmpty(t, fault.Message)
		}
		if len(Errors(faults)) == 0 {
			for _, s := range c.Services {
				drive(t, s.Plan())
			}
		}
	})
}
