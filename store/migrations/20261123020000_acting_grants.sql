-- Rights are asked in nearly every statement and change a few times a year: the
-- rows of acting_grants are kept, where a view made every statement join four
-- tables more. standing_grants says what they are.

-- +goose Up
DROP VIEW acting_grants;

-- Everybody's own grants, and under a substitute's account those of whom he
-- stands in for. They come from the absent person's own only: nobody stands in
-- for a substitute. acting_person is the citizen that the absent person is.
CREATE VIEW standing_grants AS
    SELECT id, municipality, account, role, unit, title_el, title_en, by_order, valid_from, valid_to, granted_at,
        CAST(NULL AS uuid) AS acting_for, CAST(NULL AS uuid) AS acting_person
    FROM role_grants
    UNION ALL
    SELECT g.id, g.municipality, a.substitute, g.role, g.unit, g.title_el, g.title_en, g.by_order, greatest(g.valid_from, a.from_at),
        least(g.valid_to, a.to_at), g.granted_at, g.account, p.person
    FROM absences a JOIN accounts p ON p.id = a.account AND p.disabled_at IS NULL
    JOIN role_grants g ON g.account = a.account AND g.municipality = a.municipality
    WHERE a.ended_at IS NULL AND g.role <> 'admin' AND (g.role <> 'signatory' OR a.signs);

CREATE TABLE acting_grants AS SELECT * FROM standing_grants;
ALTER TABLE acting_grants ALTER id SET NOT NULL, ALTER municipality SET NOT NULL, ALTER account SET NOT NULL, ALTER role SET NOT NULL,
    ALTER valid_from SET NOT NULL, ALTER granted_at SET NOT NULL;
CREATE INDEX acting_grants_account ON acting_grants (account, municipality);
CREATE INDEX acting_grants_acting_for ON acting_grants (acting_for) WHERE acting_for IS NOT NULL;
CREATE INDEX acting_grants_unit ON acting_grants (municipality, unit, role);

-- The lock makes two who change the grants and the absence of one person at
-- once wait for each other: the second then reads what the first wrote.
-- +goose StatementBegin
CREATE FUNCTION stand_grants(who uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('acting_grants'), hashtext(who::text));
    DELETE FROM acting_grants WHERE account = who OR acting_for = who;
    INSERT INTO acting_grants SELECT * FROM standing_grants WHERE account = who OR acting_for = who;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION account_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM stand_grants(NEW.id);
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION grants_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM stand_grants(coalesce(NEW.account, OLD.account));
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER role_grants_stand AFTER INSERT OR UPDATE OR DELETE ON role_grants FOR EACH ROW EXECUTE FUNCTION grants_stand();
CREATE TRIGGER absences_stand AFTER INSERT OR UPDATE OR DELETE ON absences FOR EACH ROW EXECUTE FUNCTION grants_stand();
CREATE TRIGGER accounts_stand AFTER UPDATE OF disabled_at, person ON accounts FOR EACH ROW
    WHEN (OLD.disabled_at IS DISTINCT FROM NEW.disabled_at OR OLD.person IS DISTINCT FROM NEW.person) EXECUTE FUNCTION account_stands();

CREATE INDEX case_links_from ON case_links (from_case);
