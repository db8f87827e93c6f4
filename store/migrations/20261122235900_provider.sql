-- A provider of identities may vouch for a person too.

-- +goose Up
ALTER TABLE identifications DROP CONSTRAINT identifications_way_check, DROP CONSTRAINT identifications_check,
    ADD CONSTRAINT identifications_way_check CHECK (way IN ('point', 'counter', 'taxisnet', 'provider')),
    ADD CONSTRAINT identifications_check CHECK (way IN ('taxisnet', 'provider') OR document <> '' AND number_sealed IS NOT NULL
        AND number_hash IS NOT NULL AND unit <> '' AND officer IS NOT NULL AND case_id IS NOT NULL);
