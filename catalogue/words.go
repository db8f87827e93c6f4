package catalogue

import (
	"reflect"
	"regexp"

	"github.com/thyrida/thyrida/models"
)

// vocabulary holds the closed sets of words, by type. The binder and the JSON
// schema read them.
var vocabulary = map[reflect.Type][]string{
	reflect.TypeFor[Identity]():                  words(Low, Substantial),
	reflect.TypeFor[models.RepresentationKind](): words(Behalfs...),
	reflect.TypeFor[models.Delivery]():           words(models.ByPortal, models.ByEmail, models.ByPost),
	reflect.TypeFor[models.StageKind]():          words(models.KindTask, models.KindStep, models.KindDeliver, models.KindMake),
	reflect.TypeFor[models.Audience]():           words(models.ForClerk, models.ForHead, models.ForPayer),
	reflect.TypeFor[models.StepName]():           words(models.CheckCase),
	reflect.TypeFor[models.Outcome](): words(models.Done, models.Approved, models.Positive, models.Negative,
		models.Paid, models.Delivered, models.Returned, models.SentBack, models.Rejected),
	reflect.TypeFor[models.Event]():        words(Events...),
	reflect.TypeFor[NumberCheck]():         words(CardNumber, PassportNumber, OtherNumber),
	reflect.TypeFor[EndRule]():             words(EndRequired, EndOptional, EndNone),
	reflect.TypeFor[FileKind]():            words(PDF, JPEG, PNG),
	reflect.TypeFor[Proof]():               words(EParavolo, RF),
	reflect.TypeFor[DayRule]():             words(Past, PastOrToday, Future, FutureOrToday),
	reflect.TypeFor[IssueMode]():           words(Sign, Seal),
	reflect.TypeFor[BlockKind]():           words(Paragraph, Pairs, Table, Notice, Heading),
	reflect.TypeFor[models.RegisterCode](): words(MunicipalRoll, VitalActs, MalesRegister, RevenueLedger, CaseFile),
	reflect.TypeFor[StatementType](): words(StatementType(TypeText), StatementType(TypeLongText), StatementType(TypeAFM), StatementType(TypeAMKA),
		StatementType(TypeDate), StatementType(TypeNumber), StatementType(TypeChoice), StatementType(TypeBoolean), TypeRows),
	reflect.TypeFor[FieldType](): words(TypeText, TypeLongText, TypeAFM, TypeAMKA, TypeMobile, TypePhone, TypeEmail,
		TypePostcode, TypeDate, TypeNumber, TypeDecimal, TypeChoice, TypeMultiChoice, TypeBoolean),
}

// Events are the events that have a text in messages.
var Events = []models.Event{models.EventReceived, models.EventStage, models.EventReturned, models.EventPayment,
	models.EventReminder, models.EventApproved, models.EventGranted, models.EventRejected, models.EventWithdrawn,
	models.EventForwarded, models.EventHandedOn,
	models.EventRevoked, models.EventLink, models.EventIdentify, models.EventLapsed, models.EventIdentityAsked,
	models.EventIdentityReminder, models.EventIdentified, models.EventIdentityRefused, models.EventIdentityLapsed, models.EventIdentityEnded,
	models.EventMessage, models.EventAsked, models.EventPaperAdded, models.EventWatched, models.EventLate, models.EventEscalated, models.EventHalted}

// HouseEvents are told of the house itself, not of a case: no service has words
// of its own for them.
var HouseEvents = []models.Event{models.EventKeyEnds, models.EventSealEnds, models.EventStandsIn, models.EventStandsInEnded, models.EventRegistrationCode, models.EventPasswordCode,
	models.EventEmailCode, models.EventMobileCode, models.EventAccountExists, models.EventPasswordChanged, models.EventEmailChanged,
	models.EventMobileChanged, models.EventInvited, models.EventLoginWayAdded, models.EventLoginWayRemoved}

// pattern is the shape of a code, with the words that explain it.
type pattern struct {
	re    *regexp.Regexp
	meant string
}

var kebab = pattern{regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`),
	"small Latin letters, digits and single hyphens, e.g. birth-act-copy"}

// patterns holds the shapes of codes, by type.
var patterns = map[reflect.Type]pattern{
	reflect.TypeFor[models.ServiceCode]():     kebab,
	reflect.TypeFor[models.UnitCode]():        kebab,
	reflect.TypeFor[models.StageKey]():        kebab,
	reflect.TypeFor[models.SlotKey]():         kebab,
	reflect.TypeFor[RemedyCode]():             kebab,
	reflect.TypeFor[models.CertificateCode](): kebab,
	reflect.TypeFor[FieldKey]():               kebab,
	reflect.TypeFor[models.IdentityPaper]():   kebab,
	reflect.TypeFor[Date]():                   {regexp.MustCompile(`^[0-9]{4}-[01][0-9]-[0-3][0-9]$`), "a day, YYYY-MM-DD"},
	reflect.TypeFor[MitosCode]():              {regexp.MustCompile(`^[0-9]{6}$`), `six digits, e.g. "874774"`},
}

func words[T ~string](list ...T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}
