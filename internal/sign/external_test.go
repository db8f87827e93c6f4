package sign_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdfdoc"
	"github.com/thyrida/thyrida/internal/sign"
)

func TestOnlyTheOfferedBytesWithOneExpectedSignatureAreAccepted(t *testing.T) {
	t.Parallel()
	o := setup(t)
	offered := o.sign(t, certificate(), o.seal, sign.Options{Box: box(0)})
	want := o.clerk.Certificate()
	good := o.sign(t, offered, o.clerk, sign.Options{Box: box(1), Timestamp: o.tsa})
	require.NoError(t, sign.AcceptExternal(offered, good, want))
	require.NoError(t, sign.AcceptExternal(certificate(), o.sign(t, certificate(), o.clerk, sign.Options{}), want))

	other := o.sign(t, certificateOf("n"), o.clerk, sign.Options{})
	twice := o.sign(t, good, o.clerk, sign.Options{Box: box(2)})
	covering := o.sign(t, certificate(), o.clerk, sign.Options{Box: &sign.Box{Page: 1, Rect: [4]float64{60, 770, 260, 800}, Draw: draw}})
	broken := append([]byte{}, good...)
	broken[len(offered)+200] ^= 1
	replaced := tamper(t, offered, attacks["other content"].do)
	stamped, err := sign.AddTimestamp(t.Context(), offered, o.tsa)
	require.NoError(t, err)
	for title, c := range map[string]struct {
		offered, returned []byte
		want              sign.Code
	}{
		"nothing was added":         {offered, offered, sign.NotTheOffered},
		"another file":              {offered, other, sign.NotTheOffered},
		"less than was offered":     {offered, offered[:len(offered)-9], sign.NotTheOffered},
		"only rubbish was added":    {offered, append(append([]byte{}, offered...), "rubbish"...), sign.CannotRead},
		"two signatures":            {offered, twice, sign.SignatureMissing},
		"a time-stamp alone":        {offered, stamped, sign.NotPAdES},
		"signed by another":         {offered, o.sign(t, offered, o.mayor, sign.Options{Box: box(1)}), sign.CertificateUnexpected},
		"box over the text":         {certificate(), covering, sign.LaterChanges},
		"changed, then signed":      {offered, o.sign(t, replaced, o.clerk, sign.Options{}), sign.LaterChanges},
		"changed and not signed":    {offered, replaced, sign.LaterChanges},
		"changed after the signing": {offered, tamper(t, good, attacks["note on the page"].do), sign.LaterChanges},
		"added data after signing": {offered, tamper(t, good, func(d *pdfdoc.Doc, u *pdfdoc.Update) {
			changeCatalog(d, u, "DSS", pdfdoc.NewDict())
		}), sign.SignatureMalformed},
	} {
		err := sign.AcceptExternal(c.offered, c.returned, want)
		require.Error(t, err, title)
		require.Equal(t, c.want, sign.CodeOf(err), "%s: %v", title, err)
	}
	require.Error(t, sign.AcceptExternal(offered, broken, want))
}
