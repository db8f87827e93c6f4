-- Lists of cases that are narrowed to a service or to open cases: without these
-- a unit that has none is read to its oldest case.

-- +goose Up
CREATE INDEX cases_service ON cases (municipality, unit, service, submitted_at DESC, id DESC);
CREATE INDEX cases_unit_open ON cases (municipality, unit, submitted_at DESC, id DESC) WHERE state = 'open';
