-- The house: municipality, units, people, accounts and the catalogue.
-- Every table carries the municipality it belongs to. Times come from the
-- program's clock, never from the server's, so that a moved clock moves all.

-- +goose Up
CREATE TABLE municipalities (
    id       int  PRIMARY KEY, -- Kallikratis code
    el       text NOT NULL,
    en       text NOT NULL,
    short_el text NOT NULL,    -- for SMS
    phone    text NOT NULL,
    email    text NOT NULL,
    address  text NOT NULL,
    local_holiday text NOT NULL DEFAULT '' -- MM-DD of the patron saint: the offices are closed
);

CREATE TABLE persons (
    id           uuid PRIMARY KEY,
    municipality int  NOT NULL REFERENCES municipalities,
    kind         text NOT NULL CHECK (kind IN ('natural', 'organisation')),
    name         text NOT NULL,              -- given and family name, or the organisation's
    father_name  text NOT NULL DEFAULT '',   -- may truly be missing: «ΑΝΕΥ ΠΑΤΡΟΣ»
    email        text NOT NULL DEFAULT '',
    mobile       text NOT NULL DEFAULT '',   -- E.164
    address      text NOT NULL DEFAULT '',
    postcode     text NOT NULL DEFAULT '',
    language     text NOT NULL DEFAULT 'el' CHECK (language IN ('el', 'en')),
    afm_sealed   text,
    afm_hash     text,                       -- keyed: equal numbers are found without opening them
    created_at   timestamptz NOT NULL
);
CREATE INDEX persons_afm ON persons (municipality, afm_hash) WHERE afm_hash IS NOT NULL;

CREATE TABLE accounts (
    id            uuid PRIMARY KEY,
    municipality  int  NOT NULL REFERENCES municipalities,
    email         text NOT NULL CHECK (email = lower(email)),
    name          text NOT NULL,
    phone         text NOT NULL DEFAULT '',
    password_hash text NOT NULL,
    person        uuid REFERENCES persons,
    language      text NOT NULL DEFAULT 'el' CHECK (language IN ('el', 'en')),
    created_at    timestamptz NOT NULL,
    disabled_at   timestamptz,
    UNIQUE (email)
);
CREATE INDEX accounts_person ON accounts (person) WHERE person IS NOT NULL;

CREATE TABLE units (
    municipality int  NOT NULL REFERENCES municipalities,
    code         text NOT NULL,
    el           text NOT NULL,
    en           text NOT NULL,
    phone        text NOT NULL,
    email        text NOT NULL,
    contact      uuid REFERENCES accounts, -- who answers while nobody has claimed a task
    PRIMARY KEY (municipality, code)
);

CREATE TABLE role_grants (
    id           uuid PRIMARY KEY,
    municipality int  NOT NULL REFERENCES municipalities,
    account      uuid NOT NULL REFERENCES accounts,
    role         text NOT NULL CHECK (role IN ('clerk', 'head', 'protocol', 'manager', 'admin')),
    unit         text,        -- null: the whole municipality
    valid_from   timestamptz NOT NULL,
    valid_to     timestamptz,
    source       text NOT NULL,
    granted_by   uuid REFERENCES accounts,
    granted_at   timestamptz NOT NULL,
    FOREIGN KEY (municipality, unit) REFERENCES units (municipality, code),
    CHECK ((role IN ('clerk', 'head')) = (unit IS NOT NULL))
);
CREATE INDEX role_grants_account ON role_grants (account, role, unit);

CREATE TABLE sessions (
    token_hash   bytea PRIMARY KEY, -- SHA-256; the token itself is never kept
    municipality int  NOT NULL REFERENCES municipalities,
    account      uuid NOT NULL REFERENCES accounts,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz
);
CREATE INDEX sessions_account ON sessions (account);

CREATE TABLE services (
    municipality int   NOT NULL REFERENCES municipalities,
    code         text  NOT NULL,
    version      int   NOT NULL,
    definition   jsonb NOT NULL,
    sha256       text  NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, code, version)
);

CREATE TABLE idempotency_keys (
    account      uuid NOT NULL,
    key          text NOT NULL,
    municipality int  NOT NULL,
    request      text NOT NULL,  -- method and path
    body_hash    bytea NOT NULL,
    status       int,            -- null while the first request is at work
    response     bytea,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

CREATE TABLE audit (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    municipality int  NOT NULL,
    at           timestamptz NOT NULL,
    actor        uuid,          -- null: the machine
    action       text NOT NULL, -- kebab-case verb phrase, e.g. decide-task
    object       text NOT NULL, -- kind of thing, e.g. task
    object_id    text NOT NULL,
    code         text NOT NULL DEFAULT '' -- why it was refused; empty when done
);
CREATE INDEX audit_object ON audit (object, object_id, id);
CREATE INDEX audit_actor ON audit (actor, id);

-- +goose StatementBegin
CREATE FUNCTION row_is_final() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% rows are final', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_final BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION row_is_final();
CREATE TRIGGER services_final BEFORE UPDATE OR DELETE ON services FOR EACH ROW EXECUTE FUNCTION row_is_final();
