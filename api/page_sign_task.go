package api

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// signing fills how the document of a task is signed otherwise than by the key
// on the server. An offer is read for who has just asked for it: to ask again
// brings him back to it.
func (v *visit) signing(view *pages.Task, t Task) error {
	r := view.Record
	signs := slices.ContainsFunc(t.Outcomes, func(o TaskOutcome) bool { return o.Outcome == models.Signed })
	if r == nil || r.Preview == "" || !signs || len(r.Outside) == 0 {
		return nil
	}
	view.Sign = &pages.TaskSign{Seen: r.Seen}
	for _, w := range r.Outside {
		view.Sign.Ways = append(view.Sign.Ways, pages.Choice{Value: w, Label: v.text("sign.ways." + w), Hint: v.text("sign.ways-hint." + w)})
	}
	if v.Query("offer") == "" {
		return nil
	}
	f, _, err := v.s.desk(v.ctx).Offer(v.ctx, t.ID)
	if isCode(err, "no-offer") { // the record or the way has changed since
		return nil
	}
	if err != nil {
		return err
	}
	view.Sign.Offer = &pages.TaskOffer{Way: string(f.Way), Number: number(f.Number), Src: prefix + "/tasks/" + string(t.ID) + "/offer.pdf",
		Decision: uuid.NewString()}
	return nil
}

// offering is the address of a task with its offer.
func (v *visit) offering() string {
	q := placeOf(v.Request.URL.Query()).query
	q.Set("offer", "1")
	return "/tasks/" + v.Param("id") + "?" + q.Encode()
}

// offerAsked prepares a document to be signed outside the house.
func (s *server) offerAsked(v *visit) error {
	if _, err := v.id("id"); err != nil {
		return err
	}
	in := &offerInput{ID: v.taskID()}
	err := v.read(&in.Body)
	if err == nil {
		_, err = s.offerDocument(v.ctx, in)
	}
	if err != nil {
		return v.taskAgain(err)
	}
	return v.goTo(v.offering()+"#outside", "offered")
}

// signedBrought takes a document back that was signed outside the house.
func (s *server) signedBrought(v *visit) error {
	if _, err := v.id("id"); err != nil {
		return err
	}
	in := &signedInput{ID: v.taskID()}
	in.request, in.writer = v.Request, v.Writer
	to := v.afterwards()
	out, err := s.bringSigned(v.ctx, in)
	var why *models.Error
	if errors.As(err, &why) && slices.ContainsFunc(why.Fields, func(f models.FieldFault) bool { return f.Code == "signature-refused" }) {
		err = &models.Error{Kind: why.Kind, Code: why.Code, Err: why.Err} // it says what is wrong, and what to do
	}
	if err != nil {
		return v.taskAgain(err)
	}
	return v.goTo(to, decidedFlash(out))
}
