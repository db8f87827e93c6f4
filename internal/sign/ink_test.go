package sign_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/sign"
)

// Where text ends and a drawing lies is found from the content of the page.
func TestABoxMayLieOnlyWhereNothingIsSeen(t *testing.T) {
	t.Parallel()
	o := setup(t)
	for title, c := range map[string]struct {
		content string
		covered bool
	}{
		"nothing":                    {"", false},
		"text in the box":            {"BT /F1 12 Tf 210 210 Td (x) Tj ET", true},
		"text that reaches into it":  {"BT /F1 12 Tf 150 210 Td (0123456789) Tj ET", true},
		"text that ends before it":   {"BT /F1 12 Tf 150 210 Td (012) Tj ET", false},
		"text on the next line":      {"BT /F1 12 Tf 20 TL 210 260 Td (x) Tj T* (y) Tj T* (z) Tj ET", true},
		"text moved by its matrix":   {"q 2 0 0 2 0 0 cm BT /F1 6 Tf 1 0 0 1 105 105 Tm (x) Tj ET Q", true},
		"matrix that was given back": {"q 1 0 0 1 0 400 cm Q BT /F1 6 Tf 210 210 Td (x) Tj ET", true},
		"text above it":              {"BT /F1 12 Tf 210 300 Td [(x) -200 (y)] TJ ET", false},
		"squares of a code":          {"220 220 3 3 re 226 220 3 3 re f", true},
		"a background":               {"0 0 595 842 re f", false},
		"a frame":                    {"200 200 m 300 200 l 300 240 l 200 240 l s", false},
		"a coat of arms":             {"220 220 m 230 250 240 250 250 220 c S", true},
		"an inline picture":          {"q 50 0 0 50 210 210 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q", true},
		"what cannot be read":        {"<< (", true},
	} {
		signed := o.sign(t, certificateOf(c.content), o.mayor, sign.Options{})
		_, err := o.clerk.Sign(t.Context(), signed, sign.Options{At: now, Box: &sign.Box{Page: 1, Rect: [4]float64{200, 200, 300, 240}, Draw: draw}})
		if c.covered {
			require.Equal(t, sign.BoxCoversContent, sign.CodeOf(err), title)
		} else {
			require.NoError(t, err, title)
		}
	}
}
