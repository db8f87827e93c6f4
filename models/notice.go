package models

import "time"

// Channel is a way to reach a person.
type Channel string

const (
	Email Channel = "email"
	SMS   Channel = "sms"
)

// NoticeState is how far a message has come.
type NoticeState string

const (
	Queued    NoticeState = "queued"    // waits for the sender
	Sending   NoticeState = "sending"   // the sender holds it; found so after a crash, its fate is uncertain
	Durable   NoticeState = "durable"   // a notice workflow tries again over hours and days
	Sent      NoticeState = "sent"      // the provider took it
	Arrived   NoticeState = "delivered" // and said that it arrived
	Failed    NoticeState = "failed"    // and said that it did not
	GivenUp   NoticeState = "given-up"  // no further attempt; a clerk sees it
	Cancelled NoticeState = "cancelled" // nobody to send it to, or no longer true
)

// Event names what a notice tells. The catalogue holds a text for each.
type Event string

const (
	EventReceived   Event = "received"    // number given
	EventStage      Event = "stage"       // a stage of the house has begun
	EventReturned   Event = "returned"    // the citizen must complete
	EventPayment    Event = "payment"     // the citizen must pay
	EventReminder   Event = "reminder"    // the citizen's own term has passed
	EventApproved   Event = "approved"    // decided in favour, delivery follows
	EventGranted    Event = "granted"     // result delivered
	EventRejected   Event = "rejected"    // refused, with reason and remedy
	EventWithdrawn  Event = "withdrawn"   // by the citizen
	EventForwarded  Event = "forwarded"   // another unit of the municipality has it now
	EventHandedOn   Event = "handed-on"   // another body has it now: ended here
	EventRevoked    Event = "revoked"     // a document he was given is withdrawn
	EventLink       Event = "link"        // a new link to a document, on request
	EventMessage    Event = "message"     // the house has written to him
	EventAsked      Event = "asked"       // to staff: the applicant has written
	EventPaperAdded Event = "paper-added" // to staff: the applicant has added a paper
	EventIdentify   Event = "identify"    // his application waits until he is identified
	EventLapsed     Event = "lapsed"      // his application has ended, because he never was

	// Of a request to be identified.
	EventIdentityAsked    Event = "identity-asked"    // where to go, and with which code
	EventIdentityReminder Event = "identity-reminder" // of either: its time will pass
	EventIdentified       Event = "identified"        // he is known now
	EventIdentityRefused  Event = "identity-refused"  // and why
	EventIdentityLapsed   Event = "identity-lapsed"   // he never came
	EventIdentityEnded    Event = "identity-ended"    // withdrawn

	EventWatched       Event = "watched"         // to staff who watch a case: it stands elsewhere, or has ended
	EventLate          Event = "late"            // to staff: a task is late
	EventEscalated     Event = "escalated"       // to the head: a task is very late
	EventHalted        Event = "halted"          // to the administrator
	EventKeyEnds       Event = "key-ends"        // to the holder: the certificate he signs with ends soon
	EventSealEnds      Event = "seal-ends"       // to the administrators: that of the seal does
	EventStandsIn      Event = "stands-in"       // to a substitute: from when to when, and for whom
	EventStandsInEnded Event = "stands-in-ended" // to a substitute: the absent person is back early

	// Of an account, to the address that a code is for unless it says otherwise.
	EventRegistrationCode Event = "registration-code" // the code that confirms it
	EventPasswordCode     Event = "password-code"
	EventEmailCode        Event = "email-code"
	EventMobileCode       Event = "mobile-code"
	EventAccountExists    Event = "account-exists"   // instead of a code: the address has its account
	EventPasswordChanged  Event = "password-changed" // to the account's address
	EventEmailChanged     Event = "email-changed"    // to the address before
	EventMobileChanged    Event = "mobile-changed"   // to the mobile before and the account's address
	EventInvited          Event = "invited"          // to an employee: there is an account for him, without a password

	// Of a provider that logs in to an account, to the account's address.
	EventLoginWayAdded   Event = "login-way-added"
	EventLoginWayRemoved Event = "login-way-removed"
)

// Notice is one message to one person on one channel, as the sender takes it.
type Notice struct {
	ID           NoticeID
	Municipality Municipality
	CaseID       CaseID // empty: told of the house itself, not of a case
	Event        Event
	Visit        int // the visit it tells of, 0 for the case as a whole
	Channel      Channel
	State        NoticeState
	Attempts     int
	CreatedAt    time.Time
	UncertainAt  time.Time // when an attempt began whose end nobody saw; zero if none
	QuietUntil   time.Time // it waits for the end of quiet hours; zero if it does not
}

// NoticeFacts is everything a notice may say, read when it is written out.
type NoticeFacts struct {
	Notice
	Language    string // of the person told: "el" or "en"
	To          string // address or E.164 number
	Name        string // of the person told
	Staff       bool   // told to staff, not to the applicant
	Service     ServiceCode
	Version     int
	Number      int // protocol number, 0 if none
	Year        int
	NumberedAt  time.Time
	Stage       StageKey
	Unit        UnitName
	Handler     Contact
	DueAt       time.Time // of the visit; of a key, when its certificate ends
	LegalDueAt  time.Time // of the case
	Outcome     Outcome
	Reasons     string // what the clerk wrote for the citizen
	Message     string // what was written to him in the case's conversation
	Files       int    // that came with it
	Writer      Contact
	Delivery    Delivery
	Tracking    string
	House       MunicipalityName
	Subject     string // stable reference, e.g. Message-ID local part
	Documents   []NoticeDocument
	OneTimeCode string     // of a notice that brings one
	LoginWay    string     // what a provider is called, in the language of the person told
	Quiet       QuietHours // of the person told
	Identity    IdentityFacts
	Body        Body      // of handed-on: who has the case now
	BodyAt      time.Time // since when
	BodyNumber  Entry     // of the outgoing line
	Absent      string    // whom he told stands in for, until DueAt
	From        time.Time // since when
	Portal      string    // address of the portal, put in by who sends; empty if there is none
}

// IdentityFacts are what somebody must know who shall come to be identified.
type IdentityFacts struct {
	Code   string    // to tell the officer; empty if no request is open
	Until  time.Time // when what waits for him lapses
	Papers []string  // which documents are accepted, in his language
	Points []ServicePoint
}

// NoticeDocument is a document that a notice tells of.
type NoticeDocument struct {
	TitleEl    string
	TitleEn    string
	Discreet   bool // its title is not written
	Number     Entry
	Code       string // to verify it
	Correction string // why it repeats an earlier version; empty for the first
	Link       string // opens it without a login: the token; empty if there is none
	LinkEnds   time.Time
}

// Contact is how a citizen reaches the one who handles his case.
type Contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
}

// UnitName is a unit in both languages.
type UnitName struct {
	Code UnitCode `json:"code"`
	El   string   `json:"-"`
	En   string   `json:"-"`
}

// MunicipalityName is the municipality as messages and receipts print it.
type MunicipalityName struct {
	ID      Municipality
	El, En  string
	ShortEl string // for SMS
	Phone   string
	Email   string
	Address string
	// LocalHoliday is the feast of the patron saint, MM-DD; empty if none.
	LocalHoliday string
	Quiet        QuietHours // of who has not chosen his own
}

// Delivery is how a result reaches the citizen.
type Delivery string

const (
	ByPortal Delivery = "portal"
	ByEmail  Delivery = "email" // by a link
	ByPost   Delivery = "post"
)
