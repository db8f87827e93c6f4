package sign

import (
	"crypto/x509"
	"slices"
	"time"
)

// Level of a signature (ETSI EN 319 142-1 §6).
type Level string

// Levels. B-T has a trusted time of its own or of a document time-stamp.
const (
	LevelB Level = "B-B"
	LevelT Level = "B-T"
	// LevelCMS is of other programs that write SubFilter adbe.pkcs7.detached:
	// below PAdES, held to everything else.
	LevelCMS Level = "CMS"
)

// Report is what Verify found.
type Report struct {
	Signatures []Signature // in the order of their revisions
	Timestamps []Timestamp // document time-stamps, likewise
	Pages      int
}

// Signature is one signature of a document.
type Signature struct {
	Field       string
	Name        string // as the file says, not as the certificate does
	Reason      string
	Location    string
	ClaimedAt   time.Time // by the signer; zero when not said
	Certificate *x509.Certificate
	Class       Class
	Level       Level      // "" when the signature does not hold
	At          time.Time  // when it existed for certain: the time-stamp, else the time of the check
	Timestamp   *Timestamp // of this signature alone
	Revision    int        // from 1: which revision of those that were signed it ends
	Whole       bool       // covers the whole file, not an earlier revision
	Changes     []Change   // what later revisions changed that they must not
	Faults      []Code     // what is wrong, worst first; none: valid
}

// Timestamp is one time-stamp.
type Timestamp struct {
	At          time.Time
	Certificate *x509.Certificate
	Whole       bool // document time-stamps: covers the whole file
	Changes     []Change
	Faults      []Code
}

// Valid says whether the signature holds, is trusted and was not changed after.
func (s Signature) Valid() bool { return len(s.Faults) == 0 }

// Intact says whether the signed bytes are as they were signed, whoever signed.
func (s Signature) Intact() bool {
	return s.Certificate != nil && !slices.ContainsFunc(s.Faults, func(c Code) bool {
		switch c {
		case ContentChanged, SignatureMalformed, NotPAdES, WeakAlgorithm, SigningCertificate, LaterChanges:
			return true
		}
		return false
	})
}

// Signer is the name in the certificate.
func (s Signature) Signer() string {
	if s.Certificate == nil {
		return ""
	}
	return s.Certificate.Subject.CommonName
}

// Valid says whether there is a signature and all of them are valid, and that
// what was signed last is the whole document.
func (r Report) Valid() bool {
	for _, s := range r.Signatures {
		if !s.Valid() {
			return false
		}
	}
	for _, t := range r.Timestamps {
		if len(t.Faults) > 0 {
			return false
		}
	}
	return len(r.Signatures) > 0 && r.Whole()
}

// Whole says whether nothing follows the last signature or time-stamp.
func (r Report) Whole() bool {
	for _, s := range r.Signatures {
		if s.Whole {
			return true
		}
	}
	for _, t := range r.Timestamps {
		if t.Whole {
			return true
		}
	}
	return false
}
