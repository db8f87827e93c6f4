-- What doctor found when it last examined the house, for the administrator's
-- page: the worker writes it every hour, whoever of several does.

-- +goose Up
CREATE TABLE examinations (
    municipality int PRIMARY KEY REFERENCES municipalities,
    begun_at     timestamptz, -- the last that went through to its end; null: none has
    ended_at     timestamptz,
    failed_at    timestamptz, -- one since then that did not
    failed_code  text NOT NULL DEFAULT '',
    CHECK ((begun_at IS NULL) = (ended_at IS NULL) AND (failed_at IS NULL) = (failed_code = ''))
);
CREATE TABLE complaints (
    municipality int  NOT NULL REFERENCES examinations,
    code         text NOT NULL,
    subject      text NOT NULL, -- what it is about, the same every time it is found: a case, a file, a book
    case_id      uuid, -- perhaps of no case that there is
    detail       text NOT NULL, -- identifiers and counts only
    since        timestamptz NOT NULL, -- when it was found first
    PRIMARY KEY (municipality, code, subject)
);
