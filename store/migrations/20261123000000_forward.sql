-- Cases that are given to another unit or to another body, and those that came
-- from one.

-- +goose Up
ALTER TABLE tasks ADD COLUMN of_case bool NOT NULL DEFAULT false; -- its stage names no unit: the case's own has it, and may give it away
ALTER TABLE decisions
    ADD COLUMN to_unit      text,                     -- of forwarded
    ADD COLUMN to_body      text NOT NULL DEFAULT '', -- of handed-on: its name, and how to reach it
    ADD COLUMN body_email   text NOT NULL DEFAULT '',
    ADD COLUMN body_phone   text NOT NULL DEFAULT '',
    ADD COLUMN body_address text NOT NULL DEFAULT '',
    ADD CONSTRAINT decisions_to_unit_fkey FOREIGN KEY (municipality, to_unit) REFERENCES units (municipality, code),
    ADD CONSTRAINT decisions_away CHECK ((outcome = 'forwarded') = (to_unit IS NOT NULL) AND (outcome = 'handed-on') = (to_body <> ''));

-- submitted_at is when the request was filed, wherever that was, and never
-- changes. The legal term runs from competent_at when another body had it first.
ALTER TABLE cases
    ADD COLUMN from_body    text NOT NULL DEFAULT '',
    ADD COLUMN competent_at timestamptz, -- null: filed here
    ADD CONSTRAINT cases_arrived CHECK ((from_body <> '') = (competent_at IS NOT NULL) AND competent_at >= submitted_at);

-- Other bodies the municipality often hands cases on to.
CREATE TABLE bodies (
    municipality int  NOT NULL REFERENCES municipalities,
    code         text NOT NULL,
    name         text NOT NULL,
    email        text NOT NULL DEFAULT '',
    phone        text NOT NULL DEFAULT '',
    address      text NOT NULL DEFAULT '',
    ended_at     timestamptz, -- no longer offered
    PRIMARY KEY (municipality, code),
    CHECK (email <> '' OR phone <> '' OR address <> '')
);
