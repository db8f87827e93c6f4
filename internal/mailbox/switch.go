package mailbox

import (
	"errors"
	"net/http"
	"strconv"
)

// turn serves POST /dev/faults: it plans one fault of a channel, for tests of
// another process. status answers with that code; keep is true if the message
// is kept all the same; undelivered is true for an SMS that is taken and does
// not arrive, and drop for a connection that ends without an answer; to and
// times are as in Fault.
func (b *Box) turn(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	ch := Channel(q.Get("channel"))
	f := Fault{To: q.Get("to")}
	var faults []error
	for name, to := range map[string]*bool{"keep": &f.Keep, "undelivered": &f.Undelivered, "drop": &f.Drop} {
		if q.Has(name) {
			var err error
			*to, err = strconv.ParseBool(q.Get(name))
			faults = append(faults, err)
		}
	}
	for name, to := range map[string]*int{"times": &f.Times, "status": &f.Status} {
		if q.Has(name) {
			var err error
			*to, err = strconv.Atoi(q.Get(name))
			faults = append(faults, err)
		}
	}
	refused := f.Status >= 400 && f.Status <= 599
	if errors.Join(faults...) != nil || ch != Email && ch != SMS || !refused && f.Status != 0 || !refused && !f.Drop && !f.Undelivered ||
		f.Undelivered && ch != SMS {
		answer(w, http.StatusBadRequest, map[string]any{"code": "fault", "detail": "channel is email or sms; one of status from 400 to 599, " +
			"drop=true, and for sms undelivered=true; times a number, keep true or false"})
		return
	}
	b.Fail(ch, f)
	w.WriteHeader(http.StatusNoContent)
}

// mend serves DELETE /dev/faults: it forgets what was planned.
func (b *Box) mend(w http.ResponseWriter, _ *http.Request) {
	b.Clear()
	w.WriteHeader(http.StatusNoContent)
}
