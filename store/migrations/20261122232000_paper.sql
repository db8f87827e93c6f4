-- What happens to a paper after it was filed: a newer version takes its place,
-- either side adds one, and who handles the case accepts or refuses it. Nothing
-- is taken away.

-- +goose Up
ALTER TABLE attachments
    ADD COLUMN replaced_by uuid REFERENCES attachments,      -- the version that counts instead
    ADD COLUMN internal    bool NOT NULL DEFAULT false,      -- for staff only
    ADD COLUMN staff       bool NOT NULL DEFAULT false,      -- put there by who works for the municipality
    ADD COLUMN added_at    timestamptz;                      -- null: with the submission

-- The newest word about a paper. Who spoke another before is in the audit.
CREATE TABLE paper_verdicts (
    attachment   uuid PRIMARY KEY REFERENCES attachments,
    municipality int  NOT NULL,
    case_id      uuid NOT NULL REFERENCES cases,
    verdict      text NOT NULL CHECK (verdict IN ('accepted', 'refused')),
    reason       text NOT NULL DEFAULT '', -- a code of the catalogue's list
    note         text NOT NULL DEFAULT '', -- in the clerk's own words
    actor        uuid REFERENCES accounts, -- null: the scanner
    at           timestamptz NOT NULL,
    CHECK (verdict <> 'refused' OR reason <> '' OR note <> '')
);
CREATE INDEX paper_verdicts_refused ON paper_verdicts (case_id) WHERE verdict = 'refused';
