package catalogue

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestEveryCertificateIsMadeByAPlanOfItsOwn(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for _, cert := range c.Certificates {
		s := cert.Process()
		p := s.Plan()
		drive(t, p)
		require.True(t, p.Decisive(StageStatements), cert.Code)
		require.Equal(t, models.ServiceCode(cert.Code), p.Service)
		require.Equal(t, cert.Version, p.Version)
		keys := []models.StageKey{StageStatements, StageSignature, StageIssue, StageDelivery}
		if cert.Mode == Seal {
			keys = []models.StageKey{StageStatements, StageIssue, StageDelivery}
		}
		require.Len(t, p.Stages, len(keys))
		for i, k := range keys {
			require.Equal(t, k, p.Stages[i].Key)
			for _, lang := range Languages {
				require.NotEmpty(t, c.Texts.StageLabel(lang, s, k))
				require.NotEmpty(t, c.Texts.StageState(lang, s, k))
				st, _ := s.Stage(k)
				for _, o := range st.Outcomes {
					require.NotEmpty(t, c.Texts.OutcomeText(lang, s, st.Key, o))
				}
			}
		}
		require.Empty(t, s.Form, "nobody fills in a form for it")
		require.Equal(t, models.ByPortal, s.DeliveryOf(nil))
		_, err := Composer{c.Texts}.Email(facts(c, models.EventGranted, func(f *models.NoticeFacts) { f.Stage = StageDelivery }), s)
		require.NoError(t, err)
	}
}

func TestThePlanOfASignedCertificate(t *testing.T) {
	t.Parallel()
	cert, _ := setup(t).Certificate("residence")
	one, two := models.Term{Days: 1, Working: true}, models.Term{Days: 2, Working: true}
	require.Equal(t, []models.Stage{
		{Key: "statements", Kind: models.KindTask, Audience: models.ForClerk,
			Outcomes: []models.Outcome{models.Done, models.Rejected}, Term: one, Escalate: two},
		{Key: "signature", Kind: models.KindTask, Audience: models.ForSigner,
			Outcomes: []models.Outcome{models.Signed, models.SentBack}, ReturnTo: "statements", FourEyes: "statements", Term: two, Escalate: one},
		{Key: "issue", Kind: models.KindIssue, Outcomes: []models.Outcome{models.Done}, ReturnTo: "signature"},
		{Key: "delivery", Kind: models.KindDeliver, Audience: models.ForClerk, Units: []models.UnitCode{"protocol"},
			Outcomes: []models.Outcome{models.Delivered}, Term: one, Escalate: two},
	}, cert.Process().Plan().Stages)
}

func TestAServiceWithACertificateWaitsUntilItIsMade(t *testing.T) {
	t.Parallel()
	c, n := setup(t), 0
	for _, s := range c.Services {
		if s.Certificate == "" {
			require.NotContains(t, s.Delivery, models.ByEmail)
			continue
		}
		n++
		p := s.Plan()
		require.Equal(t, models.Stage{Key: "certificate", Kind: models.KindMake, Audience: models.ForMachine,
			Outcomes: []models.Outcome{models.Done, models.SentBack}, ReturnTo: "review", Makes: s.Certificate}, p.Stages[len(p.Stages)-1])
		pos, over := p.After(models.Position{Stage: "certificate"}, models.SentBack)
		require.Equal(t, models.Position{Stage: "review"}, pos)
		require.Empty(t, over)
	}
	require.Equal(t, 12, n)
}

func TestTheQuestionOfDeliveryOffersWhatTheServiceOffers(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for code, want := range map[models.ServiceCode][]string{
		"residence-certificate":   {"portal", "email", "post"},
		"municipal-tax-clearance": {"portal", "email"},
		"civil-marriage-licence":  {"portal", "post"},
	} {
		s, _ := c.Service(code)
		f, ok := s.Field(DeliveryField)
		require.True(t, ok)
		require.Equal(t, want, f.values())
		_, street := s.Field("post-street")
		require.Equal(t, len(want) == 3 || want[1] == "post", street)
		require.Equal(t, models.Delivery(want[1]), s.DeliveryOf(map[string]any{"delivery": want[1]}))
	}
	s, _ := c.Service("municipal-tax-clearance")
	form, slots, err := s.Example(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	form["delivery"] = "post"
	_, faults := s.Validate(form, slots, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	require.Equal(t, []models.FieldFault{{Field: "form.delivery", Code: faultNotAChoice}}, faults)
}

func TestABookReadsServicesAndCertificatesOnce(t *testing.T) {
	t.Parallel()
	c := setup(t)
	shelf, reads := map[models.PlanRef]models.Published{}, 0
	for _, p := range c.Published() {
		shelf[models.PlanRef{Service: p.Service, Version: p.Version}] = p
	}
	require.Len(t, shelf, len(c.Services)+len(c.Certificates)+1)
	away := errors.New("away")
	b := NewBook(func(_ context.Context, r models.PlanRef) (models.Published, error) {
		reads++
		p, ok := shelf[r]
		if !ok {
			return p, away
		}
		return p, nil
	})
	ctx := t.Context()
	residence := models.PlanRef{Service: "residence", Version: 1}
	for range 2 {
		s, err := b.Service(ctx, residence)
		require.NoError(t, err)
		require.Equal(t, StageStatements, s.Plan().First().Stage)
		cert, err := b.Certificate(ctx, residence)
		require.NoError(t, err)
		require.Equal(t, models.CertificateCode("residence"), cert.Code)
	}
	require.Equal(t, 1, reads)
	_, err := b.Certificate(ctx, models.PlanRef{Service: "residence-certificate", Version: 2})
	require.ErrorContains(t, err, "it is a service")
	_, err = b.Certificate(ctx, models.PlanRef{Service: "nothing", Version: 1})
	require.ErrorIs(t, err, away)
	for _, p := range []models.Published{{Kind: models.KindCertificate, Definition: []byte(`{}`)}, {Kind: "letter"}, {Kind: models.KindApplication}} {
		_, err := Read(p)
		require.Error(t, err)
	}
}
