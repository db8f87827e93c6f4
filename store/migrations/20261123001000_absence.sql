-- Who stands in for whom, while he is away, and the trace of what he does then.

-- +goose Up
CREATE TABLE absences (
    id           uuid PRIMARY KEY,
    municipality int  NOT NULL REFERENCES municipalities,
    account      uuid NOT NULL REFERENCES accounts,
    substitute   uuid NOT NULL REFERENCES accounts,
    from_at      timestamptz NOT NULL,
    to_at        timestamptz NOT NULL,
    signs        bool NOT NULL DEFAULT false, -- the substitute signs documents too
    recorded_by  uuid NOT NULL REFERENCES accounts,
    recorded_at  timestamptz NOT NULL,
    ended_at     timestamptz, -- before its time
    ended_by     uuid REFERENCES accounts,
    CHECK (account <> substitute AND from_at < to_at),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX absences_substitute ON absences (substitute) WHERE ended_at IS NULL;
CREATE INDEX absences_account ON absences (account, to_at);

-- Everybody's own grants, and under a substitute's account those of whom he
-- stands in for. They come from the absent person's own only: nobody stands in
-- for a substitute.
CREATE VIEW acting_grants AS
    SELECT id, municipality, account, role, unit, title_el, title_en, by_order, valid_from, valid_to, granted_at, CAST(NULL AS uuid) AS acting_for
    FROM role_grants
    UNION ALL
    SELECT g.id, g.municipality, a.substitute, g.role, g.unit, g.title_el, g.title_en, g.by_order, greatest(g.valid_from, a.from_at),
        least(g.valid_to, a.to_at), g.granted_at, g.account
    FROM absences a JOIN accounts p ON p.id = a.account AND p.disabled_at IS NULL
    JOIN role_grants g ON g.account = a.account AND g.municipality = a.municipality
    WHERE a.ended_at IS NULL AND g.role <> 'admin' AND (g.role <> 'signatory' OR a.signs);

-- Whose right it was, when somebody had it only as his substitute.
ALTER TABLE decisions ADD COLUMN acting_for uuid REFERENCES accounts;
ALTER TABLE stage_visits ADD COLUMN acting_for uuid REFERENCES accounts;
ALTER TABLE tasks ADD COLUMN acting_for uuid REFERENCES accounts;
ALTER TABLE audit ADD COLUMN acting_for uuid;
CREATE INDEX tasks_taken_for ON tasks (acting_for, due_at, id) WHERE state = 'open' AND acting_for IS NOT NULL;
