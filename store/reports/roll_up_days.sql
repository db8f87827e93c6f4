-- The histograms of some days, from their visits.
WITH v AS (
    SELECT CAST(v.closed_at AT TIME ZONE 'Europe/Athens' AS date) AS day, v.service, v.unit, v.stage, coalesce(CAST(v.assignee AS text), '') AS employee,
        visit_side(v.audience) AS side, duration_bucket(v.closed_at - v.opened_at) AS bucket, count(*) AS n,
        count(*) FILTER (WHERE v.due_at IS NOT NULL) AS due_n, count(*) FILTER (WHERE v.closed_at <= v.due_at) AS on_time_n
    FROM stage_visits v
    WHERE v.municipality = @municipality AND v.closed_at >= @from AND v.closed_at < @to
        AND CAST(v.closed_at AT TIME ZONE 'Europe/Athens' AS date) = ANY(CAST(@days AS date[]))
    GROUP BY 1, 2, 3, 4, 5, 6, 7),
g AS (
    SELECT v.day, f.facet, f.key, f.service, v.unit, v.side, v.bucket, sum(v.n) AS n, sum(v.due_n) AS due_n, sum(v.on_time_n) AS on_time_n
    FROM v CROSS JOIN LATERAL (VALUES ('service', v.service, v.service), ('unit', v.unit, v.service), ('employee', v.employee, ''),
        ('stage', v.stage, v.service)) f (facet, key, service)
    GROUP BY 1, 2, 3, 4, 5, 6, 7)
SELECT CAST(@municipality AS int) AS municipality, facet, 'day' AS span, day AS starts_on, key, service, unit, side,
    CAST(sum(n) AS int) AS n, CAST(sum(due_n) AS int) AS due_n, CAST(sum(on_time_n) AS int) AS on_time_n,
    array_agg(bucket ORDER BY bucket) AS buckets, CAST(array_agg(n ORDER BY bucket) AS int[]) AS counts
FROM g GROUP BY facet, day, key, service, unit, side
