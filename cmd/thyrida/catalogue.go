package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/thyrida/thyrida/catalogue"
)

const catalogueUsage = `usage: thyrida catalogue check [dir]    check the catalogue, or the one in dir
       thyrida catalogue list [dir]     list its services
       thyrida catalogue schema [certificate|identity]
                                        print the JSON schema of a service file, a certificate's, or identity.yaml's
       thyrida catalogue preview CODE [--lang el|en] [-o FILE.pdf] [dir]
                                        set a certificate from its sample; without -o into CODE-LANG.pdf
`

// schemas by the kind of file they describe.
var schemas = map[string]func() []byte{"": catalogue.JSONSchema, "certificate": catalogue.CertificateSchema, "identity": catalogue.IdentitySchema}

// catalogueCommand is "thyrida catalogue". It gives the exit code: 1 when the
// catalogue has faults, 2 when the command is not understood.
func catalogueCommand(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "preview" {
		return previewCertificate(args[1:], stdout, stderr)
	}
	if len(args) == 0 || len(args) > 2 {
		fmt.Fprint(stderr, catalogueUsage)
		return 2
	}
	switch args[0] {
	case "schema":
		schema, ok := schemas[strings.Join(args[1:], "")]
		if !ok {
			break
		}
		stdout.Write(schema())
		return 0
	case "check", "list":
		c, code := loadCatalogue(args[1:], stderr)
		if code != 0 {
			return code
		}
		if args[0] == "list" {
			listServices(c, stdout)
			return 0
		}
		if !setEveryCertificate(c, stderr) {
			return 1
		}
		fmt.Fprintf(stdout, "%s: %d services, %d certificates, %d units: no faults\n", c.Municipality.El, len(c.Services),
			len(c.Certificates), len(c.Units))
		return 0
	}
	fmt.Fprint(stderr, catalogueUsage)
	return 2
}

// loadCatalogue reads the catalogue of a directory, or the one that ships, and
// prints what is wrong with it as compilers do.
func loadCatalogue(args []string, stderr io.Writer) (*catalogue.Catalogue, int) {
	files, prefix := catalogue.Embedded(), "catalogue/"
	if len(args) == 1 {
		files, prefix = os.DirFS(args[0]), strings.TrimSuffix(args[0], "/")+"/"
	}
	c, faults := catalogue.Load(files)
	for _, f := range faults {
		fmt.Fprintln(stderr, prefix+f.String())
	}
	if len(catalogue.Errors(faults)) > 0 {
		return nil, 1
	}
	return c, 0
}

// listServices prints one line for each service: code, version, unit, title.
func listServices(c *catalogue.Catalogue, stdout io.Writer) {
	for _, s := range c.Services {
		fmt.Fprintf(stdout, "%-28s %3d  %-16s %s\n", s.Code, s.Version, s.Unit, s.Title.El)
	}
}
