-- Until when a message waits for the end of somebody's quiet hours, so that it
-- moves when he chooses others.

-- +goose Up
ALTER TABLE notices ADD COLUMN quiet_until timestamptz;
