-- Identification: where it happens, who asked for it, and what was shown.

-- +goose Up
ALTER TABLE units ADD COLUMN point bool NOT NULL DEFAULT false, -- people are identified here
    ADD COLUMN address_el text NOT NULL DEFAULT '',
    ADD COLUMN address_en text NOT NULL DEFAULT '',
    ADD COLUMN hours_el text NOT NULL DEFAULT '',
    ADD COLUMN hours_en text NOT NULL DEFAULT '';

-- The code by which an officer finds the case of kind identity.
CREATE TABLE identity_requests (
    case_id      uuid PRIMARY KEY REFERENCES cases,
    municipality int  NOT NULL REFERENCES municipalities,
    code         text NOT NULL,
    UNIQUE (municipality, code)
);

-- Every proof of who somebody is; the newest raised his level or repeats it.
CREATE TABLE identifications (
    id            uuid PRIMARY KEY, -- UUIDv7
    municipality  int  NOT NULL REFERENCES municipalities,
    person        uuid NOT NULL REFERENCES persons,
    way           text NOT NULL CHECK (way IN ('point', 'counter', 'taxisnet')),
    case_id       uuid REFERENCES cases,       -- the request, or the application at the counter
    document      text NOT NULL DEFAULT '',    -- kind, of identity.yaml
    number_sealed text,                        -- bound to this row
    number_hash   text,                        -- keyed: the same document is found without opening it
    expires_on    date,
    unit          text NOT NULL DEFAULT '',
    officer       uuid REFERENCES accounts,
    at            timestamptz NOT NULL,
    CHECK (way = 'taxisnet' OR document <> '' AND number_sealed IS NOT NULL AND number_hash IS NOT NULL
        AND unit <> '' AND officer IS NOT NULL AND case_id IS NOT NULL)
);
CREATE INDEX identifications_person ON identifications (person, at);
CREATE INDEX identifications_number ON identifications (municipality, document, number_hash) WHERE number_hash IS NOT NULL;
CREATE TRIGGER identifications_kept BEFORE DELETE ON identifications FOR EACH ROW EXECUTE FUNCTION row_is_final();
