-- Stage times of long periods are read from histograms instead of from every
-- visit. stage_visits stays the source; the worker rolls up whole days of
-- Greece that are over, and rolls them up again when a visit of theirs is
-- recorded late.

-- +goose Up
-- +goose StatementBegin
-- 20 buckets a decade, of milliseconds; -1 is less than one. The middle of a
-- bucket is at most 5.93 % away from what is in it: 10^(1/40) - 1.
CREATE FUNCTION duration_bucket(took interval) RETURNS int IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN took < interval '1 millisecond' THEN -1
        ELSE CAST(floor(20 * log(CAST(extract(epoch FROM took) * 1000 AS float8))) AS int) END $$;
CREATE FUNCTION bucket_seconds(bucket int) RETURNS float8 IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN bucket < 0 THEN 0 ELSE power(CAST(10 AS float8), (bucket + 0.5) / 20) / 1000 END $$;
-- Whose time a visit takes: the house's, somebody else's for whom the house
-- waits, nobody's.
CREATE FUNCTION visit_side(audience text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN audience IN ('clerk', 'head') THEN 'house' WHEN audience = 'machine' THEN 'machine' ELSE 'wait' END $$;
-- +goose StatementEnd

CREATE TABLE visit_histograms (
    municipality int  NOT NULL REFERENCES municipalities,
    facet        text NOT NULL CHECK (facet IN ('service', 'unit', 'employee', 'stage')), -- what key is
    span         text NOT NULL CHECK (span IN ('day', 'month', 'year')),
    starts_on    date NOT NULL,
    key          text NOT NULL,
    service      text NOT NULL, -- of the stage
    unit         text NOT NULL,
    side         text NOT NULL CHECK (side IN ('house', 'wait', 'machine')),
    n            int  NOT NULL,
    due_n        int  NOT NULL, -- that had a due time
    on_time_n    int  NOT NULL, -- and kept it
    buckets      int[] NOT NULL, -- ascending
    counts       int[] NOT NULL, -- of each bucket
    PRIMARY KEY (municipality, facet, span, starts_on, key, service, unit, side),
    CHECK (cardinality(buckets) = cardinality(counts))
);

-- The days before this one are in the histograms.
CREATE TABLE visit_rollups (
    municipality int PRIMARY KEY REFERENCES municipalities,
    until        date NOT NULL,
    rolled_at    timestamptz NOT NULL
);
