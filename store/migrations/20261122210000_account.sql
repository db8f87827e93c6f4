-- Accounts: one-time codes that prove an address, and how well a person is known.

-- +goose Up
ALTER TABLE persons ADD COLUMN level text NOT NULL DEFAULT 'A' CHECK (level IN ('A', 'B')); -- self-registered, identified

-- A code that was sent to an address, or pretended to be.
CREATE TABLE account_codes (
    id           uuid PRIMARY KEY, -- random: known to who asked
    municipality int  NOT NULL REFERENCES municipalities,
    purpose      text NOT NULL CHECK (purpose IN ('registration', 'password', 'email', 'mobile')),
    owner        text NOT NULL, -- an account or an address: a new code takes the place of its owner's old one
    account      uuid REFERENCES accounts, -- null: registration, or nobody has the address
    address      text NOT NULL, -- where the code goes
    former       text NOT NULL DEFAULT '', -- what the address took the place of
    language     text NOT NULL CHECK (language IN ('el', 'en')),
    digest       text NOT NULL, -- keyed, of identifier and code
    sealed       text NOT NULL, -- the code until it is sent
    body         text NOT NULL, -- sealed: what a registration says, until it ends
    attempts     int  NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz    -- used, replaced, or tried too often
);
CREATE INDEX account_codes_owner ON account_codes (purpose, owner) WHERE ended_at IS NULL;
CREATE INDEX account_codes_age ON account_codes (created_at);
CREATE INDEX account_codes_account ON account_codes (account) WHERE account IS NOT NULL;

-- A notice tells of a case, of the certificate of a key, or of a code.
ALTER TABLE notices ADD COLUMN code uuid REFERENCES account_codes ON DELETE CASCADE,
    DROP CONSTRAINT notices_about_check,
    ADD CONSTRAINT notices_about_check CHECK (num_nonnulls(case_id, certificate, code) = 1
        AND (certificate IS NULL OR account IS NOT NULL) AND (case_id IS NOT NULL OR visit = 0));
CREATE INDEX notices_code ON notices (code) WHERE code IS NOT NULL;
