-- A second factor for staff, and what keeps guessing slow.

-- +goose Up
CREATE TABLE second_factors (
    account      uuid PRIMARY KEY REFERENCES accounts,
    municipality int  NOT NULL REFERENCES municipalities,
    secret       text NOT NULL,            -- sealed
    last_step    bigint NOT NULL DEFAULT 0, -- of 30 s since 1970: no code of it or before it counts again
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz               -- null: the owner has not shown a first code yet
);

CREATE TABLE recovery_codes (
    account uuid NOT NULL REFERENCES second_factors ON DELETE CASCADE,
    digest  text NOT NULL, -- keyed, of account and code
    used_at timestamptz,
    PRIMARY KEY (account, digest)
);

-- How a session began.
ALTER TABLE sessions ADD COLUMN second_factor boolean NOT NULL DEFAULT false, -- it was shown one
    ADD COLUMN provider text NOT NULL DEFAULT '';                             -- who vouched for its holder; empty: a password

-- Attempts to log in that have not ended well. Whoever tries an address is
-- counted whether or not an account has it.
CREATE TABLE login_attempts (
    who      text PRIMARY KEY, -- keyed digest of an e-mail address or of a network address
    failures int  NOT NULL,
    last_at  timestamptz NOT NULL,
    until    timestamptz NOT NULL -- no attempt before
);
CREATE INDEX login_attempts_age ON login_attempts (last_at);

-- A login half done: the password was right or a provider has vouched, and the
-- session is not open yet.
CREATE TABLE login_tickets (
    hash          bytea PRIMARY KEY, -- SHA-256; the ticket itself is never kept
    municipality  int  NOT NULL REFERENCES municipalities,
    account       uuid NOT NULL REFERENCES accounts,
    provider      text NOT NULL DEFAULT '',
    second_factor boolean NOT NULL DEFAULT false, -- the provider has asked for one
    expires_at    timestamptz NOT NULL
);
CREATE INDEX login_tickets_account ON login_tickets (account);
