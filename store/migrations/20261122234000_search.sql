-- Search over cases. case_search holds one line a case with the words by which
-- it is found: the keys of its applicant's name (internal/greek, Keys), and with
-- a stroke in them those that narrow a search to what somebody may see:
-- u/<unit> that answers for the case or has had a task in it, c/<unit> that makes
-- a certificate of it, f/<account> that filed it at the counter, s/<service>.
-- They only narrow: the right itself is asked of the facts. Triggers keep the
-- line, so that whoever writes a case or a task cannot forget it.

-- +goose Up
ALTER TABLE persons ADD COLUMN name_keys text[]; -- null: not computed yet, the worker does it
CREATE INDEX persons_unkeyed ON persons (id) WHERE name_keys IS NULL;

CREATE TABLE case_search (
    case_id      uuid PRIMARY KEY REFERENCES cases ON DELETE CASCADE,
    municipality int  NOT NULL,
    submitted_at timestamptz NOT NULL,
    words        tsvector NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION case_words(c cases) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT array_to_tsvector(ARRAY(
        SELECT unnest(p.name_keys) FROM persons p WHERE p.id = c.applicant
        UNION SELECT 's/' || c.service
        UNION SELECT 'u/' || c.unit
        UNION SELECT 'u/' || t.unit FROM tasks t WHERE t.case_id = c.id
        UNION SELECT 'c/' || c.unit WHERE c.kind = 'certificate'
        UNION SELECT 'c/' || x.unit FROM cases x WHERE x.parent = c.id AND x.kind = 'certificate'
        UNION SELECT 'f/' || c.filed_by WHERE c.channel <> 'portal')) $$;

CREATE FUNCTION case_filed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_search (case_id, municipality, submitted_at, words)
        SELECT c.id, c.municipality, c.submitted_at, case_words(c) FROM cases c WHERE c.id IN (SELECT id FROM fresh)
        ON CONFLICT (case_id) DO NOTHING;
    UPDATE case_search s SET words = case_words(c) FROM cases c
        WHERE c.id = s.case_id AND c.id IN (SELECT parent FROM fresh WHERE parent IS NOT NULL);
    RETURN NULL; END $$;

CREATE FUNCTION case_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE case_search SET words = case_words(NEW), submitted_at = NEW.submitted_at WHERE case_id = NEW.id;
    RETURN NULL; END $$;

CREATE FUNCTION task_opened() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE case_search s SET words = s.words || n.words
        FROM (SELECT case_id, array_to_tsvector(array_agg(DISTINCT 'u/' || unit)) AS words, array_agg(DISTINCT 'u/' || unit) AS units
            FROM fresh GROUP BY case_id) n
        WHERE s.case_id = n.case_id AND NOT tsvector_to_array(s.words) @> n.units;
    RETURN NULL; END $$;

CREATE FUNCTION task_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE case_search s SET words = case_words(c) FROM cases c WHERE c.id = NEW.case_id AND s.case_id = c.id;
    RETURN NULL; END $$;

CREATE FUNCTION person_renamed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.name_keys := NULL;
    RETURN NEW; END $$;

CREATE FUNCTION person_named() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE case_search s SET words = case_words(c) FROM cases c WHERE c.applicant = NEW.id AND s.case_id = c.id;
    RETURN NULL; END $$;
-- +goose StatementEnd

INSERT INTO case_search (case_id, municipality, submitted_at, words)
    SELECT id, municipality, submitted_at, case_words(c) FROM cases c;
-- The list of what waits is short: a search reads all of it.
CREATE INDEX case_search_words ON case_search USING gin (words) WITH (gin_pending_list_limit = 256);
CREATE INDEX case_search_newest ON case_search (municipality, submitted_at DESC, case_id DESC);

CREATE TRIGGER cases_search AFTER INSERT ON cases REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION case_filed();
CREATE TRIGGER cases_search_changed AFTER UPDATE OF unit, applicant, service, submitted_at ON cases FOR EACH ROW
    WHEN (OLD.unit <> NEW.unit OR OLD.applicant IS DISTINCT FROM NEW.applicant OR OLD.service <> NEW.service OR OLD.submitted_at <> NEW.submitted_at)
    EXECUTE FUNCTION case_changed();
CREATE TRIGGER tasks_search AFTER INSERT ON tasks REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION task_opened();
CREATE TRIGGER tasks_search_moved AFTER UPDATE OF unit ON tasks FOR EACH ROW WHEN (OLD.unit <> NEW.unit) EXECUTE FUNCTION task_moved();
CREATE TRIGGER persons_search AFTER UPDATE OF name_keys ON persons FOR EACH ROW
    WHEN (OLD.name_keys IS DISTINCT FROM NEW.name_keys) EXECUTE FUNCTION person_named();
CREATE TRIGGER persons_renamed BEFORE UPDATE OF name ON persons FOR EACH ROW
    WHEN (OLD.name <> NEW.name AND OLD.name_keys IS NOT DISTINCT FROM NEW.name_keys) EXECUTE FUNCTION person_renamed();
