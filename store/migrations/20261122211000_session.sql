-- Sessions that their holder sees and ends.

-- +goose Up
ALTER TABLE sessions ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN seen_at timestamptz,               -- to a few minutes
    ADD COLUMN device text NOT NULL DEFAULT '';   -- the program that logged in, shortened
