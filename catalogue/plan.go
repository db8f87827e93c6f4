package catalogue

import "github.com/thyrida/thyrida/models"

// Plan is what the workflow needs of this version: stages, outcomes and terms,
// no texts and no forms. Terms of stages count working days, the citizen's term
// to complete counts calendar days, as laws count days for citizens.
func (s *Service) Plan() models.Plan {
	p := models.Plan{Service: s.Code, Version: s.Version, Completion: models.Stage{
		Key: models.Completion, Kind: models.KindTask, Audience: models.ForCitizen,
		Outcomes: []models.Outcome{models.Answered, models.Lapsed},
		Term:     models.Term{Days: s.Terms.Completion},
		Escalate: models.Term{Days: defaultEscalate, Working: true},
	}}
	for _, st := range s.Stages {
		stage := models.Stage{
			Key: st.Key, Kind: st.Kind, Audience: st.Audience, Units: s.others(st.Units), Outcomes: st.Outcomes,
			ReturnTo: st.ReturnTo, FourEyes: st.FourEyes, Step: st.Step,
			Term: working(st.Term), Escalate: working(st.Escalate)}
		if st.Audience == models.ForOfficer { // whoever shall come has calendar days
			stage.Term, stage.Escalate, stage.Lapse = s.Terms.Identification.terms()
		}
		if st.Kind == models.KindMake {
			stage.Audience, stage.Makes = models.ForMachine, s.Certificate
		}
		p.Stages = append(p.Stages, stage)
	}
	if s.Identity == Substantial {
		p.Identify = &models.Stage{Key: models.Identification, Kind: models.KindProve, Audience: models.ForCitizen,
			Units: []models.UnitCode{s.Unit}, Outcomes: []models.Outcome{models.Done}}
		p.Identify.Term, p.Identify.Escalate, p.Identify.Lapse = s.Terms.Identification.terms()
	}
	return p
}

// defaultWaiting is how long somebody is waited for, and again after the
// reminder.
const defaultWaiting = 30

func (w Waiting) terms() (term, escalate, lapse models.Term) {
	orInt(&w.Term, defaultWaiting)
	orInt(&w.Lapse, defaultWaiting)
	return models.Term{Days: w.Term}, models.Term{}, models.Term{Days: w.Lapse}
}

// others are the units a stage names. The responsible one alone is not named:
// such a stage goes with its case when that is given to another unit.
func (s *Service) others(units []models.UnitCode) []models.UnitCode {
	if len(units) == 1 && units[0] == s.Unit {
		return nil
	}
	return units
}

func working(days int) models.Term { return models.Term{Days: days, Working: days > 0} }
