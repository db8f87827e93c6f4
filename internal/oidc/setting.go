// Package oidc logs people in by somebody who knows them already: a provider
// of OpenID Connect, or the tax authority (ΓΓΠΣ), whose OAuth 2.0 is older
// than OpenID Connect and has an answer of its own.
package oidc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/internal/clock"
)

// Kinds of providers, and whom they know.
const (
	OpenID = "openid"
	GSIS   = "gsis"

	Staff   = "staff"
	Citizen = "citizen"
)

// Setting is one provider as an installation describes it.
type Setting struct {
	Key      string `json:"key"`      // in addresses: a-z, 0-9 and -
	Kind     string `json:"kind"`     // openid or gsis
	Audience string `json:"audience"` // staff or citizen
	LabelEl  string `json:"labelEl"`  // on the button
	LabelEn  string `json:"labelEn"`
	Issuer   string `json:"issuer"` // openid: as the provider calls itself; gsis: the server, …/oauth2server

	ClientID         string `json:"clientId"`
	ClientSecretFile string `json:"clientSecretFile"` // beside the file of settings, unless absolute; none for a public client

	Scopes       []string `json:"scopes,omitempty"`       // openid: beside "openid"; profile and email if none
	Level        string   `json:"level,omitempty"`        // of citizens: A or B; gsis is always B
	SecondFactor bool     `json:"secondFactor,omitempty"` // the provider asks for one itself, so the house does not
	Roles        []Rule   `json:"roles,omitempty"`        // of staff
}

// Rule gives a role to whoever has a value among those of a claim. Claim may
// be a path: realm_access.roles.
type Rule struct {
	Claim string `json:"claim"`
	Value string `json:"value"`
	Role  string `json:"role"`
	Unit  string `json:"unit,omitempty"`
}

// unitRoles says which roles can be mapped, and whether they are of a unit. A
// signatory's title is the administrator's to write.
var unitRoles = map[string]bool{"clerk": true, "head": true, "protocol": false, "manager": false, "admin": false}

var keyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,30}$`)

// Load reads the file of settings; an empty path is no providers. The portal is
// where people come back to. Nothing is asked of a provider yet. The error
// lists every fault.
func Load(path, portal string, c clock.Clock) ([]*Provider, error) {
	if path == "" {
		return nil, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read providers of identities: %w", err)
	}
	var all []Setting
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("read providers of identities in %s: %w", path, err)
	}
	var out []*Provider
	var faults []error
	if portal == "" {
		faults = append(faults, errors.New("THYRIDA_PORTAL is not set: providers send people back to it"))
	}
	seen := map[string]bool{}
	for i, s := range all {
		err := s.check()
		if seen[s.Key] {
			err = errors.Join(err, errors.New("key is another's"))
		}
		seen[s.Key] = true
		p := New(s, "", portal, c)
		if s.ClientSecretFile != "" && err == nil {
			p.secret, err = readSecret(filepath.Dir(path), s.ClientSecretFile)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("provider %d (%s): %w", i+1, s.Key, err))
			continue
		}
		out = append(out, p)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("providers of identities in %s: %w", path, err)
	}
	return out, nil
}

func readSecret(dir, name string) (string, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	b, err := os.ReadFile(name)
	if s := strings.TrimSpace(string(b)); err != nil || s != "" {
		return s, err
	}
	return "", fmt.Errorf("%s is empty", name)
}

// check names every fault of a setting.
func (s Setting) check() error {
	var faults []error
	wrong := func(bad bool, what string) {
		if bad {
			faults = append(faults, errors.New(what))
		}
	}
	wrong(!keyForm.MatchString(s.Key), "key is not of a-z, 0-9 and -")
	wrong(s.Kind != OpenID && s.Kind != GSIS, "kind is neither openid nor gsis")
	wrong(s.Audience != Staff && s.Audience != Citizen, "audience is neither staff nor citizen")
	wrong(s.Kind == GSIS && s.Audience != Citizen, "gsis knows citizens only")
	wrong(s.Kind == GSIS && s.ClientSecretFile == "", "clientSecretFile is missing")
	wrong(s.LabelEl == "" || s.LabelEn == "", "labelEl or labelEn is missing")
	wrong(s.ClientID == "", "clientId is missing")
	wrong(!safe(s.Issuer), "issuer is not of the form https://host/path (http only on loopback)")
	wrong(!slices.Contains([]string{"", "A", "B"}, s.Level), "level is neither A nor B")
	wrong(s.Kind == GSIS && s.Level == "A", "gsis gives level B")
	wrong(s.Level != "" && s.Audience == Staff, "level is for citizens")
	wrong(len(s.Roles) > 0 && s.Audience != Staff, "roles are for staff")
	for _, r := range s.Roles {
		ofUnit, known := unitRoles[r.Role]
		wrong(!known, fmt.Sprintf("role %q cannot be mapped", r.Role))
		wrong(known && ofUnit != (r.Unit != ""), fmt.Sprintf("role %s and unit %q do not go together", r.Role, r.Unit))
		wrong(r.Claim == "" || r.Value == "", fmt.Sprintf("the rule for role %q lacks claim or value", r.Role))
	}
	return errors.Join(faults...)
}

// safe says whether secrets may travel to an address.
func safe(at string) bool {
	u, err := url.Parse(at)
	if err != nil || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
