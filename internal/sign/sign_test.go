package sign_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/sign"
)

func TestASignedDocumentVerifiesAndSaysWhoAndWhen(t *testing.T) {
	t.Parallel()
	o := setup(t)
	for _, s := range []*sign.Signer{o.mayor, o.clerk, o.seal} {
		pdf := certificate()
		out := o.sign(t, pdf, s, sign.Options{Name: "Μ. Παπαδοπούλου", Reason: "Έκδοση", Location: "Παράδειγμα", Box: box(0)})
		require.True(t, bytes.HasPrefix(out, pdf), "only ever appended")
		r := o.verify(t, out)
		require.True(t, r.Valid(), "%+v", r)
		require.Equal(t, 2, r.Pages)
		got := r.Signatures[0]
		require.Equal(t, "Μ. Παπαδοπούλου", got.Name)
		require.Equal(t, "Έκδοση", got.Reason)
		require.Equal(t, "Παράδειγμα", got.Location)
		require.Equal(t, "Signature1", got.Field)
		require.Equal(t, now, got.ClaimedAt)
		require.Equal(t, s.Certificate().Subject.CommonName, got.Signer())
		require.Equal(t, sign.Development, got.Class)
		require.Equal(t, sign.LevelB, got.Level)
		require.True(t, got.Whole)
	}
}

func TestThreeSignersFollowEachOtherAndAllStayValid(t *testing.T) {
	t.Parallel()
	o := setup(t)
	pdf := certificate()
	for i, s := range []*sign.Signer{o.mayor, o.clerk, o.head} {
		next := o.sign(t, pdf, s, sign.Options{Box: box(i), Timestamp: o.tsa})
		require.True(t, bytes.HasPrefix(next, pdf))
		pdf = next
	}
	r := o.verify(t, pdf)
	require.True(t, r.Valid(), "%+v", r)
	require.Len(t, r.Signatures, 3)
	for i, s := range r.Signatures {
		require.Equal(t, sign.LevelT, s.Level)
		require.Equal(t, i+1, s.Revision)
		require.Equal(t, i == 2, s.Whole)
	}
}

func TestATimestampComesLaterAndRaisesEverySignature(t *testing.T) {
	t.Parallel()
	o := setup(t)
	one := o.sign(t, certificate(), o.mayor, sign.Options{})
	two := o.sign(t, one, o.clerk, sign.Options{})
	out, err := sign.AddTimestamp(context.Background(), two, o.tsa)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(out, two))
	r, err := sign.Verify(out, o.Roots(), now.AddDate(0, 1, 0))
	require.NoError(t, err)
	require.True(t, r.Valid(), "%+v", r)
	require.Len(t, r.Timestamps, 1)
	for _, s := range r.Signatures {
		require.Equal(t, sign.LevelT, s.Level)
		require.Equal(t, now, s.At)
	}
	// and a further signature after it
	three := o.sign(t, out, o.head, sign.Options{Box: box(1)})
	require.True(t, o.verify(t, three).Valid())
}

func TestATimestampCarriesASignatureOverTheEndOfItsCertificate(t *testing.T) {
	t.Parallel()
	o := setup(t)
	end := o.mayor.EndsAt()
	opt := sign.Options{At: end.Add(-time.Hour)}
	late, err := sign.NewTSA(o.Stamps, func() time.Time { return end.Add(-time.Hour) })
	require.NoError(t, err)
	plain := o.sign(t, certificate(), o.mayor, opt)
	opt.Timestamp = late
	stamped := o.sign(t, certificate(), o.mayor, opt)
	// the authority of the time-stamp ends at the same moment here
	check := end.Add(-time.Minute)
	for _, pdf := range [][]byte{plain, stamped} {
		r, err := sign.Verify(pdf, o.Roots(), check)
		require.NoError(t, err)
		require.True(t, r.Valid())
	}
	r, err := sign.Verify(plain, o.Roots(), end.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, []sign.Code{sign.CertificateExpired}, r.Signatures[0].Faults)
	require.True(t, r.Signatures[0].Intact(), "changed by nobody all the same")
	r, err = sign.Verify(stamped, o.Roots(), end.Add(time.Minute))
	require.NoError(t, err)
	require.Contains(t, r.Signatures[0].Faults, sign.TimestampInvalid, "the authority's certificate ended too, and nothing proves the time")
}

func TestASignatureMadeElsewhereIsPutIn(t *testing.T) {
	t.Parallel()
	o := setup(t)
	prepared, digest, err := sign.Prepare(certificate(), sign.Options{At: now, Name: "Α", Box: box(0)})
	require.NoError(t, err)
	cms, err := o.clerk.CMS(context.Background(), digest, o.tsa)
	require.NoError(t, err)
	out, err := sign.Embed(prepared, cms)
	require.NoError(t, err)
	require.True(t, o.verify(t, out).Valid())

	wrong, err := o.clerk.CMS(context.Background(), make([]byte, 32), nil)
	require.NoError(t, err)
	_, err = sign.Embed(prepared, wrong)
	code(t, err, sign.SignatureMismatch)
	_, err = sign.Embed(out, cms)
	code(t, err, sign.SignatureMissing)
	_, err = sign.Embed(prepared, []byte("no signature"))
	code(t, err, sign.SignatureMalformed)
}

