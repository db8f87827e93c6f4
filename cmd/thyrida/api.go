package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/config"
	"github.com/thyrida/thyrida/internal/oidc"
	"github.com/thyrida/thyrida/internal/sms"
	"github.com/thyrida/thyrida/models"
)

// apiCommand serves the interface until it is told to stop.
func apiCommand(ctx context.Context, _ []string) error {
	h, c, err := openWithTemporal(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	defer c.Close()
	scanner, err := h.scanner()
	if err != nil {
		return err
	}
	var status *sms.Callback
	if at := h.cfg.SMSStatusURL(api.SMSStatusPath); at != "" {
		status = sms.NewCallback(at, string(h.cfg.TwilioToken))
	}
	providers, err := oidc.Load(h.cfg.OIDCFile, h.cfg.Portal, h.clock)
	if err != nil {
		return err
	}
	handler, err := api.New(api.Deps{Store: h.store, Scanner: scanner, Blob: h.blobs, Clock: h.clock, Calendar: h.calendar,
		Relay: h.relay(c), Log: slog.Default(), Municipality: models.Municipality(h.cfg.Municipality), Portal: h.cfg.Portal,
		Roots: h.keys.Roots, SMSStatus: status, Dev: devPages(h.cfg), Proxies: h.cfg.Proxies, StaffTOTP: api.TOTPRule(h.cfg.StaffTOTP), Providers: providers})
	if err != nil {
		return err
	}
	return serve(ctx, api.HTTP(h.cfg.HTTPAddr, handler))
}

// devPages passes /dev/* on to the development mailbox; nil outside dev.
func devPages(cfg config.Config) http.Handler {
	u, err := url.Parse(cfg.DevURL)
	if cfg.DevURL == "" || err != nil {
		return nil
	}
	return httputil.NewSingleHostReverseProxy(u)
}

// serve runs a server until ctx ends, and lets what it is doing end.
func serve(ctx context.Context, s *http.Server) error {
	ended := make(chan error, 1)
	go func() { ended <- s.ListenAndServe() }()
	slog.Info("serving", "addr", s.Addr)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := s.Shutdown(grace); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
