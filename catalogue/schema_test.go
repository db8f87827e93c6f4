package catalogue

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestSchemaFileIsWhatTheTypesSay(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile("schema.json", JSONSchema(), 0o644))
	}
	kept, err := os.ReadFile("schema.json")
	require.NoError(t, err)
	require.Equal(t, string(JSONSchema()), string(kept), "run: go test ./catalogue -run Schema -update")
}
