-- The relay takes what waits in the order of its numbers: without this the
-- planner may walk all that was ever delivered.

-- +goose Up
CREATE INDEX outbox_waiting ON outbox (id) WHERE delivered_at IS NULL;
