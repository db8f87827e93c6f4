-- Documents: what the municipality issues. A certificate is one kind; the
-- circulation of internal documents builds on the same tables.

-- +goose Up
-- The process of a certificate is published as a service's is.
ALTER TABLE services ADD COLUMN kind text NOT NULL DEFAULT 'application' CHECK (kind IN ('application', 'certificate'));

ALTER TABLE cases DROP CONSTRAINT cases_delivery_check,
    ADD CONSTRAINT cases_delivery_check CHECK (delivery IN ('portal', 'email', 'post'));
CREATE INDEX cases_parent ON cases (parent) WHERE parent IS NOT NULL;

-- A signatory signs documents of a unit, or of the whole municipality, in a
-- capacity that is printed; by_order: «με εντολή Δημάρχου».
ALTER TABLE role_grants DROP CONSTRAINT role_grants_role_check, DROP CONSTRAINT role_grants_check,
    ADD COLUMN title_el text NOT NULL DEFAULT '',
    ADD COLUMN title_en text NOT NULL DEFAULT '',
    ADD COLUMN by_order bool NOT NULL DEFAULT false,
    ADD CONSTRAINT role_grants_role_check CHECK (role IN ('clerk', 'head', 'signatory', 'protocol', 'manager', 'admin')),
    ADD CONSTRAINT role_grants_unit_check CHECK (role = 'signatory' OR (role IN ('clerk', 'head')) = (unit IS NOT NULL)),
    ADD CONSTRAINT role_grants_signatory_check CHECK (role = 'signatory' OR title_el = '' AND title_en = '' AND NOT by_order);

ALTER TABLE stage_visits DROP CONSTRAINT stage_visits_audience_check,
    ADD CONSTRAINT stage_visits_audience_check CHECK (audience IN ('clerk', 'head', 'signatory', 'citizen', 'payer', 'machine'));
-- A task of the machine waits for another case.
ALTER TABLE tasks DROP CONSTRAINT tasks_audience_check,
    ADD CONSTRAINT tasks_audience_check CHECK (audience IN ('clerk', 'head', 'signatory', 'citizen', 'payer', 'machine'));
ALTER TABLE decisions ALTER COLUMN actor DROP NOT NULL; -- null: the machine

-- Certificates of signing keys, as the program that holds the keys last saw
-- them. holder is an account, or 'seal'.
CREATE TABLE signing_keys (
    municipality int  NOT NULL REFERENCES municipalities,
    holder       text NOT NULL,
    way          text NOT NULL CHECK (way IN ('server', 'external')), -- external: in the holder's own hands
    subject      text NOT NULL,
    issuer       text NOT NULL,
    serial       text NOT NULL,
    algorithm    text NOT NULL,
    class        text NOT NULL,
    not_before   timestamptz NOT NULL,
    not_after    timestamptz NOT NULL,
    sha256       text NOT NULL, -- of the certificate
    certificate  bytea NOT NULL, -- DER
    seen_at      timestamptz NOT NULL,
    absent_code  text,          -- why it cannot be used now
    warned_at    timestamptz,   -- that it ends soon
    PRIMARY KEY (municipality, holder, way)
);

CREATE TABLE documents (
    id           uuid PRIMARY KEY, -- UUIDv7
    municipality int  NOT NULL REFERENCES municipalities,
    kind         text NOT NULL CHECK (kind IN ('certificate')),
    template     text NOT NULL,   -- code of a published certificate
    unit         text NOT NULL,   -- that issues it
    state        text NOT NULL CHECK (state IN ('draft', 'issued', 'revoked', 'cancelled')),
    version      int  NOT NULL,   -- the newest that was issued; 0 before the first
    created_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    revoked_by   uuid REFERENCES accounts,
    revoked_why  text NOT NULL DEFAULT '',
    FOREIGN KEY (municipality, unit) REFERENCES units (municipality, code),
    CHECK ((state = 'revoked') = (revoked_at IS NOT NULL))
);

-- A version is made by one case. The second and later ones are an «ορθή
-- επανάληψη»: the same number, marked.
CREATE TABLE document_versions (
    document      uuid NOT NULL REFERENCES documents,
    version       int  NOT NULL,
    municipality  int  NOT NULL,
    case_id       uuid NOT NULL UNIQUE REFERENCES cases,
    template_version int NOT NULL,
    language      text NOT NULL DEFAULT 'el' CHECK (language IN ('el', 'en')),
    code          text NOT NULL UNIQUE,            -- to verify it
    correction    text NOT NULL DEFAULT '',        -- why it repeats an earlier one
    edit          int  NOT NULL DEFAULT 0,         -- how often its statements were written
    data_sha256   text NOT NULL DEFAULT '',        -- of the statements as they stand
    -- the intent, committed before anything is rendered (DESIGN §8)
    intended_at   timestamptz,
    template_sha256 text NOT NULL DEFAULT '',
    intended_sha256 text NOT NULL DEFAULT '',      -- data_sha256 that was signed for
    signatory     uuid REFERENCES accounts,        -- null: sealed
    signatory_name  text NOT NULL DEFAULT '',      -- as printed
    signatory_title text NOT NULL DEFAULT '',
    by_order      bool NOT NULL DEFAULT false,
    way           text CHECK (way IN ('server', 'external', 'paper', 'seal')),
    class         text NOT NULL DEFAULT '',        -- of the certificate that signs
    unsigned_sha256 text NOT NULL DEFAULT '',      -- the final bytes before the signature
    brought_sha256 text NOT NULL DEFAULT '',       -- what a signatory brought back
    brought_size  bigint NOT NULL DEFAULT 0,
    brought_type  text NOT NULL DEFAULT '',
    brought_certificate text NOT NULL DEFAULT '',  -- SHA-256; empty for a scan
    brought_at    timestamptz,                     -- when it was signed
    issued_at     timestamptz,
    PRIMARY KEY (document, version),
    CHECK (intended_at IS NULL OR way IS NOT NULL)
);

