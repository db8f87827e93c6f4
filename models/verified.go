package models

import "time"

// VerifiedState says how an issued version stands for who checks it.
type VerifiedState string

const (
	VerifiedValid    VerifiedState = "valid"
	VerifiedReplaced VerifiedState = "replaced" // by a later version of the same document
	VerifiedRevoked  VerifiedState = "revoked"  // with its whole document
)

// Verified is what anybody is told about one issued version: nothing about a
// person, be it the one it speaks of, who signed it or who asked for it.
type Verified struct {
	House           MunicipalityName
	Kind            DocumentKind
	Template        CertificateCode
	TemplateVersion int
	TitleEl         string // as published; empty if its template never was
	TitleEn         string
	Code            string
	Version         int // from 2: an «ορθή επανάληψη»
	Number          Entry
	State           VerifiedState
	Language        string
	Way             SigningWay
	Class           string
	IssuedAt        time.Time
	FirstAt         time.Time // when the first version was issued
	ReplacedAt      time.Time // when the newest was, if this is not it
	RevokedAt       time.Time
	Signatures      []VerifiedSignature // in order
	Files           []VerifiedFile      // newest first

	// Of a file that was looked for.
	Matched SHA256
	Newest  bool // no later file of this version exists
}

// VerifiedSignature is one signature: the capacity in which it was made, and
// not by whom.
type VerifiedSignature struct {
	Title   string // in the document's language; empty for the seal
	ByOrder bool
	Acting  bool // «α.α.»
	Way     SigningWay
	Class   string
	At      time.Time
}

// VerifiedFile is one file that left the house.
type VerifiedFile struct {
	SHA256    SHA256
	What      FileKind
	Level     Level
	MediaType MediaType
	Size      int64 // bytes
	At        time.Time
}
