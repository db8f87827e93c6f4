package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/demo"
)

// people are those who play: citizens who file, clerks who review, heads who
// approve. They come with sessions, because hashing their passwords is not
// what is measured.
type people struct {
	citizens, clerks, heads []visitor
	protocol                visitor
}

// accounts are those of the citizens: what they filed is the bench's.
func (p people) accounts() (out []string) {
	for _, v := range p.citizens {
		out = append(out, v.account)
	}
	return out
}

// unit is who answers for the service that is driven.
const unit = "municipal-police"

// invite writes the people into the database.
func (h *house) invite(ctx context.Context, citizens, staff int) (p people, err error) {
	for i := range citizens {
		v, err := h.welcome(ctx, fmt.Sprintf("bench-citizen-%d@example.org", i), fmt.Sprintf("+3069009%05d", i), "", "")
		if err != nil {
			return p, err
		}
		p.citizens = append(p.citizens, v)
	}
	for i := range staff {
		for role, to := range map[string]*[]visitor{"clerk": &p.clerks, "head": &p.heads} {
			v, err := h.welcome(ctx, fmt.Sprintf("bench-%s-%d@example.org", role, i), "", role, unit)
			if err != nil {
				return p, err
			}
			*to = append(*to, v)
		}
	}
	p.protocol, err = h.welcome(ctx, "bench-protocol@example.org", "", "protocol", "")
	return p, err
}

// welcome makes one account with a session, a person if it has a mobile, and a
// grant if it has a role.
func (h *house) welcome(ctx context.Context, email, mobile, role, unit string) (visitor, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	v := visitor{account: uuid.Must(uuid.NewV7()).String(), token: base64.RawURLEncoding.EncodeToString(secret)}
	if mobile != "" {
		v.person = uuid.Must(uuid.NewV7()).String()
	}
	hash := sha256.Sum256([]byte(v.token))
	_, err := h.db.Exec(ctx, `
		WITH p AS (
			INSERT INTO persons (id, municipality, kind, name, father_name, email, mobile, created_at)
			SELECT $2::uuid, $3, 'natural', 'Δοκιμή Μετρήσεων', 'Άγνωστος', $4, $5, now() WHERE $5 <> ''),
		a AS (
			INSERT INTO accounts (id, municipality, email, name, password_hash, person, created_at)
			VALUES ($1, $3, $4, 'Δοκιμή Μετρήσεων', '', $2::uuid, now())),
		g AS (
			INSERT INTO role_grants (id, municipality, account, role, unit, valid_from, source, granted_at)
			SELECT gen_random_uuid(), $3, $1, $6, nullif($7, ''), now() - interval '1 day', 'bench', now() WHERE $6 <> '')
		INSERT INTO sessions (token_hash, municipality, account, created_at, expires_at)
		VALUES ($8, $3, $1, now(), now() + interval '1 day')`,
		v.account, null(v.person), int(demo.Municipality), email, mobile, role, unit, hash[:])
	if err != nil {
		return v, fmt.Errorf("invite %s: %w", email, err)
	}
	return v, nil
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// session logs an account in.
func (h *house) session(ctx context.Context, account string) (visitor, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	v := visitor{account: account, token: base64.RawURLEncoding.EncodeToString(secret)}
	hash := sha256.Sum256([]byte(v.token))
	_, err := h.db.Exec(ctx, `INSERT INTO sessions (token_hash, municipality, account, created_at, expires_at)
		VALUES ($1, $2, $3, now(), now() + interval '1 day')`, hash[:], int(demo.Municipality), account)
	return v, err
}
