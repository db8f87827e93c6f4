package oidc

import (
	"context"
	"crypto/subtle"
	"fmt"
	"maps"
	"strings"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// holder reads whom an ID token is about: signed by this provider, for this
// client, in force, and for this login.
func (p *Provider) holder(ctx context.Context, token *oauth2.Token, nonce string) (Identity, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, fmt.Errorf("%w: it lacks an ID token", ErrAnswer)
	}
	remote, err := p.discovered(ctx)
	if err != nil {
		return Identity{}, err
	}
	id, err := remote.VerifierContext(ctx, &gooidc.Config{ClientID: p.ClientID, Now: p.clock.Now}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: ID token: %w", ErrAnswer, err)
	}
	if nonce == "" || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return Identity{}, fmt.Errorf("%w: the ID token is of another login", ErrAnswer)
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("%w: claims: %w", ErrAnswer, err)
	}
	if remote.UserInfoEndpoint() != "" {
		info, err := remote.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return Identity{}, fmt.Errorf("%w: userinfo: %w", away(err), err)
		}
		var more map[string]any
		if err := info.Claims(&more); err != nil || info.Subject != id.Subject {
			return Identity{}, fmt.Errorf("%w: userinfo is of somebody else", ErrAnswer)
		}
		maps.Copy(more, claims) // what is signed comes first
		claims = more
	}
	return p.read(id.Issuer, id.Subject, claims), nil
}

// read takes from claims what the house wants to know.
func (p *Provider) read(issuer, subject string, claims map[string]any) Identity {
	out := Identity{Issuer: issuer, Subject: subject, Name: word(claims, "name")}
	if out.Name == "" {
		out.Name = strings.TrimSpace(word(claims, "given_name") + " " + word(claims, "family_name"))
	}
	if v := claims["email_verified"]; v == true || v == "true" {
		out.Email = word(claims, "email")
	}
	if out.Name == "" {
		out.Name = word(claims, "preferred_username")
	}
	switch locale := strings.ToLower(word(claims, "locale")); {
	case strings.HasPrefix(locale, "el"):
		out.Language = "el"
	case strings.HasPrefix(locale, "en"):
		out.Language = "en"
	}
	for _, r := range p.Roles {
		if has(claims, r.Claim, r.Value) {
			out.Roles = append(out.Roles, r)
		}
	}
	return out
}

func word(claims map[string]any, name string) string {
	s, _ := claims[name].(string)
	return strings.Join(strings.Fields(s), " ")
}

// has says whether a claim is the value, or a list that holds it. A claim that
// is not there under its name is looked for along the dots.
func has(claims map[string]any, name, value string) bool {
	switch v := claims[name].(type) {
	case string:
		return v == value
	case []any:
		for _, each := range v {
			if each == value {
				return true
			}
		}
		return false
	}
	first, rest, path := strings.Cut(name, ".")
	inner, ok := claims[first].(map[string]any)
	return path && ok && has(inner, rest, value)
}
