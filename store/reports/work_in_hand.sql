-- What waits now: of each group and side how many visits are how many days old,
-- how many of them are past their term, and in how many the case is past the
-- legal term. A manager sees the municipality, a head his units.
WITH mine AS (
    SELECT g.role, g.unit FROM acting_grants g
    WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality AND g.role IN ('manager', 'head')
        AND g.valid_from <= @now AND (g.valid_to IS NULL OR g.valid_to > @now))
SELECT CASE @by WHEN 'service' THEN t.service WHEN 'unit' THEN t.unit WHEN 'stage' THEN t.stage
        ELSE coalesce(CAST(t.assignee AS text), '') END AS key,
    CASE WHEN @by = 'stage' THEN t.service ELSE '' END AS service, visit_side(t.audience) AS side,
    CAST(@now AT TIME ZONE 'Europe/Athens' AS date) - CAST(t.opened_at AT TIME ZONE 'Europe/Athens' AS date) AS age,
    count(*) AS n, count(*) FILTER (WHERE t.due_at < @now) AS overdue, count(*) FILTER (WHERE c.legal_due_at < @now) AS past_legal
FROM tasks t JOIN cases c ON c.id = t.case_id AND c.municipality = t.municipality AND c.state = 'open'
WHERE t.municipality = @municipality AND t.state = 'open' AND t.purpose = 'stage' AND t.audience <> 'machine'
    AND (@unit = '' OR t.unit = @unit) AND (@service = '' OR t.service = @service)
    AND (EXISTS (SELECT FROM mine WHERE role = 'manager') OR t.unit IN (SELECT unit FROM mine WHERE role = 'head'))
GROUP BY 1, 2, 3, 4
ORDER BY 2, 1, 4
