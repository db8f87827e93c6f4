package store_test

import (
	"testing"

	"github.com/thyrida/thyrida/models"
)

// enters files a request at the counter for somebody without a login.
func (h *house) enters(t testing.TB, clerk string, p models.Person) models.CaseID {
	t.Helper()
	id := models.CaseID(newID())
	_, err := h.as(t, clerk).SubmitCase(t.Context(), models.Submission{CaseID: id, Service: service, Version: 1, Unit: registry,
		Applicant: &p, Delivery: models.ByPost, Channel: models.FiledCounter, Form: map[string]any{},
		Due: models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)}})
	want(t, err, "")
	return id
}

func TestWhoCameBeforeIsFoundByNumberMobileAndName(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	fani := models.Person{Kind: models.Natural, Name: "Φανή Ζαφειρίου", FatherName: "Ηλίας", AFM: "090000045", Mobile: "+306911111111", Address: "Ερμού 3", Postcode: "57000", Language: "el"}
	c := h.enters(t, "clerk", fani)
	clerk := h.as(t, "clerk2")
	for _, f := range []models.PersonFilter{{Query: "090000045"}, {Query: "090 000 045"}, {Mobile: "+306911111111"}, {Query: "zafeiriou"}, {Query: "1/2026"}} {
		ps, err := clerk.Persons(ctx, f)
		want(t, err, "")
		if len(ps) != 1 || ps[0].Name != fani.Name || ps[0].AFM != fani.AFM || ps[0].Address != fani.Address {
			t.Errorf("%v finds %v", f, ps)
		}
	}
	if ps, err := clerk.Persons(ctx, models.PersonFilter{}); err != nil || len(ps) > 0 {
		t.Errorf("nothing typed finds %v, %v", ps, err)
	}
	id, err := clerk.CameWith(ctx, c)
	want(t, err, "")
	p, err := clerk.Person(ctx, id)
	want(t, err, "")
	p.ID = ""
	if again, err := clerk.CameWith(ctx, h.enters(t, "clerk2", p)); again != id || err != nil {
		t.Errorf("the same person again is %s, not %s: %v", again, id, err)
	}
	tech := h.as(t, "clerk-tech")
	ps, err := tech.Persons(ctx, models.PersonFilter{Query: "090000045"})
	if want(t, err, ""); len(ps) != 0 {
		t.Errorf("another unit finds %v", ps)
	}
	_, err = tech.Person(ctx, id)
	want(t, err, "no-such-person")
	_, err = h.as(t, "citizen").Persons(ctx, models.PersonFilter{Mobile: "+306911111111"})
	want(t, err, "not-allowed")
}

func TestWhoEntersARequestFindsItsApplicantAgainWhateverUnitAnswers(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.enters(t, "protocol", models.Person{Kind: models.Natural, Name: "Άρης Ντίνος", Mobile: "+306922222222"})
	ps, err := h.as(t, "protocol").Persons(t.Context(), models.PersonFilter{Mobile: "+306922222222"})
	if want(t, err, ""); len(ps) != 1 {
		t.Errorf("found %v", ps)
	}
	ps, err = h.as(t, "protocol").Persons(t.Context(), models.PersonFilter{Mobile: "+306900000000"})
	if want(t, err, ""); len(ps) != 0 {
		t.Errorf("the contact data of an applicant he only reads about: %v", ps)
	}
}
