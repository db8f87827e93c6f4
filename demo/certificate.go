package demo

import (
	"context"
	"fmt"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/catalogue/certprint"
	"github.com/thyrida/thyrida/models"
)

// Mayor is who signs in her own right.
func (t *Town) Mayor() Account { return t.Account("mayor@example.org") }

// Confirm writes the record of a certificate as a clerk reads it in the
// registers: the template's sample, all of it invented. It gives the record's
// hash, by which whoever decides says what he saw.
func (o *Office) Confirm(ctx context.Context, by Account, id models.CaseID) (models.SHA256, error) {
	desk := o.Store.For(by.Actor())
	r, err := desk.Record(ctx, id)
	if err != nil {
		return "", err
	}
	cert, ok := o.Catalogue.Certificate(r.Template)
	if !ok {
		return "", fmt.Errorf("no certificate %s in the catalogue", r.Template)
	}
	sample, err := certprint.SampleFacts(o.Catalogue, cert, catalogue.Greek)
	if err != nil {
		return "", err
	}
	for i := range sample.Statements {
		sample.Statements[i].By = by.ID()
	}
	_, published := cert.Definition()
	r.Statements, r.Language = sample.Statements, catalogue.Greek
	r.SHA256 = cert.DataHash(r.Statements, r.Language, models.SHA256(published))
	_, err = desk.WriteRecord(ctx, r)
	return r.SHA256, err
}

// Sign decides that a certificate is signed with the key on the server.
func (o *Office) Sign(ctx context.Context, by Account, task models.TaskID, seen models.SHA256, name string) (models.Recorded, error) {
	return o.Store.For(by.Actor()).DecideTask(ctx, models.Verdict{ID: models.DecisionID(named("decision/" + name)), TaskID: task,
		Outcome: models.Signed, Seen: seen, Signing: &models.Signing{Way: models.WayServer}})
}

// Attest ends the statements of a certificate: they may be signed or sealed.
func (o *Office) Attest(ctx context.Context, by Account, task models.TaskID, seen models.SHA256, name string) (models.Recorded, error) {
	return o.Store.For(by.Actor()).DecideTask(ctx, models.Verdict{ID: models.DecisionID(named("decision/" + name)), TaskID: task,
		Outcome: models.Done, Seen: seen})
}
