package api_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
)

// FuzzVerifyFile takes what anybody may send to the public check from the body
// to the verdict of the reader.
func FuzzVerifyFile(f *testing.F) {
	const head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"
	for _, file := range []string{pdf, "%PDF-1.7\n%%EOF\r\nmore%%EOF\n", "%%EOF%%EOF%%EOF\r", ""} {
		f.Add([]byte(head + file + "\r\n--b--\r\n"))
	}
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nx\r\n" + head + pdf + "\r\n--b--"))
	roots := x509.NewCertPool()
	f.Fuzz(func(t *testing.T, body []byte) {
		file, sums, err := api.ReceiveFile(body)
		if err != nil {
			var known *models.Error
			if !errors.As(err, &known) || known.Kind != models.Invalid {
				t.Fatalf("an error that is not the sender's: %v", err)
			}
			return
		}
		prefixes := map[models.SHA256]bool{}
		for n := range len(file) + 1 {
			sum := sha256.Sum256(file[:n])
			prefixes[models.SHA256(hex.EncodeToString(sum[:]))] = n < len(file)
		}
		for i, s := range sums {
			if before, known := prefixes[s]; !known || before != (i > 0) {
				t.Fatalf("hash %d is of no revision", i)
			}
		}
		if _, err := sign.Verify(file, roots, monday); err != nil && sign.CodeOf(err) != sign.CannotRead {
			t.Fatal(err)
		}
	})
}
