-- Ways to log in that their holder sees and removes, and is told of.

-- +goose Up
ALTER TABLE account_identities ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN label_el text NOT NULL DEFAULT '', -- of the provider, as it was called when it last spoke
    ADD COLUMN label_en text NOT NULL DEFAULT '',
    ADD COLUMN added boolean NOT NULL DEFAULT false, -- from a session; else it made the account, or the house found the account by it
    ADD COLUMN removed_at timestamptz;               -- opens nothing until it is added again
UPDATE account_identities i SET added = true FROM accounts a WHERE a.id = i.account AND a.person IS NOT NULL AND i.created_at > a.created_at;

ALTER TABLE notices ADD COLUMN login_way uuid REFERENCES account_identities (id) ON DELETE CASCADE,
    DROP CONSTRAINT notices_about_check,
    ADD CONSTRAINT notices_about_check CHECK (num_nonnulls(case_id, certificate, code, absence, login_way) = 1
        AND (account IS NOT NULL OR num_nonnulls(certificate, absence, login_way) = 0) AND (case_id IS NOT NULL OR visit = 0));
