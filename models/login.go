package models

import "time"

// NewSession asks for a session of an account that has proven itself.
type NewSession struct {
	Account      AccountID
	TokenHash    []byte // SHA-256
	ExpiresAt    time.Time
	Device       string
	Provider     string // who vouched; empty: a password
	SecondFactor bool   // it was shown one already
	Unasked      bool   // none is asked for, whatever the account has
}

// SecondFactor is what the owner of an account may know of his second factor.
type SecondFactor struct {
	ConfirmedAt time.Time // zero: there is none
	Recovery    int       // codes that are left
}

// DeviceLife is how long a browser that has been in an account is known.
const DeviceLife = 365 * 24 * time.Hour

// Attempt is somebody who wants to be let in under a name, or asks for a code,
// and from where: what his failures are counted by.
type Attempt struct {
	Name    string // an e-mail address, whether or not an account has it, or what stands for an account
	Network string // empty: from within a session
	Device  []byte // SHA-256 of the cookie of a browser that has been in this account; nil: it has not
}

// Ticket is a login half done.
type Ticket struct {
	Account      AccountID
	Email        string // of the account, or empty
	Provider     string // who vouched; empty: a password
	SecondFactor bool   // the provider has asked for one
}

// LoginFlow is somebody's way to a provider of identities and back.
type LoginFlow struct {
	Provider string
	Nonce    string
	Verifier string    // of PKCE
	Return   string    // local path
	Account  AccountID // who adds the provider to his account; empty: a login
}

// LoginWay is a provider of identities that logs somebody in to his account.
type LoginWay struct {
	ID               LoginWayID
	Provider         string // key in the configuration, which may know it no more
	LabelEl, LabelEn string
	AddedAt, UsedAt  time.Time
	ByHand           bool // its owner added it from a session: a new password takes it away
	GivesRoles       bool // it cannot be removed
}

// Proof is what a provider has proven of somebody.
type Proof struct {
	Provider     string // key in the configuration
	LabelEl      string
	LabelEn      string
	Issuer       string
	Subject      string // unique with its issuer
	Tax          bool   // the subject is his ΑΦΜ
	Staff        bool   // he works for the municipality; else he is a citizen
	Email        string // verified by the provider; else empty
	Name         string
	FatherName   string
	Language     string
	Level        IdentityLevel // of a citizen
	Grants       []Grant       // of staff
	SecondFactor bool          // the provider has asked for one
}
