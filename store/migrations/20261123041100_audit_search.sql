-- The audit is searched by action and by period too; by who and by thing it is
-- already. Lines grow at the end of both.

-- +goose Up
CREATE INDEX audit_action ON audit (municipality, action, id);
CREATE INDEX audit_at ON audit (municipality, at, id);
