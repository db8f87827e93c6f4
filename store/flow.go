package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/thyrida/thyrida/models"
)

func flowPlace(state []byte) string { return fmt.Sprintf("login-flow/%x", state) }

// BeginFlow keeps what somebody needs who comes back from a provider. State and
// browser are hashes of what the provider and the browser will bring.
func (d Desk) BeginFlow(ctx context.Context, state, browser []byte, f models.LoginFlow, expires time.Time) error {
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return meaning("begin login", d.s.db.WithContext(ctx).Exec(`
		INSERT INTO login_flows (municipality, state, browser, provider, sealed, account, expires_at)
		VALUES (@municipality, @state, @browser, @provider, @sealed, CAST(nullif(@account, '') AS uuid), @expires)`,
		d.rights(args{"state": state, "browser": browser, "provider": f.Provider, "account": string(f.Account),
			"sealed": d.s.opts.Seal.Seal(string(body), flowPlace(state)), "expires": expires})).Error)
}

// TakeFlow gives what BeginFlow kept, once, to the browser that began. Errors:
// login-over.
func (d Desk) TakeFlow(ctx context.Context, provider string, state, browser []byte) (f models.LoginFlow, err error) {
	var sealed string
	err = d.s.db.WithContext(ctx).Raw(`DELETE FROM login_flows WHERE state = @state AND browser = @browser AND provider = @provider
		AND municipality = @municipality AND expires_at > @now RETURNING sealed`,
		d.rights(args{"state": state, "browser": browser, "provider": provider})).Row().Scan(&sealed)
	if isNoRows(err) {
		err = errLoginOver
	}
	if err != nil {
		return f, meaning("take up login", err)
	}
	body, err := d.s.opts.Seal.Open(sealed, flowPlace(state))
	if err != nil {
		return f, fmt.Errorf("take up login: %w", err)
	}
	return f, json.Unmarshal([]byte(body), &f)
}
