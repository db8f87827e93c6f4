-- How many codes somebody has asked for today.

-- +goose Up
CREATE INDEX account_codes_day ON account_codes (purpose, owner, created_at);
