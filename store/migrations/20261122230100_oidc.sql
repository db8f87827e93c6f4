-- Logins by providers of identities: OpenID Connect, and the tax authority.

-- +goose Up
CREATE TABLE account_identities (
    municipality int  NOT NULL REFERENCES municipalities,
    issuer       text NOT NULL,
    subject      text NOT NULL, -- of a tax number its keyed digest
    account      uuid NOT NULL REFERENCES accounts,
    provider     text NOT NULL, -- its key in the configuration
    created_at   timestamptz NOT NULL,
    used_at      timestamptz NOT NULL,
    PRIMARY KEY (municipality, issuer, subject)
);
CREATE INDEX account_identities_account ON account_identities (account);

-- Somebody on his way to a provider and back.
CREATE TABLE login_flows (
    state        bytea PRIMARY KEY, -- SHA-256 of what the provider gives back
    browser      bytea NOT NULL,    -- SHA-256 of the cookie of who began
    municipality int  NOT NULL REFERENCES municipalities,
    provider     text NOT NULL,
    sealed       text NOT NULL,     -- nonce, PKCE verifier, where to return
    account      uuid REFERENCES accounts, -- who adds the provider to his account; null: a login
    expires_at   timestamptz NOT NULL
);
CREATE INDEX login_flows_age ON login_flows (expires_at);

-- A provider need not know an e-mail address: '' is none, and as many accounts
-- as you like have none.
ALTER TABLE accounts DROP CONSTRAINT accounts_email_key;
CREATE UNIQUE INDEX accounts_email ON accounts (email, (CASE WHEN email = '' THEN id END)) NULLS NOT DISTINCT;
