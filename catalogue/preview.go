package catalogue

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/thyrida/thyrida/models"
)

// EventKeys are the keys of all texts of events, in the order of Events and
// HouseEvents: each with its variants behind it, e.g. granted, granted-email.
func (w *Words) EventKeys() (keys []string) {
	variants := map[models.Event][]string{}
	for _, k := range slices.Sorted(maps.Keys(w.Events)) {
		variants[eventOf(k)] = append(variants[eventOf(k)], k)
	}
	for _, e := range slices.Concat(Events, HouseEvents) {
		keys = append(keys, variants[e]...)
	}
	return keys
}

// EventOf is the event of a key of texts, e.g. granted of granted-post.
func EventOf(key string) models.Event { return eventOf(key) }

// deliveryOf is how the result came that a key of texts tells of; by the portal
// if it says nothing of it.
func deliveryOf(key string) models.Delivery {
	for _, d := range []models.Delivery{models.ByEmail, models.ByPost} {
		if strings.HasSuffix(key, "-"+string(d)) {
			return d
		}
	}
	return models.ByPortal
}

// Places are the placeholders that a text may name, sorted.
func Places() []string {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(placesOfEmail, placesOfPaper, placesOfPoint))))
}

// Places are the placeholders that the words of an event name, in their order.
func (e EventWords) Places() (names []string) {
	for _, m := range placeholder.FindAllStringSubmatch(strings.Join(slices.Concat([]string{e.State}, e.Body, e.Next, []string{e.SMSNext}), " "), -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// staffEvents are told to staff, by e-mail only.
var staffEvents = []models.Event{models.EventAsked, models.EventPaperAdded, models.EventWatched, models.EventLate, models.EventEscalated,
	models.EventHalted, models.EventKeyEnds, models.EventSealEnds, models.EventStandsIn, models.EventStandsInEnded}

// ForStaff says whether an event is told to staff and not to citizens.
func ForStaff(e models.Event) bool { return slices.Contains(staffEvents, e) }

// OfHouse says whether an event tells of the house or an account, not of a case.
func OfHouse(e models.Event) bool { return slices.Contains(HouseEvents, e) }

// ChannelsOf are the ways on which an event is told.
func ChannelsOf(e models.Event) []models.Channel {
	switch {
	case e == models.EventMobileCode:
		return []models.Channel{models.SMS}
	case e == models.EventMobileChanged:
		return []models.Channel{models.Email, models.SMS}
	case ForStaff(e), OfHouse(e):
		return []models.Channel{models.Email}
	}
	return []models.Channel{models.Email, models.SMS}
}

// SampleFacts are invented facts for the text of a key, with everything that it
// may name, so that a message can be looked at before anybody gets it. Of the
// house, unit and service points they take what is true.
func SampleFacts(key, lang string, s *Service, house models.MunicipalityName, unit models.UnitName, points []models.ServicePoint) models.NoticeFacts {
	at := time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)
	say := func(el, en string) string { return Text{el, en}.In(lang) }
	f := models.NoticeFacts{Notice: models.Notice{ID: "sample", CaseID: "sample", Event: EventOf(key), CreatedAt: at}, Language: lang, Subject: "sample",
		To: "eleni.dokimi@example.org", Name: say("Ελένη Δοκιμή", "Eleni Dokimi"), Staff: ForStaff(EventOf(key)),
		Service: s.Code, Version: s.Version, Number: 12345, Year: 2026, NumberedAt: at, Unit: unit, House: house,
		Handler: models.Contact{Name: say("Μαρία Παππά", "Maria Pappa"), Phone: "+302310000110", Email: "m.pappa@example.org"},
		Writer:  models.Contact{Name: say("Μαρία Παππά", "Maria Pappa"), Phone: "+302310000110", Email: "m.pappa@example.org"},
		DueAt:   at.AddDate(0, 0, 4), LegalDueAt: at.AddDate(0, 0, 50), From: at, Delivery: deliveryOf(key), Portal: "https://thyrida.example",
		OneTimeCode: "482913", LoginWay: "TaxisNet", Absent: say("Κώστας Νικολάου", "Kostas Nikolaou"),
		Body: models.Body{Name: say("Περιφέρεια Δοκιμής", "Region of Dokimi"), Email: "protocol@region.example", Phone: "+302310000900",
			Address: say("Λεωφόρος Ελιάς 1", "1 Elias Avenue")},
		BodyAt: at, BodyNumber: models.Entry{Number: 12399, Year: 2026, At: at}}
	for _, st := range s.Stages {
		if st.Kind == models.KindTask {
			f.Stage = st.Key
			break
		}
	}
	switch f.Event {
	case models.EventReturned, models.EventReminder:
		f.Stage, f.Reasons = models.Completion, say("Η απόδειξη κατοικίας δεν διαβάζεται. Φέρτε την ξανά.", "The proof of residence cannot be read. Please bring it again.")
	case models.EventRejected, models.EventIdentityRefused:
		f.Outcome, f.Reasons = models.Rejected, say("Τα στοιχεία δεν συμφωνούν με το μητρώο.", "The particulars do not agree with the register.")
	case models.EventMessage, models.EventAsked:
		f.Message, f.Files = say("Μπορείτε να μας στείλετε και την πίσω όψη;", "Could you send us the back side, too?"), 1
	case models.EventGranted:
		f.Outcome = models.Granted
		if f.Delivery == models.ByPost {
			f.Tracking = "RE123456789GR"
		}
	}
	if f.Event == models.EventGranted || f.Event == models.EventLink || f.Event == models.EventRevoked {
		d := models.NoticeDocument{TitleEl: s.Result.El, TitleEn: s.Result.En, Discreet: s.Discreet, Number: models.Entry{Number: 12398, Year: 2026, At: at}, Code: "7K3M-9QXT-2HWB-C5"}
		if f.Event == models.EventLink || f.Delivery == models.ByEmail {
			d.Link, d.LinkEnds = "sample", at.AddDate(0, 0, 30)
		}
		f.Documents = []models.NoticeDocument{d}
	}
	switch f.Event {
	case models.EventIdentify, models.EventIdentityAsked, models.EventIdentityReminder:
		f.Identity = models.IdentityFacts{Code: "4827-9136", Until: at.AddDate(0, 0, 60), Points: points,
			Papers: []string{say("αστυνομική ταυτότητα", "identity card"), say("διαβατήριο", "passport")}}
	}
	return f
}
