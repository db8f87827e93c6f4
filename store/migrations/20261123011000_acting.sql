-- For whom a substitute wrote, judged a paper and signed: null when the right
-- was his own.

-- +goose Up
ALTER TABLE case_messages ADD COLUMN acting_for uuid REFERENCES accounts;
ALTER TABLE case_notes ADD COLUMN acting_for uuid REFERENCES accounts;
ALTER TABLE paper_verdicts ADD COLUMN acting_for uuid REFERENCES accounts;
ALTER TABLE document_versions ADD COLUMN acting_for uuid REFERENCES accounts; -- «α.α.» is printed
ALTER TABLE document_signatures ADD COLUMN acting_for uuid REFERENCES accounts;
