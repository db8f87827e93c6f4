-- Who guesses at an account does not lock its owner out.

-- +goose Up
-- Browsers that have been in an account: their failures are counted apart.
CREATE TABLE login_devices (
    hash         bytea PRIMARY KEY, -- SHA-256 of the cookie; the cookie itself is never kept
    municipality int  NOT NULL REFERENCES municipalities,
    account      uuid NOT NULL REFERENCES accounts,
    used_at      timestamptz NOT NULL
);
CREATE INDEX login_devices_account ON login_devices (account, used_at);

-- Codes are counted, and replaced, by where they were asked for.
ALTER TABLE account_codes ADD COLUMN origin text NOT NULL DEFAULT '', -- keyed digest of a network or a device; empty: within a session
    ADD COLUMN by_device boolean NOT NULL DEFAULT false;              -- of its owner
