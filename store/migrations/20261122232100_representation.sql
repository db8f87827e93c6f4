-- Who applies for whom: the applicant is whom the case is about, the
-- representative speaks for him, reads what is said to him and is told.

-- +goose Up
ALTER TABLE cases ADD COLUMN representative uuid REFERENCES persons; -- null: the applicant speaks for himself
CREATE INDEX cases_representative ON cases (representative, submitted_at DESC, id DESC) WHERE representative IS NOT NULL;

CREATE TABLE representations (
    case_id        uuid PRIMARY KEY REFERENCES cases,
    municipality   int  NOT NULL,
    applicant      uuid NOT NULL REFERENCES persons,
    representative uuid NOT NULL REFERENCES persons,
    kind           text NOT NULL CHECK (kind IN ('minor', 'authorisation', 'organisation', 'guardian')),
    capacity       text NOT NULL DEFAULT '', -- as it is printed: «μητέρα», «νόμιμος εκπρόσωπος»
    born_on        date,                     -- of a minor
    proof          uuid REFERENCES attachments,
    at             timestamptz NOT NULL,
    CHECK ((kind = 'minor') = (born_on IS NOT NULL)),
    CHECK (applicant <> representative)
);
