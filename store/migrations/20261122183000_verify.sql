-- Anybody may ask whether a certificate ever signed here.

-- +goose Up
CREATE INDEX document_signatures_certificate ON document_signatures (certificate) WHERE certificate <> '';
