-- A substitute is told of the absence that names him.

-- +goose Up
ALTER TABLE notices
    ADD COLUMN absence uuid REFERENCES absences,
    DROP CONSTRAINT notices_about_check,
    ADD CONSTRAINT notices_about_check CHECK (num_nonnulls(case_id, certificate, code, absence) = 1
        AND (certificate IS NULL AND absence IS NULL OR account IS NOT NULL) AND (case_id IS NOT NULL OR visit = 0));
