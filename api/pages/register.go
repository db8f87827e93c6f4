package pages

// Register asks for an account.
type Register struct{ Form }

func (Register) Name() string { return "register" }

// Confirm asks for the code that went to the e-mail address of a new account.
type Confirm struct{ Form }

func (Confirm) Name() string { return "confirm" }

// Password asks for the address to send the code for a new password to, and
// with an ID for the code and the password.
type Password struct {
	Form
	Asked bool
}

func (Password) Name() string { return "password" }
