package api

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/models"
)

// Receipt is what the law asks a receipt to state (ν. 2690/1999 art. 12,
// ν. 4727/2020 art. 19).
type Receipt struct {
	Case         models.CaseID        `json:"case" format:"uuid"`
	Protocol     models.Entry         `json:"protocol" doc:"Number, year, and the time of entry, which is the time of the receipt."`
	Subject      string               `json:"subject" doc:"Title of the service."`
	Service      models.ServiceCode   `json:"service"`
	Applicant    string               `json:"applicant"`
	Behalf       *Representation      `json:"behalf,omitempty" doc:"Who applied for the applicant."`
	Channel      models.FilingChannel `json:"channel" enum:"portal,counter,phone,post,email"`
	Municipality string               `json:"municipality" doc:"The body addressed."`
	Unit         models.UnitCode      `json:"unit"`
	UnitName     string               `json:"unitName"`
	Papers       []Attachment         `json:"papers" nullable:"false"`
	PaperCount   int                  `json:"paperCount"`
	FiledAt      time.Time            `json:"filedAt" doc:"Earlier than the entry if it was filed with another body."`
	FromBody     string               `json:"fromBody,omitempty" doc:"That body."`
	Due          models.Due           `json:"due"`
	DueBasis     string               `json:"dueBasis" doc:"The provision that sets the legal term."`
	Remedy       ServiceRemedy        `json:"remedy"`
	Identity     string               `json:"identity,omitempty" doc:"Says that it waited, when it was filed, until whoever brought it is identified."`
}

type receiptOutput struct{ Body Receipt }

func (s *server) showReceipt(ctx context.Context, in *caseInput) (*receiptOutput, error) {
	of(ctx).Case = in.ID
	r, err := s.desk(ctx).Receipt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	service, err := s.service(ctx, r.Service, r.Version)
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	out := &receiptOutput{Body: Receipt{Case: r.CaseID, Protocol: r.Protocol, Subject: service.Title.In(lang), Service: r.Service,
		Applicant: r.Applicant, Behalf: showRepresentation(lang, r.Behalf, false), Channel: r.Channel, Municipality: nameIn(lang, r.Municipality.El, r.Municipality.En),
		Unit: r.Unit.Code, UnitName: nameIn(lang, r.Unit.El, r.Unit.En), Papers: s.showFiles(lang, service, r.Papers), PaperCount: len(r.Papers),
		FiledAt: r.FiledAt, FromBody: r.FromBody,
		Due: r.Due, DueBasis: service.Terms.Legal.Basis.In(lang), Remedy: showRemedy(lang, service)}}
	if r.Identify {
		out.Body.Identity = texts.word(lang, "waits-for-identity")
	}
	return out, nil
}
