package catalogue

import "github.com/thyrida/thyrida/models"

// Stage is one stop on the way of an application.
//
//   - kind step: the machine does it at once (step: check-case). Outcome done.
//   - kind task, audience clerk or head: people of the units decide. One unit
//     may use done, approved, positive, negative, returned, sent-back, rejected.
//     Several units are asked at the same time and can only go forward: done,
//     approved, positive, negative.
//   - kind task, audience payer: the applicant proves the fee. Outcome paid.
//   - kind deliver: the result leaves, by portal or e-mail at once or by post
//     through a clerk. Outcome delivered. It is the last stage.
//   - kind make: another case makes the certificate of the service and delivers
//     it. Outcomes done and sent-back, which are not written. It is the last
//     stage, and there is no deliver.
//
// The stage of the citizen to which returned leads is made for every service.
type Stage struct {
	Key          models.StageKey         `json:"key" jsonschema:"required" jsonschema_description:"Kebab-case, unique in the file."`
	Kind         models.StageKind        `json:"kind,omitzero" jsonschema_description:"What the stage waits for; task if absent."`
	Label        Text                    `json:"label" jsonschema:"required" jsonschema_description:"Name of the stage, for lists and reports."`
	State        Text                    `json:"state,omitzero" jsonschema_description:"What the citizen is told while it lasts, in a few words; the label if absent."`
	Audience     models.Audience         `json:"audience,omitzero" jsonschema_description:"Of a task: whose turn it is; clerk if absent."`
	Units        []models.UnitCode       `json:"units,omitzero" jsonschema_description:"Which units act, all at once; the responsible one if absent."`
	Outcomes     []models.Outcome        `json:"outcomes,omitzero" jsonschema_description:"Of a task for staff: how it may end."`
	OutcomeTexts map[models.Outcome]Text `json:"outcomeTexts,omitzero" jsonschema_description:"What the buttons say, where it is not the general word."`
	ReturnTo     models.StageKey         `json:"returnTo,omitzero" jsonschema_description:"Where sent-back leads: an earlier stage of staff."`
	FourEyes     models.StageKey         `json:"fourEyes,omitzero" jsonschema_description:"Whoever decided that earlier stage may not decide this one."`
	Step         models.StepName         `json:"step,omitzero" jsonschema_description:"Of a step: what the machine does."`
	Term         int                     `json:"term,omitzero" jsonschema:"minimum=1" jsonschema_description:"Time for the stage in working days; 3 if absent."`
	Escalate     int                     `json:"escalate,omitzero" jsonschema:"minimum=1" jsonschema_description:"Working days after the term when the head is told; 2 if absent."`
}

// Defaults of terms, in the units their fields name.
const (
	defaultCompletion = 30
	defaultTerm       = 3
	defaultEscalate   = 2
)

// Stage finds a stage of the service; the completion stage has no text of its
// own here, see Texts.
func (s *Service) Stage(k models.StageKey) (Stage, bool) {
	for _, st := range s.Stages {
		if st.Key == k {
			return st, true
		}
	}
	return Stage{}, false
}
