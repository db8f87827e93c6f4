-- Service points have a place on the map (degrees, WGS 84, within Greece), and
-- the municipality lines to draw below them.

-- +goose Up
ALTER TABLE units ADD COLUMN lat float8, ADD COLUMN lon float8,
    ADD CONSTRAINT units_place_check CHECK (num_nonnulls(lat, lon) IN (0, 2) AND lat BETWEEN 34 AND 42 AND lon BETWEEN 19 AND 30);
ALTER TABLE municipalities ADD COLUMN ground jsonb; -- models.GroundLine