func TestAFileThatWaitsForItsSignatureDoesNotVerify(t *testing.T) {
	t.Parallel()
	o := setup(t)
	prepared, _, err := sign.Prepare(certificate(), sign.Options{At: now})
	require.NoError(t, err)
	require.False(t, o.verify(t, prepared).Valid())
	require.False(t, o.verify(t, certificate()).Valid(), "nor one that was never signed")
}

// away is an authority that nobody reaches.
type away struct{}

func (away) Timestamp(context.Context, []byte) ([]byte, error) { return nil, errors.New("no route") }

func TestAnAuthorityThatIsAwayIsATemporaryFault(t *testing.T) {
	t.Parallel()
	o := setup(t)
	_, err := o.mayor.Sign(context.Background(), certificate(), sign.Options{At: now, Timestamp: away{}})
	code(t, err, sign.TimestampUnavailable)
	e, ok := errors.AsType[*sign.Error](err)
	require.True(t, ok && e.Temporary())
	require.ErrorIs(t, err, &sign.Error{Code: sign.TimestampUnavailable})
	signed := o.sign(t, certificate(), o.mayor, sign.Options{})
	_, err = sign.AddTimestamp(context.Background(), signed, away{})
	code(t, err, sign.TimestampUnavailable)
}

func TestWhatCannotBeSignedIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	o := setup(t)
	signed := o.sign(t, certificate(), o.mayor, sign.Options{Box: box(0)})
	at := func(p int, r [4]float64) *sign.Box { return &sign.Box{Page: p, Rect: r, Draw: draw} }
	for name, c := range map[string]struct {
		pdf  []byte
		opt  sign.Options
		want sign.Code
	}{
		"no PDF":                  {[]byte("hello"), sign.Options{}, sign.CannotRead},
		"empty":                   {nil, sign.Options{}, sign.CannotRead},
		"certificate over":        {certificate(), sign.Options{At: now.AddDate(9, 0, 0)}, sign.CertificateExpired},
		"certificate not begun":   {certificate(), sign.Options{At: now.AddDate(-9, 0, 0)}, sign.CertificateNotYetValid},
		"no such page":            {certificate(), sign.Options{Box: at(3, [4]float64{0, 0, 9, 9})}, sign.BoxOutside},
		"off the page":            {certificate(), sign.Options{Box: at(1, [4]float64{500, 10, 700, 60})}, sign.BoxOutside},
		"inside out":              {certificate(), sign.Options{Box: at(1, [4]float64{90, 90, 80, 80})}, sign.BoxOutside},
		"as large as the page":    {certificate(), sign.Options{Box: at(1, [4]float64{0, 0, 595, 842})}, sign.BoxOutside},
		"over signed text":        {signed, sign.Options{Box: at(1, [4]float64{60, 770, 200, 800})}, sign.BoxCoversContent},
		"over another signature":  {signed, sign.Options{Box: box(0)}, sign.BoxCoversContent},
		"a name that is taken":    {signed, sign.Options{Field: "Signature1"}, sign.FieldTaken},
		"room for nothing":        {certificate(), sign.Options{Reserve: 1100}, sign.SignatureTooLarge},
		"a page full of nonsense": {bytes.Replace(signed, []byte("/Kids["), []byte("/Kid ["), 1), sign.Options{}, sign.CannotRead},
	} {
		if c.opt.At.IsZero() {
			c.opt.At = now
		}
		_, err := o.mayor.Sign(context.Background(), c.pdf, c.opt)
		require.Error(t, err, name)
		require.Equal(t, c.want, sign.CodeOf(err), name)
	}
}

func TestLinesSayWhoAndThatItIsATest(t *testing.T) {
	t.Parallel()
	el := sign.Lines("el", "Μαρία Παπαδοπούλου", "Δήμαρχος", now, sign.Development)
	require.Equal(t, []string{"Ψηφιακά υπογεγραμμένο από", "Μαρία Παπαδοπούλου", "Δήμαρχος", "22/11/2026 09:30:00 +00:00", "Μη εγκεκριμένη υπογραφή (ανάπτυξη)"}, el)
	require.Equal(t, []string{"Digitally signed by", "M", "22/11/2026 09:30:00 +00:00", "Class: advanced"}, sign.Lines("en", "M", "", now, sign.Advanced))
	require.Equal(t, "Not a qualified signature (development)", sign.Lines("en", "M", "", now, sign.Development)[3])
	require.Equal(t, "Κατηγορία: προηγμένη", sign.Lines("el", "Μ", "", now, sign.Advanced)[3])
}
