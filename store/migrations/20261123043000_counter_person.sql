-- Who comes to the counter is looked for by his mobile too.

-- +goose Up
CREATE INDEX persons_mobile ON persons (municipality, mobile) WHERE mobile <> '';
