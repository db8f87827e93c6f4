-- How long applications for a service took: everybody reads it on the page of
-- the service.

-- +goose Up
CREATE INDEX cases_ended ON cases (municipality, service, closed_at) WHERE outcome IN ('granted', 'rejected');