-- What the register says, entered or confirmed by a clerk with its reference.
CREATE TABLE document_statements (
    document     uuid NOT NULL,
    version      int  NOT NULL,
    municipality int  NOT NULL,
    key          text NOT NULL,
    value        jsonb NOT NULL,
    register     text NOT NULL,
    reference    text NOT NULL CHECK (reference <> ''),
    entered_by   uuid NOT NULL REFERENCES accounts,
    entered_at   timestamptz NOT NULL,
    PRIMARY KEY (document, version, key),
    FOREIGN KEY (document, version) REFERENCES document_versions
);

-- Every file that ever left: the signed one, the same with a timestamp added
-- later, a scan. None changes; the blob store has them under their SHA-256.
CREATE TABLE document_files (
    document     uuid NOT NULL,
    version      int  NOT NULL,
    seq          int  NOT NULL,
    municipality int  NOT NULL,
    what         text NOT NULL CHECK (what IN ('signed', 'timestamped', 'scan')),
    sha256       text NOT NULL,
    size         bigint NOT NULL,
    media_type   text NOT NULL,
    level        text NOT NULL DEFAULT '', -- B-B or B-T; empty for a scan
    at           timestamptz NOT NULL,
    PRIMARY KEY (document, version, seq),
    FOREIGN KEY (document, version) REFERENCES document_versions
);
CREATE INDEX document_files_sha256 ON document_files (sha256);
CREATE TRIGGER document_files_final BEFORE UPDATE OR DELETE ON document_files FOR EACH ROW EXECUTE FUNCTION row_is_final();

-- Who signed, in order.
CREATE TABLE document_signatures (
    document     uuid NOT NULL,
    version      int  NOT NULL,
    position     int  NOT NULL,
    municipality int  NOT NULL,
    account      uuid REFERENCES accounts, -- null: the seal
    name         text NOT NULL,
    title        text NOT NULL DEFAULT '',
    by_order     bool NOT NULL DEFAULT false,
    way          text NOT NULL CHECK (way IN ('server', 'external', 'paper', 'seal')),
    class        text NOT NULL DEFAULT '',
    certificate  text NOT NULL DEFAULT '', -- SHA-256
    signed_at    timestamptz NOT NULL,
    PRIMARY KEY (document, version, position),
    FOREIGN KEY (document, version) REFERENCES document_versions
);
CREATE TRIGGER document_signatures_final BEFORE UPDATE OR DELETE ON document_signatures FOR EACH ROW EXECUTE FUNCTION row_is_final();

CREATE TABLE document_recipients (
    document     uuid NOT NULL REFERENCES documents,
    position     int  NOT NULL,
    municipality int  NOT NULL,
    role         text NOT NULL CHECK (role IN ('to', 'copy', 'inside')), -- προς, κοινοποίηση, εσωτερική διανομή
    person       uuid REFERENCES persons,
    unit         text,
    way          text NOT NULL CHECK (way IN ('portal', 'email', 'post', 'inside')),
    address      text NOT NULL DEFAULT '', -- of the post, as on the label
    PRIMARY KEY (document, position),
    CHECK ((person IS NULL) <> (unit IS NULL))
);

-- «Σχετικά»: what a document answers or repeats.
CREATE TABLE document_references (
    document     uuid NOT NULL REFERENCES documents,
    position     int  NOT NULL,
    municipality int  NOT NULL,
    case_id      uuid REFERENCES cases,
    other        uuid REFERENCES documents,
    PRIMARY KEY (document, position),
    CHECK ((case_id IS NULL) <> (other IS NULL))
);
CREATE INDEX document_references_case ON document_references (case_id) WHERE case_id IS NOT NULL;

-- A link in an e-mail opens one version without a login until it ends. The
-- secret in it is derived from the id and the keys of the installation.
CREATE TABLE document_links (
    id           uuid PRIMARY KEY,
    municipality int  NOT NULL,
    document     uuid NOT NULL,
    version      int  NOT NULL,
    created_at   timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    FOREIGN KEY (document, version) REFERENCES document_versions,
    UNIQUE (document, version)
);
