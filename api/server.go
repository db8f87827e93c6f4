package api

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/internal/oidc"
	"github.com/thyrida/thyrida/internal/sms"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Deps are what the interface needs of the house.
type Deps struct {
	Store        *store.Store
	Blob         *blob.Store
	Clock        clock.Clock
	Calendar     *calendar.Calendar
	Relay        Relay
	Log          *slog.Logger         // slog.Default() if nil
	Metrics      *prometheus.Registry // its own if nil
	Municipality models.Municipality
	Texts        catalogue.Texts  // those that ship with the program if nil
	Password     *argon2id.Params // Passwords if nil; tests take cheap ones
	Portal       string           // address of the portal, for QR codes on papers: https://host; none if empty
	Proxies      []string         // addresses whose X-Forwarded-For is believed; none if empty
	Scanner      Scanner          // for viruses; nothing is scanned if nil
	SMSStatus    *sms.Callback    // what Twilio says of messages; not received if nil
	Dev          http.Handler     // serves /dev/*; nil outside development
	StaffTOTP    TOTPRule         // TOTPOptional if empty
	Providers    []*oidc.Provider // of identities; none if empty

	// Roots are the certificates under which signatures are trusted, read anew
	// for every file; nil: files are only compared byte for byte.
	Roots func() (*x509.CertPool, error)
}

// Relay is what the interface needs of Temporal.
type Relay interface {
	// Deliver hands over one message of the outbox now. An error means that the
	// worker's relay will do it later.
	Deliver(ctx context.Context, outbox int64) error
	// Progress is what the workflow of a case says of itself.
	Progress(ctx context.Context, c models.CaseID) (models.Progress, error)
	// Ready says whether Temporal answers.
	Ready(ctx context.Context) error
}

// server is the running interface.
type server struct {
	Deps
	api    huma.API
	logins *gate
	door   *doorman // of the public check
	meters *meters
	intake *intake.Gate
	shelf  sync.Map // models.PlanRef → *catalogue.Service: published services never change
	units  atomic.Pointer[units]
	times  sync.Map // models.ServiceCode → timesKept
	dummy  string   // a password hash that belongs to nobody

	// Of the pages.
	origins      *http.CrossOriginProtection
	paths        map[string]bool // that can be read
	municipality atomic.Pointer[kept]
	live         live
}

// New makes the handler of everything the interface serves.
func New(d Deps) (http.Handler, error) {
	_, router, err := build(d)
	return router, err
}

func build(d Deps) (*server, *gin.Engine, error) {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Metrics == nil {
		d.Metrics = prometheus.NewRegistry()
	}
	if d.StaffTOTP == "" {
		d.StaffTOTP = TOTPOptional
	}
	if d.Password == nil {
		d.Password = Passwords
	}
	if d.Texts == nil {
		c, err := catalogue.Shipped()
		if err != nil {
			return nil, nil, err
		}
		d.Texts = c.Texts
	}
	s := &server{Deps: d, logins: newGate(d.Clock), door: newDoorman(newGate(d.Clock)), meters: newMeters(d.Metrics),
		intake: intake.New(intake.Default())}
	if err := d.Metrics.Register(lost{d.Store, d.Clock}); err != nil {
		return nil, nil, err
	}
	dummy, err := argon2id.CreateHash("nobody has this password", d.Password)
	if err != nil {
		return nil, nil, err
	}
	s.dummy = dummy

	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.RedirectTrailingSlash, r.HandleMethodNotAllowed = false, true
	r.MaxMultipartMemory = 1 << 20
	if err := r.SetTrustedProxies(d.Proxies); err != nil {
		return nil, nil, err
	}
	r.Use(s.begin, s.logged, s.recovered, s.bounded, s.headers)
	r.NoRoute(func(c *gin.Context) { s.refuse(c, fault404) })
	r.NoMethod(func(c *gin.Context) { s.refuse(c, fault405) })

	s.api = humagin.New(r, document())
	s.api.UseMiddleware(s.authenticated, s.once)
	s.routes()
	openapi, err := json.Marshal(s.api.OpenAPI())
	if err != nil {
		return nil, nil, err
	}
	r.GET("/openapi.json", func(c *gin.Context) { c.Data(http.StatusOK, "application/openapi+json", openapi) })
	s.verifyPages(r)
	s.linkPages(r)
	s.loginPages(r)
	r.GET("/healthz", s.healthz)
	r.GET("/readyz", s.readyz)
	if d.SMSStatus != nil {
		r.POST(SMSStatusPath, s.smsStatus)
	}
	r.GET("/metrics", gin.WrapH(s.meters.handler(d.Metrics)))
	if d.Dev != nil {
		r.Any("/dev/*path", gin.WrapH(d.Dev))
	}
	return s, r, s.pageRoutes(r)
}

// HTTP is a server with the time limits this interface is made for: headers
// come at once, bodies as their operation allows, answers within two minutes.
// Streams of events have none; they end when it shuts down.
func HTTP(addr string, h http.Handler) *http.Server {
	over := make(chan struct{})
	s := &http.Server{
		BaseContext:       func(net.Listener) context.Context { return context.WithValue(context.Background(), closingKey{}, over) },
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      3 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
	s.RegisterOnShutdown(sync.OnceFunc(func() { close(over) }))
	return s
}
