package mailbox

import (
	"net/http"
	"strconv"
)

// turn serves POST /dev/faults: it plans one fault of a channel, for tests of
// another process. status answers with that code; keep is true if the message
// is kept all the same; to and times are as in Fault.
func (b *Box) turn(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	ch := Channel(q.Get("channel"))
	f := Fault{To: q.Get("to")}
	var bad [3]error
	f.Status, bad[0] = strconv.Atoi(q.Get("status"))
	if q.Has("times") {
		f.Times, bad[1] = strconv.Atoi(q.Get("times"))
	}
	if q.Has("keep") {
		f.Keep, bad[2] = strconv.ParseBool(q.Get("keep"))
	}
	if bad != [3]error{} || ch != Email && ch != SMS || f.Status < 400 || f.Status > 599 {
		answer(w, http.StatusBadRequest, map[string]any{"code": "fault", "detail": "channel is email or sms, status from 400 to 599, times a number, keep true or false"})
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
