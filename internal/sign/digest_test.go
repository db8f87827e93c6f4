package sign

import (
	"bytes"
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever is said about how files begin, a digest is that of the file.
func TestADigestThatIsResumedIsThatOfTheFile(t *testing.T) {
	t.Parallel()
	same := bytes.Repeat([]byte("fonts"), 10_001)
	beginnings := [][]byte{nil, []byte("other"), same}
	for _, head := range []string{"", "fon", "others", string(same), string(same) + "mine", string(same[:50_000]) + "X"} {
		want := sha256.Sum256([]byte(head + "tail"))
		for range 2 { // begun, then resumed
			require.Equal(t, want[:], digestFrom(beginnings, []byte(head), []byte("tail")))
		}
	}
	same[7] = 'x' // who said what is the same changes it: what was digested counts
	for _, head := range []string{string(same) + "mine", string(bytes.Repeat([]byte("fonts"), 10_001)) + "mine"} {
		want := sha256.Sum256([]byte(head))
		require.Equal(t, want[:], digestFrom(beginnings, []byte(head), nil))
	}
}
