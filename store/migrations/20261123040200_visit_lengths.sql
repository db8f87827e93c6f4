-- Every length of a visit that ended in a month that is over, packed: the exact
-- report reads 8 bytes a visit instead of its row, which is a hundredth of the
-- pages.

-- +goose Up
CREATE TABLE visit_lengths (
    municipality int  NOT NULL REFERENCES municipalities,
    starts_on    date NOT NULL, -- the month's first day
    service      text NOT NULL,
    stage        text NOT NULL,
    unit         text NOT NULL,
    employee     text NOT NULL, -- empty: nobody
    side         text NOT NULL CHECK (side IN ('house', 'wait', 'machine')),
    n            int  NOT NULL,
    due_n        int  NOT NULL, -- that had a due time
    on_time_n    int  NOT NULL, -- and kept it
    took         bytea NOT NULL, -- float8 of seconds, ascending
    PRIMARY KEY (municipality, starts_on, service, stage, unit, employee, side),
    CHECK (length(took) = 8 * n)
);
ALTER TABLE visit_lengths ALTER COLUMN took SET STORAGE EXTERNAL; -- does not get smaller
ALTER TABLE visit_lengths SET (autovacuum_analyze_threshold = 10000, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 10000);
-- The days before it are there. Histograms are written again with them.
DELETE FROM visit_histograms;
DELETE FROM visit_rollups;
