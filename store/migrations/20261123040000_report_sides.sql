-- A signatory's time is the house's, not the citizen's. Histograms by unit and
-- by employee keep the service too, so that every report can be asked of one.

-- +goose Up
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION visit_side(audience text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN audience IN ('clerk', 'head', 'signatory') THEN 'house' WHEN audience = 'machine' THEN 'machine' ELSE 'wait' END $$;
-- +goose StatementEnd
COMMENT ON COLUMN visit_histograms.service IS 'of the visits';
-- The worker rolls everything up again; until then reports read the visits.
DELETE FROM visit_histograms;
DELETE FROM visit_rollups;
