package signbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/catalogue/certprint"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
)

// A certificate as citizens get it: the box lies over the dashed place with its
// hint, and must hide both.
func TestASignedCertificateStaysAnArchive(t *testing.T) {
	t.Parallel()
	o := setup(t)
	c, err := catalogue.Shipped()
	require.NoError(t, err)
	cert, ok := c.Certificate("residence")
	require.True(t, ok)
	f, err := certprint.SampleFacts(c, cert, "el")
	require.NoError(t, err)
	options := certprint.SampleOptions
	options.Level = pdf.A1b
	plain, place, err := certprint.Render(cert, f, options)
	require.NoError(t, err)
	for i := range o.signers {
		file := o.sign(t, plain, i, place, o.tsa)
		pdftest.Preflight(t, o.judged(t, file, 1))
	}
}
