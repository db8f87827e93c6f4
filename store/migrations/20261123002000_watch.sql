-- Who of the staff wants to be told how a case goes.

-- +goose Up
CREATE TABLE case_watches (
    case_id uuid        NOT NULL REFERENCES cases,
    account uuid        NOT NULL REFERENCES accounts,
    since   timestamptz NOT NULL,
    PRIMARY KEY (case_id, account)
);
CREATE INDEX case_watches_account ON case_watches (account, case_id);
