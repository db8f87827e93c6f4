-- «You have another open application for this»: who files often for many has
-- thousands, of which one is wanted.

-- +goose Up
CREATE INDEX cases_same ON cases (applicant, service, submitted_at) WHERE state = 'open';
