-- A notice may tell of one document: that it was revoked, or where to fetch it.

-- +goose Up
ALTER TABLE notices ADD COLUMN document uuid REFERENCES documents;
