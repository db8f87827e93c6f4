package catalogue

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestSchemaFileIsWhatTheTypesSay(t *testing.T) {
	for name, schema := range map[string][]byte{"schema.json": JSONSchema(), "certificate.schema.json": CertificateSchema(),
		"identity.schema.json": IdentitySchema()} {
		if *update {
			require.NoError(t, os.WriteFile(name, schema, 0o644))
		}
		kept, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(schema), string(kept), "run: go test ./catalogue -run Schema -update")
	}
}
