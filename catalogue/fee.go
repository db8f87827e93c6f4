package catalogue

import (
	"fmt"
	"strconv"
	"strings"
)

// Fee is what a service costs.
type Fee struct {
	Amount    Euros   `json:"amount,omitzero" jsonschema_description:"In euros, e.g. 18.00. Either this or byCouncil."`
	ByCouncil bool    `json:"byCouncil,omitzero" jsonschema_description:"Set by a decision of the council («ανά ΔΣ»): the unit tells the amount."`
	Proof     []Proof `json:"proof" jsonschema:"required,minItems=1" jsonschema_description:"What proves the payment."`
	Basis     Text    `json:"basis" jsonschema:"required" jsonschema_description:"The provision or decision."`
	Note      Text    `json:"note,omitzero" jsonschema_description:"What the citizen should know, e.g. that a guarantee is asked too."`
}

// Proof is a code that proves a payment. Each code counts once.
type Proof string

// Kinds of proof.
const (
	EParavolo Proof = "e-paravolo" // code of a paid e-παράβολο of gov.gr
	RF        Proof = "rf"         // creditor reference of the municipality (ISO 11649)
)

// Euros is an amount of money in cents. Its text is "18.00".
type Euros int64

// UnmarshalText reads "18" or "18.00"; cents have two digits.
func (e *Euros) UnmarshalText(text []byte) error {
	whole, cents, dotted := strings.Cut(string(text), ".")
	n, err := strconv.ParseUint(whole, 10, 31)
	c, err2 := strconv.ParseUint(cents+"00"[min(2, len(cents)):], 10, 8)
	if err != nil || err2 != nil || dotted && len(cents) != 2 {
		return fmt.Errorf("write euros as 18 or 18.00")
	}
	*e = Euros(int64(n)*100 + int64(c))
	return nil
}

// MarshalText writes "18.00".
func (e Euros) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

func (e Euros) String() string { return fmt.Sprintf("%d.%02d", e/100, e%100) }

// Decimal is a limit of a number. It keeps the digits as they were written, so
// that a definition reads back to the very same bytes.
type Decimal string

// UnmarshalText refuses what is not a plain decimal number.
func (d *Decimal) UnmarshalText(text []byte) error {
	if _, err := strconv.ParseFloat(string(text), 64); err != nil || strings.ContainsAny(string(text), "xXpP_nN") {
		return fmt.Errorf("write a number, e.g. 10 or 0.5")
	}
	*d = Decimal(text)
	return nil
}

// Float is the value of the limit.
func (d Decimal) Float() float64 {
	f, _ := strconv.ParseFloat(string(d), 64)
	return f
}
