-- Units stand below each other, are of a kind, and end. What an administrator
-- has changed on his pages is his: publishing units.yaml leaves it alone.

-- +goose Up
ALTER TABLE units ADD COLUMN kind text NOT NULL DEFAULT 'department' CHECK (kind IN
        ('general-directorate', 'directorate', 'department', 'independent-department', 'office', 'citizen-centre', 'other')),
    ADD COLUMN parent text,
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN by_hand bool NOT NULL DEFAULT false,
    ADD FOREIGN KEY (municipality, parent) REFERENCES units (municipality, code),
    ADD CHECK (parent <> code),
    ADD CHECK (closed_at IS NULL OR NOT point);
