package main

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
)

// signing makes the test authority, the seal and a key for each account that
// signs, and gives the authority that stamps times. Everything they sign says
// that it is not qualified. They are always kept in the state directory: test
// keys have no business among those of an installation.
func (d *dev) signing() (*stamps, error) {
	d.cfg.SigningDir = filepath.Join(d.cfg.StateDir, "signing")
	d.cfg.Portal = cmp.Or(d.cfg.Portal, portalOf(d.cfg.HTTPAddr))
	town, err := demo.New()
	if err != nil {
		return nil, err
	}
	var holders []sign.Holder
	for _, a := range town.Accounts {
		for _, g := range a.Grants {
			if g.Role == models.RoleSignatory {
				holders = append(holders, sign.Holder{Key: a.Email, Name: a.Name, Title: g.TitleEl})
				break
			}
		}
	}
	authority, err := keyring.Development(d.cfg.SigningDir, sign.Body{Name: town.Catalogue.Municipality.El}, holders, clock.System{}.Now())
	if err != nil {
		return nil, fmt.Errorf("make the test keys: %w", err)
	}
	tsa, err := sign.NewTSA(authority.Stamps, clock.System{}.Now)
	if err != nil {
		return nil, fmt.Errorf("open the test time-stamp authority: %w", err)
	}
	return &stamps{tsa: tsa}, nil
}

// portalOf is where people on this machine find what listens at an address.
func portalOf(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// stamps is the test authority for times, with a switch for tests of what
// happens while it is away.
type stamps struct {
	tsa  *sign.TSA
	away atomic.Bool
}

func (s *stamps) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.away.Load() {
		http.Error(w, "away", http.StatusServiceUnavailable)
		return
	}
	s.tsa.ServeHTTP(w, r)
}

// turn serves POST /dev/tsa?away=true and away=false.
func (s *stamps) turn(w http.ResponseWriter, r *http.Request) {
	away, err := strconv.ParseBool(r.URL.Query().Get("away"))
	if err != nil {
		http.Error(w, "away is true or false", http.StatusBadRequest)
		return
	}
	s.away.Store(away)
	w.WriteHeader(http.StatusNoContent)
}
