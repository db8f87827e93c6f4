package worker_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

const signatory = "head@example.org"

// keeper is a post with a ring of test keys: the seal's, the head's, and one
// of nobody's.
func keeper(t *testing.T) (*post, *worker.Keeper) {
	t.Helper()
	p, dir := withPost(t), t.TempDir()
	_, err := keyring.Development(dir, sign.Body{Name: "Δήμος Ελαιώνα"},
		[]sign.Holder{{Key: signatory, Name: "Αριστείδης Λαμπρινός"}, {Key: "nobody@example.org", Name: "Κανένας"}}, p.at.Now())
	require.NoError(t, err)
	return p, &worker.Keeper{Store: p.Store.System(), Ring: keyring.Open(dir, p.at), Dir: dir, Clock: p.at, Municipality: p.Clerk("protocol").Actor().Municipality}
}

// keys are what an administrator sees, by holder.
func (p *post) keys(t *testing.T) map[string]models.SigningKey {
	t.Helper()
	ks, err := p.Store.For(p.Actor("admin@example.org")).SigningKeys(t.Context())
	require.NoError(t, err)
	out := map[string]models.SigningKey{}
	for _, k := range ks {
		out[k.Holder] = k
	}
	return out
}

func TestTheKeeperSeesKeysComeGoAndComeBack(t *testing.T) {
	t.Parallel()
	p, k := keeper(t)
	head := string(p.Account(signatory).ID())
	require.NoError(t, k.Once(t.Context()))
	ks := p.keys(t)
	require.Len(t, ks, 2, "a key of nobody's is not listed")
	require.Empty(t, ks[head].Absent)
	require.Equal(t, "ECDSA P-256", ks[head].Algorithm)
	require.Equal(t, "development", ks["seal"].Class)
	require.NotEmpty(t, ks["seal"].Certificate)

	file := filepath.Join(k.Dir, signatory+".p12")
	require.NoError(t, os.Rename(file, file+".away"))
	require.NoError(t, k.Once(t.Context()))
	gone := p.keys(t)[head]
	require.Equal(t, models.Code("key-absent"), gone.Absent)
	require.Equal(t, ks[head].SHA256, gone.SHA256, "what was known of it stays")

	require.NoError(t, os.WriteFile(file, []byte("not a key store"), 0o600))
	require.NoError(t, k.Once(t.Context()))
	require.Equal(t, models.Code("key-unreadable"), p.keys(t)[head].Absent)

	require.NoError(t, os.Rename(file+".away", file))
	require.NoError(t, k.Once(t.Context()))
	require.Empty(t, p.keys(t)[head].Absent)
}

func TestHoldersAreWarnedOnceBeforeTheirCertificateEnds(t *testing.T) {
	t.Parallel()
	p, k := keeper(t)
	require.NoError(t, k.Once(t.Context()))
	mails := func(to string) []mailbox.Message {
		p.send(t)
		return p.box.Messages(mailbox.Filter{To: to})
	}
	require.Empty(t, mails(signatory))
	ends := p.keys(t)["seal"].NotAfter
	p.at.Set(ends.AddDate(0, 0, -29))
	for range 2 {
		require.NoError(t, k.Once(t.Context()))
		p.at.Advance(2 * time.Hour)
	}
	told := mails(signatory)
	require.Len(t, told, 1)
	require.Equal(t, "Λήγει το πιστοποιητικό της υπογραφής σας", told[0].Subject)
	require.Contains(t, told[0].Text, "9 Νοεμβρίου 2031")
	require.NotContains(t, told[0].Text, "Ποιος χειρίζεται")
	admin := mails("admin@example.org")
	require.Len(t, admin, 1)
	require.Equal(t, "Λήγει το πιστοποιητικό της ψηφιακής σφραγίδας", admin[0].Subject)
}

// A notice that a new certificate has overtaken is not sent.
func TestNobodyIsWarnedOfACertificateThatWasReplaced(t *testing.T) {
	t.Parallel()
	p, k := keeper(t)
	require.NoError(t, k.Once(t.Context()))
	p.at.Set(p.keys(t)["seal"].NotAfter.AddDate(0, 0, -29))
	require.NoError(t, k.Once(t.Context()))
	fresh := t.TempDir()
	_, err := keyring.Development(fresh, sign.Body{Name: "Δήμος Ελαιώνα"}, []sign.Holder{{Key: signatory, Name: "Αριστείδης Λαμπρινός"}}, p.at.Now())
	require.NoError(t, err)
	k2 := &worker.Keeper{Store: k.Store, Ring: keyring.Open(fresh, p.at), Dir: fresh, Clock: p.at, Municipality: k.Municipality}
	require.NoError(t, k2.Once(t.Context()))
	p.send(t)
	require.Empty(t, p.box.Messages(mailbox.Filter{}))
}
