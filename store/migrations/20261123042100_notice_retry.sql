-- A message that did not arrive is sent again by hand as a message of its own,
-- once; and those that are in trouble are found without reading the others.

-- +goose Up
ALTER TABLE notices ADD COLUMN retry_of uuid REFERENCES notices ON DELETE CASCADE;
CREATE UNIQUE INDEX notices_retry ON notices (retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX notices_trouble ON notices (municipality, created_at DESC, id DESC) WHERE failure <> '' OR state IN ('failed', 'given-up');
