package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// forward are the outcomes that lead to the next stage.
var forward = []models.Outcome{models.Done, models.Approved, models.Positive, models.Negative}

// checkStages asks the rules of the way of an application.
func (c *Catalogue) checkStages(src *source, s *Service) {
	refusable, decided := false, false
	for i, st := range s.Stages {
		path := fmt.Sprintf("stages[%d]", i)
		earlier := s.Stages[:i]
		if slices.ContainsFunc(earlier, func(e Stage) bool { return e.Key == st.Key }) {
			src.fault(path+".key", "the key %q is used twice: every stage needs a key of its own", st.Key)
		}
		if st.Key == models.Completion {
			src.fault(path+".key", "%q is the stage in which the citizen completes; every service has it: choose another key", st.Key)
		}
		if st.Key == models.Identification {
			src.fault(path+".key", "%q is the stage in which the applicant is identified: choose another key", st.Key)
		}
		if i > 0 && earlier[i-1].stops() {
			src.fault(path, "the stage is never reached: the one above it has no outcome that leads on")
		}
		for j, u := range st.Units {
			// A unit that comes from the service's own default is told there.
			if at := fmt.Sprintf("%s.units[%d]", path, j); src.wrote(at) {
				c.unitExists(src, at, u)
			}
			if slices.Contains(st.Units[:j], u) {
				src.fault(fmt.Sprintf("%s.units[%d]", path, j), "%q stands twice: keep one", u)
			}
		}
		checkKind(src, path, st)
		checkOutcomes(src, path, st)
		checkBack(src, path, st, earlier)
		checkFourEyes(src, path, st, earlier)
		refusable = refusable || slices.Contains(st.Outcomes, models.Rejected)
		decided = decided || st.Kind == models.KindTask && st.Audience.Staff()
		if st.Kind == models.KindDeliver && i < len(s.Stages)-1 {
			src.fault(path+".kind", "nothing can follow the delivery: make it the last stage")
		}
		if st.Kind == models.KindMake && i < len(s.Stages)-1 {
			src.fault(path+".kind", "nothing can follow: the case of the certificate signs and delivers it. Make it the last stage, and drop deliver")
		}
		if st.Kind == models.KindDeliver && !decided {
			src.fault(path+".kind", "the result is delivered before anybody decided: put a stage of staff above it")
		}
	}
	checkMade(src, s)
	if !refusable {
		src.fault("stages", "no stage may refuse: add rejected to the outcomes of the one that decides")
	}
}

// checkMade: a service with a certificate has the stage in which it is made,
// and no other has one; only a certificate is sent by a link.
func checkMade(src *source, s *Service) {
	at := slices.IndexFunc(s.Stages, func(st Stage) bool { return st.Kind == models.KindMake })
	switch {
	case at >= 0 && s.Certificate == "":
		src.fault(fmt.Sprintf("stages[%d].kind", at), "there is nothing to make: name the certificate of the service, or drop the stage")
	case at < 0 && s.Certificate != "":
		src.fault("certificate", "no stage makes it: add a stage of kind make as the last, or drop the line")
	}
	if i := slices.Index(s.Delivery, models.ByEmail); i >= 0 && s.Certificate == "" {
		src.fault(fmt.Sprintf("delivery[%d]", i), "only a certificate is sent by e-mail: drop email, or name the certificate")
	}
}

// stops says whether no outcome of the stage leads to the next one.
func (st Stage) stops() bool {
	return !slices.ContainsFunc(st.Outcomes, func(o models.Outcome) bool {
		return slices.Contains(forward, o) || o == models.Paid || o == models.Delivered
	})
}

