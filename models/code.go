package models

// CodePurpose is what a one-time code proves the way for.
type CodePurpose string

const (
	CodeRegistration CodePurpose = "registration" // an account for whoever reads the address
	CodePassword     CodePurpose = "password"     // a new password
	CodeEmail        CodePurpose = "email"        // another e-mail address of an account
	CodeMobile       CodePurpose = "mobile"       // another mobile of an account
)

// CodeID names one code that was asked for. Who asked gets it whether or not a
// code was sent, and brings it back together with the code.
type CodeID string // UUIDv4

// CodeTyped is a code as somebody brought it.
type CodeTyped struct {
	ID   CodeID
	Code string
}

// Registration is what somebody says who asks for an account.
type Registration struct {
	ID           CodeID
	Email        string
	Name         string
	FatherName   string
	Mobile       string // E.164
	Language     string // "el" or "en"
	PasswordHash string // argon2id, encoded
}

// IdentityLevel is how well the municipality knows who a person is.
type IdentityLevel string

const (
	IdentityA IdentityLevel = "A" // he says so himself, with an e-mail he reads
	IdentityB IdentityLevel = "B" // an officer or the tax authority has identified him
)
