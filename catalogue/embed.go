package catalogue

import (
	"embed"
	"io/fs"
)

//go:embed units.yaml remedies.yaml standard.yaml identity.yaml map.geojson services/*.yaml certificates/*.yaml texts/*.yaml
var files embed.FS

// Embedded is the catalogue that ships with the program.
func Embedded() fs.FS { return files }
