package demo

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Office is the town at work: what it needs to file cases and decide tasks.
type Office struct {
	*Town
	Store    *store.Store
	Blobs    *blob.Store
	Calendar *calendar.Calendar
	Now      func() time.Time
}

// Request is one application that somebody files.
type Request struct {
	ID      models.CaseID
	Service *catalogue.Service
	By      Account        // who files
	For     *models.Person // somebody at the counter; nil: By himself
	Name    string         // of the request, from which its identifiers are derived
	Random  *rand.Rand
	Way     models.Delivery // of the result, where the service leaves the choice; empty: by chance
}

// File submits a request with its papers, by the use case the interface uses.
func (o *Office) File(ctx context.Context, r Request) (models.Filed, error) {
	desk, now := o.Store.For(r.By.Actor()), o.Now()
	form, slots, err := r.fill(now)
	if err != nil {
		return models.Filed{}, err
	}
	clean, faults := r.Service.Validate(form, slots, now)
	if len(faults) > 0 {
		return models.Filed{}, fmt.Errorf("fill in %s: %v", r.Service.Code, faults)
	}
	in := models.Submission{CaseID: r.ID, Service: r.Service.Code, Version: r.Service.Version,
		Unit: r.Service.Unit, Form: clean, Delivery: r.Service.DeliveryOf(clean), Channel: models.FiledPortal, Applicant: r.For,
		Due: r.Service.Due(o.Calendar, now)}
	if r.For != nil {
		in.Channel = models.FiledCounter
		in.Shown = &models.ShownDocument{Kind: "identity-card", Number: card(r.For.Name)}
	}
	for _, slot := range slots {
		id, err := o.upload(ctx, desk, r.Name, slot)
		if err != nil {
			return models.Filed{}, err
		}
		in.Attachments = append(in.Attachments, models.SlotFile{Slot: slot, ID: id})
	}
	return desk.SubmitCase(ctx, in)
}

// fill fills in the form as the catalogue's example does, with the wished way
// of delivery where there is a choice.
func (r Request) fill(now time.Time) (map[string]any, []models.SlotKey, error) {
	form, slots, err := r.Service.Example(now)
	way := r.Way
	if way == "" && r.Random.IntN(4) == 0 && slices.Contains(r.Service.Delivery, models.ByPost) {
		way = models.ByPost
	}
	if way != "" && len(r.Service.Delivery) > 1 {
		form[string(catalogue.DeliveryField)] = string(way)
		for key, answer := range map[string]string{"post-street": "Οδός Ελαίας 12", "post-postcode": "57000", "post-town": "Ελαιώνας"} {
			delete(form, key)
			if way == models.ByPost {
				form[key] = answer
			}
		}
	}
	return form, slots, err
}

func (o *Office) upload(ctx context.Context, desk store.Desk, name string, slot models.SlotKey) (models.AttachmentID, error) {
	kept, err := o.Blobs.Put(ctx, bytes.NewReader(Paper(string(slot))), 1<<20)
	if err != nil {
		return "", err
	}
	id := models.AttachmentID(named("paper/" + name + "/" + string(slot)))
	return id, desk.AddAttachment(ctx, models.Attachment{ID: id, Slot: slot, Name: string(slot) + ".pdf", MediaType: kept.MediaType,
		Size: kept.Size, SHA256: hex.EncodeToString(kept.SHA256[:]), Blob: kept.Key, UploadedAt: o.Now()})
}

// Decider is who decides a task of a stage in a case that citizen filed.
func (o *Office) Decider(st models.Stage, unit models.UnitCode, citizen Account) Account {
	switch {
	case st.Audience == models.ForHead:
		return o.Head()
	case st.Audience.Staff():
		return o.Clerk(unit)
	case citizen.Person == nil: // filed at the counter: the clerk speaks for him
		return o.Clerk(unit)
	}
	return citizen
}

// Decide takes a decision on a task, with whatever the outcome asks for. The
// name makes the decision's identifier.
func (o *Office) Decide(ctx context.Context, by Account, task models.TaskID, out models.Outcome, name string) (models.Recorded, error) {
	v := models.Verdict{ID: models.DecisionID(named("decision/" + name)), TaskID: task, Outcome: out}
	if out.Reasoned() {
		v.Note = reasons[out]
	}
	switch out {
	case models.Paid:
		v.Payment = &models.Payment{Kind: models.EParavolo, Code: paravolo(name)}
	case models.Answered:
		v.Note = "Επισυνάπτω τη συμπλήρωση."
	}
	return o.Store.For(by.Actor()).DecideTask(ctx, v)
}

var reasons = map[models.Outcome]string{
	models.Returned: "Το δικαιολογητικό δεν διαβάζεται· επισυνάψτε το ξανά, με όλες τις σελίδες.",
	models.SentBack: "Λείπει η αναφορά στη γνώμη της υπηρεσίας.",
	models.Rejected: "Δεν συντρέχουν οι προϋποθέσεις του νόμου.",
	models.Negative: "Η θέση δεν είναι κατάλληλη.",
}

// paravolo is twenty digits nobody has been given.
func paravolo(name string) string {
	n := rand.New(rand.NewPCG(seed(name), 1))
	return fmt.Sprintf("%010d%010d", n.IntN(1e10), n.IntN(1e10))
}

// card is the number of an identity card nobody has been given, the same for the
// same name.
func card(name string) string {
	return fmt.Sprintf("ΩΩ%06d", rand.New(rand.NewPCG(seed(name), 2)).IntN(1e6))
}

// seed makes the same number of the same name.
func seed(name string) (n uint64) {
	for _, b := range []byte(name) {
		n = n*1099511628211 + uint64(b)
	}
	return n
}

// unitOf is the unit that has the task with this ordinal.
func unitOf(st models.Stage, ordinal int, responsible models.UnitCode) models.UnitCode {
	if ordinal < len(st.Units) {
		return st.Units[ordinal]
	}
	return responsible
}

// forward is the outcome of a stage that leads on.
func forward(st models.Stage) models.Outcome {
	i := slices.IndexFunc(st.Outcomes, func(x models.Outcome) bool {
		return x != models.Returned && x != models.Rejected && x != models.SentBack && x != models.Negative && x != models.Lapsed
	})
	return st.Outcomes[max(i, 0)]
}
