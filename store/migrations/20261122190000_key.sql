-- Keys: notices that tell of a certificate's end, and what looks after files.

-- +goose Up
-- A notice tells of a case, or a member of staff of the certificate of a key.
ALTER TABLE notices ALTER COLUMN case_id DROP NOT NULL,
    ADD COLUMN certificate text, -- SHA-256 of the certificate that ends
    ADD CONSTRAINT notices_about_check CHECK (case_id IS NOT NULL AND certificate IS NULL
        OR case_id IS NULL AND certificate IS NOT NULL AND account IS NOT NULL AND visit = 0);

-- Is this file anybody's? Which signatures still lack their timestamp?
CREATE INDEX document_versions_unsigned ON document_versions (unsigned_sha256) WHERE unsigned_sha256 <> '';
CREATE INDEX document_versions_brought ON document_versions (brought_sha256) WHERE brought_sha256 <> '';
CREATE INDEX document_files_basic ON document_files (at) WHERE level = 'B-B';
