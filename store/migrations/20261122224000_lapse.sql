-- Cases that are given to others, that lapse, and requests for identification.

-- +goose Up
ALTER TABLE stage_visits ADD COLUMN lapse_at timestamptz,
    DROP CONSTRAINT stage_visits_audience_check,
    ADD CONSTRAINT stage_visits_audience_check CHECK (audience IN ('clerk', 'head', 'signatory', 'citizen', 'payer', 'machine', 'officer'));
ALTER TABLE tasks DROP CONSTRAINT tasks_audience_check,
    ADD CONSTRAINT tasks_audience_check CHECK (audience IN ('clerk', 'head', 'signatory', 'citizen', 'payer', 'machine', 'officer'));
ALTER TABLE cases DROP CONSTRAINT cases_outcome_check,
    ADD CONSTRAINT cases_outcome_check CHECK (outcome IN ('granted', 'rejected', 'withdrawn', 'lapsed', 'handed-on'));
ALTER TABLE services DROP CONSTRAINT services_kind_check,
    ADD CONSTRAINT services_kind_check CHECK (kind IN ('application', 'certificate', 'identity'));
