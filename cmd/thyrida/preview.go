package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/catalogue/certprint"
	"github.com/thyrida/thyrida/models"
)

// previewCertificate is "thyrida catalogue preview": it sets a certificate from
// the sample of its template. Flags may stand before or after the code.
func previewCertificate(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("preview", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	lang := flags.String("lang", catalogue.Greek, "")
	file := flags.String("o", "", "")
	var words []string
	for rest := args; ; {
		if err := flags.Parse(rest); err != nil {
			if !errors.Is(err, flag.ErrHelp) {
				fmt.Fprintln(stderr, err)
			}
			fmt.Fprint(stderr, catalogueUsage)
			return 2
		}
		if flags.NArg() == 0 {
			break
		}
		words, rest = append(words, flags.Arg(0)), flags.Args()[1:]
	}
	if len(words) == 0 || len(words) > 2 || *lang != catalogue.Greek && *lang != catalogue.English {
		fmt.Fprint(stderr, catalogueUsage)
		return 2
	}
	c, code := loadCatalogue(words[1:], stderr)
	if code != 0 {
		return code
	}
	cert, ok := c.Certificate(models.CertificateCode(words[0]))
	if !ok {
		fmt.Fprintf(stderr, "no certificate %q; there are:\n", words[0])
		for _, t := range c.Certificates {
			fmt.Fprintf(stderr, "%-22s %3d  %-16s %s\n", t.Code, t.Version, t.Unit, t.Title.El)
		}
		return 1
	}
	out, err := certprint.Preview(c, cert, *lang)
	if err == nil {
		if *file == "" {
			*file = string(cert.Code) + "-" + *lang + ".pdf"
		}
		err = os.WriteFile(*file, out, 0o644)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	fmt.Fprintln(stdout, *file)
	return 0
}

// setEveryCertificate sets each certificate from its sample in each language,
// and prints what cannot be set.
func setEveryCertificate(c *catalogue.Catalogue, stderr io.Writer) bool {
	well := true
	for _, cert := range c.Certificates {
		for _, lang := range catalogue.Languages {
			if _, err := certprint.Preview(c, cert, lang); err != nil {
				fmt.Fprintf(stderr, "certificates/%s.yaml: sample in %s: %v\n", cert.Code, lang, err)
				well = false
			}
		}
	}
	return well
}
