package pdfdoc_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// Only an object that stands by itself, under its own number, is given.
func TestAnObjectIsGivenAsItIsWritten(t *testing.T) {
	t.Parallel()
	body := "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj <</Kids[]/Count 0>>\nendobj\n"
	two := strings.Index(body, "2 0 obj")
	file := fmt.Appendf(nil, "%sxref\n0 4\n0000000000 65535 f\r\n%010d 00000 n\r\n%010d 00000 n\r\n%010d 00000 n\r\ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n",
		body, 9, two, 9, len(body))
	d, err := pdfdoc.Open(file, nil)
	require.NoError(t, err)
	b, ok := d.Written(pdfdoc.Ref{N: 1})
	require.True(t, ok)
	require.True(t, bytes.HasPrefix(b, []byte("<</Type/Catalog/Pages 2 0 R>>\nendobj")))
	b, ok = d.Written(pdfdoc.Ref{N: 2})
	require.True(t, ok)
	require.True(t, bytes.HasPrefix(b, []byte("<</Kids[]/Count 0>>\nendobj")))
	for _, r := range []pdfdoc.Ref{{N: 0}, {N: 1, G: 1}, {N: 3}, {N: 9}} {
		_, ok := d.Written(r)
		require.False(t, ok, r)
	}
}
