-- Who may see the cases of some units only looked for a name in the whole
-- municipality and then for those of his units: 22,000 of a common name, of
-- which 300 were his. Every name stands in case_search once more behind what a
-- search is narrowed to, u/<unit>/<key>, f/<account>/<key> and c/<unit>/<key>,
-- and c//<key> for who signs the certificates of all units.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION search_words(keys text[], scopes text[], service text) RETURNS tsvector IMMUTABLE LANGUAGE sql AS $$
    SELECT array_to_tsvector(coalesce(keys, '{}') || scopes || ARRAY['s/' || service]
        || ARRAY(SELECT scope || '/' || key FROM unnest(scopes) AS s (scope) CROSS JOIN unnest(keys) AS k (key))) $$;

CREATE OR REPLACE FUNCTION case_words(c cases) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT search_words((SELECT p.name_keys FROM persons p WHERE p.id = c.applicant), ARRAY(
        SELECT 'u/' || c.unit
        UNION SELECT 'u/' || t.unit FROM tasks t WHERE t.case_id = c.id
        UNION SELECT unnest(ARRAY['c/', 'c/' || c.unit]) WHERE c.kind = 'certificate'
        UNION SELECT unnest(ARRAY['c/', 'c/' || x.unit]) FROM cases x WHERE x.parent = c.id AND x.kind = 'certificate'
        UNION SELECT 'f/' || c.filed_by WHERE c.channel <> 'portal'), c.service) $$;

CREATE OR REPLACE FUNCTION case_filed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_search (case_id, municipality, submitted_at, words)
        SELECT c.id, c.municipality, c.submitted_at, search_words(p.name_keys, ARRAY['u/' || c.unit]
            || CASE WHEN c.kind = 'certificate' THEN ARRAY['c/', 'c/' || c.unit] ELSE '{}' END
            || CASE WHEN c.channel <> 'portal' THEN ARRAY['f/' || c.filed_by] ELSE '{}' END
            || ARRAY(SELECT 'u/' || t.unit FROM tasks t WHERE t.case_id = c.id)
            || ARRAY(SELECT unnest(ARRAY['c/', 'c/' || x.unit]) FROM cases x WHERE x.parent = c.id AND x.kind = 'certificate'), c.service)
        FROM fresh c LEFT JOIN persons p ON p.id = c.applicant
        ON CONFLICT (case_id) DO NOTHING;
    UPDATE case_search s SET words = case_words(c) FROM cases c
        WHERE c.id = s.case_id AND c.id IN (SELECT parent FROM fresh WHERE parent IS NOT NULL);
    RETURN NULL; END $$;

CREATE OR REPLACE FUNCTION task_opened() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE case_search s SET words = case_words(c)
        FROM (SELECT case_id, array_agg(DISTINCT 'u/' || unit) AS units FROM fresh GROUP BY case_id) n JOIN cases c ON c.id = n.case_id
        WHERE s.case_id = n.case_id AND NOT tsvector_to_array(s.words) @> n.units;
    RETURN NULL; END $$;
-- +goose StatementEnd

DROP INDEX case_search_words;
UPDATE case_search s SET words = case_words(c) FROM cases c WHERE c.id = s.case_id;
CREATE INDEX case_search_words ON case_search USING gin (words) WITH (gin_pending_list_limit = 256);
