-- How long visits took that ended in the period, in seconds. Visits of the house
-- and visits that waited for the citizen are counted apart; the machine's take no
-- time and are only counted. A manager sees the municipality, a head his units.
WITH mine AS (
    SELECT g.role, g.unit FROM acting_grants g
    WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality AND g.role IN ('manager', 'head')
        AND g.valid_from <= @now AND (g.valid_to IS NULL OR g.valid_to > @now)),
v AS (
    SELECT CASE @by WHEN 'service' THEN v.service WHEN 'unit' THEN v.unit WHEN 'stage' THEN v.stage
            ELSE coalesce(CAST(v.assignee AS text), '') END AS key,
        CASE WHEN @by = 'stage' THEN v.service ELSE '' END AS service,
        v.audience IN ('clerk', 'head') AS house, v.audience = 'machine' AS machine,
        CAST(extract(epoch FROM v.closed_at - v.opened_at) AS float8) AS took,
        v.due_at, v.closed_at
    FROM stage_visits v
    WHERE v.municipality = @municipality AND v.closed_at >= @from AND v.closed_at < @to
        AND (EXISTS (SELECT FROM mine WHERE role = 'manager') OR v.unit IN (SELECT unit FROM mine WHERE role = 'head'))),
g AS (
    SELECT key, service, count(*) FILTER (WHERE house) AS n, count(*) FILTER (WHERE NOT house AND NOT machine) AS wait_n,
        count(*) FILTER (WHERE machine) AS auto_n,
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY took) FILTER (WHERE house) AS p,
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY took) FILTER (WHERE NOT house AND NOT machine) AS w,
        avg(CASE WHEN closed_at <= due_at THEN 1 ELSE 0 END) FILTER (WHERE house AND due_at IS NOT NULL) AS on_time
    FROM v WHERE NOT machine OR @by = 'stage' GROUP BY key, service)
SELECT g.key, g.service, coalesce(a.name, '') AS name, n, coalesce(p[1], 0) AS p50, coalesce(p[2], 0) AS p90,
    coalesce(CAST(on_time AS float8), 1) AS on_time, wait_n, coalesce(w[1], 0) AS wait_p50, coalesce(w[2], 0) AS wait_p90, auto_n
FROM g LEFT JOIN accounts a ON @by = 'employee' AND a.id = CAST(nullif(CASE WHEN @by = 'employee' THEN g.key ELSE '' END, '') AS uuid)
ORDER BY g.service, g.key
