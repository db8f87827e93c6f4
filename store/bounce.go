package store

import (
	"context"
	"crypto/subtle"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// subject is the stable reference of a notice that an e-mail carries in its
// Message-ID: the identifier, and a part that nobody can guess, so that whoever
// brings it back has had the e-mail.
func (y System) subject(id models.NoticeID) string {
	return string(id) + "." + proofOf(y.s.opts.Seal.Digest("notice", string(id)))
}

// proofOf is the part of a digest that travels: 132 bits.
func proofOf(digest string) string {
	_, mac, _ := strings.Cut(digest, ":")
	return mac[:min(22, len(mac))]
}

// ReportBounce records what a mail server says of an e-mail, under the reference
// that the e-mail carried. A reference that is not ours changes nothing, and
// known is false.
func (y System) ReportBounce(ctx context.Context, subject string, state models.NoticeState, code models.Code) (known bool, err error) {
	id, proof, _ := strings.Cut(subject, ".")
	for _, d := range y.s.opts.Seal.Digests("notice", id) {
		if subtle.ConstantTimeCompare([]byte(proofOf(d)), []byte(proof)) == 1 {
			return y.s.ReportNotice(ctx, models.NoticeReport{Notice: models.NoticeID(id), Channel: models.Email, State: state, Code: code})
		}
	}
	return false, nil
}
