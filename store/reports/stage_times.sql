-- The visits that ended in the period: of each group and side how many, and how
-- long each took, as float8 in seconds one after the other. Whole months that
-- are rolled up are read packed, what is before and after them from the visits.
-- A manager sees the municipality, a head his units.
WITH mine AS (
    SELECT g.role, g.unit FROM acting_grants g
    WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality AND g.role IN ('manager', 'head')
        AND g.valid_from <= @now AND (g.valid_to IS NULL OR g.valid_to > @now))
SELECT CASE @by WHEN 'service' THEN l.service WHEN 'unit' THEN l.unit WHEN 'stage' THEN l.stage ELSE l.employee END AS key,
    CASE WHEN @by = 'stage' THEN l.service ELSE '' END AS service, l.side,
    sum(l.n) AS n, sum(l.due_n) AS due_n, sum(l.on_time_n) AS on_time_n, string_agg(l.took, CAST('' AS bytea)) AS took
FROM visit_lengths l
WHERE l.municipality = @municipality AND l.starts_on >= CAST(@firstMonth AS date) AND l.starts_on < CAST(@lastMonth AS date)
    AND (@unit = '' OR l.unit = @unit) AND (@service = '' OR l.service = @service)
    AND (EXISTS (SELECT FROM mine WHERE role = 'manager') OR l.unit IN (SELECT unit FROM mine WHERE role = 'head'))
GROUP BY 1, 2, 3
UNION ALL
SELECT CASE @by WHEN 'service' THEN v.service WHEN 'unit' THEN v.unit WHEN 'stage' THEN v.stage
        ELSE coalesce(CAST(v.assignee AS text), '') END,
    CASE WHEN @by = 'stage' THEN v.service ELSE '' END, visit_side(v.audience),
    count(*), count(v.due_at), count(*) FILTER (WHERE v.closed_at <= v.due_at),
    string_agg(float8send(date_part('epoch', v.closed_at - v.opened_at)), CAST('' AS bytea))
FROM stage_visits v
WHERE v.municipality = @municipality AND (v.closed_at >= @from AND v.closed_at < @packed OR v.closed_at >= @live AND v.closed_at < @to)
    AND (@unit = '' OR v.unit = @unit) AND (@service = '' OR v.service = @service)
    AND (EXISTS (SELECT FROM mine WHERE role = 'manager') OR v.unit IN (SELECT unit FROM mine WHERE role = 'head'))
GROUP BY 1, 2, 3
