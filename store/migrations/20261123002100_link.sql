-- Cases that have to do with each other: one row a pair.

-- +goose Up
CREATE TABLE case_links (
    from_case    uuid        NOT NULL REFERENCES cases,
    to_case      uuid        NOT NULL REFERENCES cases,
    municipality int         NOT NULL REFERENCES municipalities,
    kind         text        NOT NULL CHECK (kind IN ('same-matter', 'duplicate', 'follow-up', 'answers')),
    account      uuid        NOT NULL REFERENCES accounts, -- who linked them
    at           timestamptz NOT NULL,
    PRIMARY KEY (from_case, to_case),
    CHECK (from_case <> to_case)
);
CREATE UNIQUE INDEX case_links_pair ON case_links (least(from_case, to_case), greatest(from_case, to_case));
CREATE INDEX case_links_to ON case_links (to_case);
