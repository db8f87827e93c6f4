-- The visits that ended in the period: of each group and side how many, and how
-- long each took, as float8 in seconds one after the other. A manager sees the
-- municipality, a head his units.
WITH mine AS (
    SELECT g.role, g.unit FROM acting_grants g
    WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality AND g.role IN ('manager', 'head')
        AND g.valid_from <= @now AND (g.valid_to IS NULL OR g.valid_to > @now))
SELECT CASE @by WHEN 'service' THEN v.service WHEN 'unit' THEN v.unit WHEN 'stage' THEN v.stage
        ELSE coalesce(CAST(v.assignee AS text), '') END AS key,
    CASE WHEN @by = 'stage' THEN v.service ELSE '' END AS service, visit_side(v.audience) AS side,
    count(*) AS n, count(v.due_at) AS due_n, count(*) FILTER (WHERE v.closed_at <= v.due_at) AS on_time_n,
    string_agg(float8send(date_part('epoch', v.closed_at - v.opened_at)), CAST('' AS bytea)) AS took
FROM stage_visits v
WHERE v.municipality = @municipality AND v.closed_at >= @from AND v.closed_at < @to
    AND (@unit = '' OR v.unit = @unit) AND (@service = '' OR v.service = @service)
    AND (EXISTS (SELECT FROM mine WHERE role = 'manager') OR v.unit IN (SELECT unit FROM mine WHERE role = 'head'))
GROUP BY 1, 2, 3
