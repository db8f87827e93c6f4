-- An uploaded file that the scanner has not judged is held: nobody gets it and
-- no case takes it. Refused is what it found infected; its bytes are gone, and
-- the row tells the uploader why until it is swept like any loose file.

-- +goose Up
ALTER TABLE attachments ADD COLUMN state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'held', 'refused'));
CREATE INDEX attachments_held ON attachments (uploaded_at) WHERE state = 'held';
CREATE INDEX attachments_account ON attachments (account, uploaded_at);