// checkKind: what belongs to one kind of stage does not stand in another.
func checkKind(src *source, path string, st Stage) {
	if st.Kind == models.KindStep {
		if st.Step == "" {
			src.fault(path+".step", "is missing: say what the machine does; %s", instead("", []string{string(models.CheckCase)}))
		}
		for _, key := range []string{"audience", "units", "term", "escalate", "returnTo", "fourEyes"} {
			src.notHere(path, key, "a step is done by the machine at once")
		}
		return
	}
	src.notHere(path, "step", "only a stage of kind step has it")
	if st.Kind == models.KindMake {
		for _, key := range []string{"audience", "units", "outcomes", "term", "escalate", "fourEyes"} {
			src.notHere(path, key, "the case of the certificate has its own stages, terms and outcomes")
		}
	}
	if st.Kind == models.KindDeliver {
		if st.Audience != models.ForClerk {
			src.fault(path+".audience", "a delivery is the work of a clerk: drop the line")
		}
		if len(st.Units) > 1 {
			src.fault(path+".units", "one unit delivers: keep one")
		}
	}
	if st.Audience == models.ForPayer && len(st.Units) > 1 {
		src.fault(path+".units", "one unit follows a payment: keep one")
	}
}

// checkOutcomes: each outcome belongs to the kind and audience of its stage.
func checkOutcomes(src *source, path string, st Stage) {
	allowed, why := allowedOutcomes(st)
	if len(st.Outcomes) == 0 {
		src.fault(path+".outcomes", "is missing: say how the stage may end; allowed here: %s", strings.Join(words(allowed...), ", "))
	}
	for i, o := range st.Outcomes {
		p := fmt.Sprintf("%s.outcomes[%d]", path, i)
		if !slices.Contains(allowed, o) {
			src.fault(p, "%q cannot end %s; %s", o, why, instead(string(o), words(allowed...)))
		}
		if slices.Contains(st.Outcomes[:i], o) {
			src.fault(p, "%q stands twice: keep one", o)
		}
	}
	for o := range st.OutcomeTexts {
		if !slices.Contains(st.Outcomes, o) {
			src.fault(path+".outcomeTexts."+string(o), "the stage has no such outcome: drop the text")
		}
	}
}

func allowedOutcomes(st Stage) ([]models.Outcome, string) {
	switch {
	case st.Kind == models.KindStep:
		return []models.Outcome{models.Done}, "a step of the machine"
	case st.Kind == models.KindDeliver:
		return []models.Outcome{models.Delivered}, "a delivery"
	case st.Kind == models.KindMake:
		return []models.Outcome{models.Done, models.SentBack}, "the making of a certificate"
	case st.Audience == models.ForPayer:
		return []models.Outcome{models.Paid}, "a payment"
	case len(st.Units) > 1:
		return forward, "a stage of several units, which can only go forward"
	}
	return append(slices.Clip(forward), models.Returned, models.SentBack, models.Rejected), "a stage of staff"
}

// checkBack: sent-back leads to a stage of staff above.
func checkBack(src *source, path string, st Stage, earlier []Stage) {
	sends := slices.Contains(st.Outcomes, models.SentBack)
	switch {
	case sends && st.ReturnTo == "":
		src.fault(path+".returnTo", "is missing: name the stage that sent-back leads to; %s", instead("", staffKeys(earlier)))
	case !sends && st.ReturnTo != "":
		src.fault(path+".returnTo", "without the outcome sent-back nothing leads there: add sent-back or drop the line")
	case sends && !contains(staffKeys(earlier), string(st.ReturnTo)):
		src.fault(path+".returnTo", "%q is no stage of staff above this one; %s", st.ReturnTo, instead(string(st.ReturnTo), staffKeys(earlier)))
	}
}

// checkFourEyes: the other pair of eyes has looked before.
func checkFourEyes(src *source, path string, st Stage, earlier []Stage) {
	switch {
	case st.FourEyes == "":
	case st.Audience == models.ForPayer:
		src.fault(path+".fourEyes", "the applicant pays, whoever decided: drop the line")
	case !contains(staffKeys(earlier), string(st.FourEyes)):
		src.fault(path+".fourEyes", "%q is no stage of staff above this one; %s", st.FourEyes, instead(string(st.FourEyes), staffKeys(earlier)))
	}
}

func staffKeys(stages []Stage) []string {
	var out []string
	for _, st := range stages {
		if st.Kind == models.KindTask && st.Audience.Staff() {
			out = append(out, string(st.Key))
		}
	}
	return out
}

// notHere reports a key that was written where it means nothing.
func (s *source) notHere(path, key, why string) {
	if s.wrote(join(path, key)) {
		s.fault(join(path, key), "%s: drop the line", why)
	}
}
