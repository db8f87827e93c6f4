package catalogue

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestADefinitionReadsBackToTheSameBytesAndTheSamePlan(t *testing.T) {
	t.Parallel()
	for _, s := range setup(t).Services {
		definition, sum := s.Definition()
		require.Len(t, sum, 64)

		var loose map[string]any // as jsonb keeps it: keys in another order
		require.NoError(t, json.Unmarshal(definition, &loose))
		reordered, err := json.Marshal(loose)
		require.NoError(t, err)

		back, err := Parse(reordered)
		require.NoError(t, err)
		again, sumAgain := back.Definition()
		require.Equal(t, string(definition), string(again))
		require.Equal(t, sum, sumAgain)
		require.Equal(t, s.Plan(), back.Plan())
	}
}

func TestParseRefusesWhatIsNoService(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{}", "[]", `{"stages":1}`, `{"fee":{"amount":"x"},"stages":[{}]}`} {
		_, err := Parse([]byte(text))
		require.Error(t, err, text)
	}
}

func TestChangedContentNeedsANewVersion(t *testing.T) {
	t.Parallel()
	c := setup(t)
	published := map[models.ServiceCode]map[int]string{}
	for _, p := range c.Published() {
		published[p.Service] = map[int]string{p.Version: p.SHA256}
	}
	require.Empty(t, c.Compare(published))
	require.Empty(t, c.Compare(nil))

	load := func(version string) *Catalogue {
		files := shelf(t)
		text := string(files["services/tree-felling.yaml"].Data)
		text = strings.NewReplacer("version: 2", version, "target: 30", "target: 31").Replace(text)
		files["services/tree-felling.yaml"] = &fstest.MapFile{Data: []byte(text)}
		changed, faults := Load(files)
		require.Empty(t, faults)
		return changed
	}
	faults := load("version: 2").Compare(published)
	require.Len(t, faults, 1)
	require.Equal(t, "services/tree-felling.yaml:3:1: version: the content differs from the published version 2, which never changes: write version: 3", faults[0].String())
	require.Empty(t, load("version: 3").Compare(published))

	published["tree-felling"][4] = "later"
	require.Len(t, load("version: 3").Compare(published), 1)

	published["residence"][1] = "other"
	faults = c.Compare(published)
	require.Len(t, faults, 2)
	require.Equal(t, "certificates/residence.yaml", faults[1].File)
}

func TestEurosReadAndWriteTheSame(t *testing.T) {
	t.Parallel()
	for text, cents := range map[string]Euros{"18": 1800, "18.00": 1800, "0.05": 5} {
		var e Euros
		require.NoError(t, e.UnmarshalText([]byte(text)))
		require.Equal(t, cents, e)
	}
	for _, text := range []string{"", "18,00", "18.5", "-1", "1e3", "18.", ".5", "18.+1"} {
		require.Error(t, new(Euros).UnmarshalText([]byte(text)), text)
	}
	require.Equal(t, "18,00 €", Euros(1800).In(Greek))
	require.Equal(t, "€18.00", Euros(1800).In(English))
}
