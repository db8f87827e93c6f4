-- Many cases written at once get their lines of case_search in one plan: a
-- function called for each row took most of the time of a large import.

-- +goose Up
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION case_filed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_search (case_id, municipality, submitted_at, words)
        SELECT c.id, c.municipality, c.submitted_at, array_to_tsvector(coalesce(p.name_keys, '{}') || ARRAY['s/' || c.service, 'u/' || c.unit]
            || CASE WHEN c.kind = 'certificate' THEN ARRAY['c/' || c.unit] ELSE '{}' END
            || CASE WHEN c.channel <> 'portal' THEN ARRAY['f/' || c.filed_by] ELSE '{}' END
            || ARRAY(SELECT 'u/' || t.unit FROM tasks t WHERE t.case_id = c.id)
            || ARRAY(SELECT 'c/' || x.unit FROM cases x WHERE x.parent = c.id AND x.kind = 'certificate'))
        FROM fresh c LEFT JOIN persons p ON p.id = c.applicant
        ON CONFLICT (case_id) DO NOTHING;
    UPDATE case_search s SET words = case_words(c) FROM cases c
        WHERE c.id = s.case_id AND c.id IN (SELECT parent FROM fresh WHERE parent IS NOT NULL);
    RETURN NULL; END $$;
-- +goose StatementEnd
