package catalogue

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// eventsOfModel are the constants of type Event, read from the source: a new one
// cannot be forgotten here.
func eventsOfModel(t *testing.T) (events []models.Event) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../models/notice.go", nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		of, named := spec.Type.(*ast.Ident)
		value, written := spec.Values[0].(*ast.BasicLit)
		if named && written && of.Name == "Event" {
			text, err := strconv.Unquote(value.Value)
			require.NoError(t, err)
			events = append(events, models.Event(text))
		}
		return true
	})
	require.Greater(t, len(events), 20)
	return events
}

// What the check asks of texts it asks for the events of this list; so the list
// must be whole.
func TestEveryEventThatCanHappenIsOneThatTheCheckWantsWordsFor(t *testing.T) {
	t.Parallel()
	require.ElementsMatch(t, eventsOfModel(t), slices.Concat(Events, HouseEvents))
}

func TestTextsWithoutAnEventOrWithAnUnknownPlaceAreRefusedForBothChannels(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for _, lang := range Languages {
		words := *c.Texts[lang]
		events := words.Events
		for _, e := range eventsOfModel(t) {
			words.Events = map[string]EventWords{}
			for key, w := range events {
				if key != string(e) {
					words.Events[key] = w
				}
			}
			src := &source{file: "texts"}
			words.check(src)
			require.Len(t, Errors(src.faults), 1, "%s without %s", lang, e)

			for field, change := range map[string]func(*EventWords){
				"state":   func(w *EventWords) { w.State += " {reasons}" }, // an SMS is read by others too
				"smsNext": func(w *EventWords) { w.SMSNext = "{name}" },
				"body[0]": func(w *EventWords) { w.Body = []string{"{nonsense}"} },
				"next[0]": func(w *EventWords) { w.Next = []string{"{Number}"} },
			} {
				changed := events[string(e)]
				change(&changed)
				words.Events[string(e)] = changed
				src := &source{file: "texts"}
				words.check(src)
				faults := Errors(src.faults)
				require.Len(t, faults, 1, "%s.%s of %s", e, field, lang)
				require.Contains(t, faults[0].Field, "events."+string(e)+"."+field)
			}
		}
	}
}

func TestEveryValueThatATextMayNameIsThere(t *testing.T) {
	t.Parallel()
	c := setup(t)
	got := map[string]bool{}
	for _, s := range c.Services {
		f := facts(c, models.EventGranted, func(f *models.NoticeFacts) {
			f.Tracking, f.OneTimeCode, f.Portal, f.Files, f.LoginWay = "RE1", "123456", "https://portal.example", 2, "TaxisNet"
			f.Writer, f.Outcome = f.Handler, models.Granted
			f.Stage = s.Plan().First().Stage
			f.Documents = []models.NoticeDocument{{Link: "token", LinkEnds: f.DueAt}}
			f.Identity = models.IdentityFacts{Code: "1234 5678", Until: f.DueAt, Papers: []string{"ταυτότητα"}}
			f.Body = models.Body{Name: "Περιφέρεια", Email: "in@region.example", Phone: "+302310000000", Address: "Πλατεία 1"}
			f.BodyAt, f.BodyNumber = f.NumberedAt, models.Entry{Number: 2, Year: 2026}
			f.Absent, f.From = "Δοκιμαστικός Υπάλληλος", f.NumberedAt
		})
		m, err := Composer{c.Texts}.message(f, s)
		require.NoError(t, err)
		for name, value := range m.values {
			got[name] = got[name] || value != ""
		}
		m, err = Composer{c.Texts}.message(facts(c, models.EventStage, func(f *models.NoticeFacts) { f.Stage = s.Plan().First().Stage }), s)
		require.NoError(t, err)
		got["sms-next"] = got["sms-next"] || m.values["sms-next"] != ""
	}
	for _, place := range slices.Concat(placesOfEmail, placesOfSMS) {
		require.True(t, got[place], "the check lets texts name {%s}, and nothing ever says it", place)
	}
}

func TestBothLanguagesTellTheSameOfAnEvent(t *testing.T) {
	t.Parallel()
	c := setup(t)
	named := func(w EventWords) (places []string) {
		for _, text := range slices.Concat([]string{w.State, w.SMSNext}, w.Body, w.Next) {
			for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
				places = append(places, m[1])
			}
		}
		slices.Sort(places)
		return slices.Compact(places)
	}
	for key, el := range c.Texts[Greek].Events {
		en, ok := c.Texts[English].Events[key]
		require.True(t, ok, "%s has no English", key)
		require.Equal(t, named(el), named(en), key)
	}
	require.Len(t, c.Texts[English].Events, len(c.Texts[Greek].Events))
}
