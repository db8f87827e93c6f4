package sign

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"time"
)

// Timestamper stamps a SHA-256 digest and gives the token (RFC 3161). An error
// that is Temporary means: sign without it, and AddTimestamp later.
type Timestamper interface {
	Timestamp(ctx context.Context, digest []byte) ([]byte, error)
}

const (
	maxResponse    = 256 << 10
	defaultTimeout = 10 * time.Second
)

// Client asks a time-stamp authority over HTTP (RFC 3161 §3.4).
type Client struct {
	URL     string
	HTTP    *http.Client   // nil: one that follows no redirects
	Timeout time.Duration  // 0: ten seconds
	Roots   *x509.CertPool // nil: the chain is not checked here, only by Verify
}

var noRedirects = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Timestamp implements Timestamper.
func (c *Client) Timestamp(ctx context.Context, digest []byte) ([]byte, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128))
	if err != nil {
		return nil, fail(TimestampUnavailable, err)
	}
	query, err := asn1.Marshal(requestASN{
		Version: 1, Imprint: imprintASN{pkix.AlgorithmIdentifier{Algorithm: oidSHA256}, digest}, Nonce: nonce, CertReq: true,
	})
	if err != nil {
		return nil, fail(TimestampRefused, err)
	}
	reply, err := c.post(ctx, query)
	if err != nil {
		return nil, err
	}
	return c.accept(reply, digest, nonce)
}

func (c *Client) post(ctx context.Context, query []byte) ([]byte, error) {
	limit := c.Timeout
	if limit <= 0 {
		limit = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	rq, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL, bytes.NewReader(query))
	if err != nil {
		return nil, fail(TimestampRefused, fmt.Errorf("ask the time-stamp authority: %w", err))
	}
	rq.Header.Set("Content-Type", "application/timestamp-query")
	hc := c.HTTP
	if hc == nil {
		hc = noRedirects
	}
	rs, err := hc.Do(rq)
	if err != nil {
		return nil, fail(TimestampUnavailable, fmt.Errorf("ask the time-stamp authority: %w", err))
	}
	defer rs.Body.Close()
	if rs.StatusCode != http.StatusOK {
		code := TimestampRefused
		if rs.StatusCode >= 500 || rs.StatusCode == http.StatusTooManyRequests || rs.StatusCode == http.StatusRequestTimeout {
			code = TimestampUnavailable
		}
		return nil, fail(code, fmt.Errorf("time-stamp authority answers %d", rs.StatusCode))
	}
	reply, err := io.ReadAll(io.LimitReader(rs.Body, maxResponse+1))
	if err != nil {
		return nil, fail(TimestampUnavailable, fmt.Errorf("read the time-stamp: %w", err))
	}
	if len(reply) > maxResponse {
		return nil, failf(TimestampInvalid, "answer too large")
	}
	return reply, nil
}

// temporary faults of an authority: timeNotAvailable and systemFailure.
var later = []int{14, 25}

// accept checks that the answer is a time-stamp for exactly this question.
func (c *Client) accept(reply, digest []byte, nonce *big.Int) ([]byte, error) {
	var rs responseASN
	if rest, err := asn1.Unmarshal(reply, &rs); err != nil || len(rest) > 0 {
		return nil, badToken("no answer of a time-stamp authority")
	}
	if rs.Status.Status != 0 && rs.Status.Status != 1 {
		code := TimestampRefused
		for _, bit := range later {
			if rs.Status.Fail.At(bit) == 1 {
				code = TimestampUnavailable
			}
		}
		return nil, fail(code, fmt.Errorf("time-stamp authority gives status %d", rs.Status.Status))
	}
	t, err := parseToken(rs.Token.FullBytes)
	if err != nil {
		return nil, err
	}
	if !t.info.Imprint.Alg.Algorithm.Equal(oidSHA256) || !bytes.Equal(t.info.Imprint.Hash, digest) {
		return nil, badToken("made over something else")
	}
	if t.info.Nonce == nil || t.info.Nonce.Cmp(nonce) != 0 {
		return nil, badToken("answer to another question")
	}
	if c.Roots != nil {
		if err := t.trusted(c.Roots, t.info.At); err != nil {
			return nil, fail(TimestampInvalid, err)
		}
	}
	return rs.Token.FullBytes, nil
}
