-- How long visits took that ended in the period, in seconds, from histograms as
-- far as they go and from the visits after that. The figures are those of
-- stage_times.sql, and the percentiles at most 6 % away.
WITH mine AS (
    SELECT g.role, g.unit FROM acting_grants g
    WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality AND g.role IN ('manager', 'head')
        AND g.valid_from <= @now AND (g.valid_to IS NULL OR g.valid_to > @now)),
x AS (
    SELECT h.key, h.service, h.side, h.due_n, h.on_time_n, h.buckets, h.counts
    FROM unnest(CAST(@spans AS text[]), CAST(@begins AS date[]), CAST(@ends AS date[])) r (span, begins, ends)
    JOIN visit_histograms h ON h.municipality = @municipality AND h.facet = @by AND h.span = r.span
        AND h.starts_on >= r.begins AND h.starts_on < r.ends
    WHERE EXISTS (SELECT FROM mine WHERE role = 'manager') OR h.unit IN (SELECT unit FROM mine WHERE role = 'head')
    UNION ALL
    SELECT CASE @by WHEN 'service' THEN v.service WHEN 'unit' THEN v.unit WHEN 'stage' THEN v.stage
            ELSE coalesce(CAST(v.assignee AS text), '') END,
        CASE WHEN @by = 'stage' THEN v.service ELSE '' END, visit_side(v.audience),
        CASE WHEN v.due_at IS NULL THEN 0 ELSE 1 END, CASE WHEN v.closed_at <= v.due_at THEN 1 ELSE 0 END,
        ARRAY[duration_bucket(v.closed_at - v.opened_at)], ARRAY[1]
    FROM stage_visits v
    WHERE v.municipality = @municipality AND v.closed_at >= @live AND v.closed_at < @to
        AND (EXISTS (SELECT FROM mine WHERE role = 'manager') OR v.unit IN (SELECT unit FROM mine WHERE role = 'head'))),
b AS (
    SELECT key, service, side, u.bucket, sum(u.n) AS n FROM x CROSS JOIN LATERAL unnest(x.buckets, x.counts) u (bucket, n)
    WHERE side <> 'machine' OR @by = 'stage' GROUP BY 1, 2, 3, 4),
w AS (
    SELECT key, service, side, bucket, sum(n) OVER (PARTITION BY key, service, side ORDER BY bucket) AS upto,
        sum(n) OVER (PARTITION BY key, service, side) AS total FROM b),
-- the middle of the two visits between which the percentile lies, as percentile_cont takes it
q AS (
    SELECT key, service, side, p, total, p * (total - 1) - floor(p * (total - 1)) AS part,
        bucket_seconds(min(bucket) FILTER (WHERE upto > floor(p * (total - 1)))) AS low,
        bucket_seconds(min(bucket) FILTER (WHERE upto > ceil(p * (total - 1)))) AS high
    FROM w CROSS JOIN (VALUES (0.5), (0.9)) ps (p) GROUP BY key, service, side, p, total),
d AS (
    SELECT key, service, sum(due_n) AS due_n, sum(on_time_n) AS on_time_n FROM x WHERE side = 'house' GROUP BY 1, 2),
f AS (
    SELECT key, service, side, p, total, CAST(low + (high - low) * part AS float8) AS seconds FROM q)
SELECT f.key, f.service, coalesce(max(a.name), '') AS name,
    coalesce(max(total) FILTER (WHERE side = 'house'), 0) AS n,
    coalesce(max(seconds) FILTER (WHERE side = 'house' AND p = 0.5), 0) AS p50, coalesce(max(seconds) FILTER (WHERE side = 'house' AND p = 0.9), 0) AS p90,
    coalesce(max(CAST(d.on_time_n AS float8) / nullif(d.due_n, 0)), 1) AS on_time,
    coalesce(max(total) FILTER (WHERE side = 'wait'), 0) AS wait_n,
    coalesce(max(seconds) FILTER (WHERE side = 'wait' AND p = 0.5), 0) AS wait_p50, coalesce(max(seconds) FILTER (WHERE side = 'wait' AND p = 0.9), 0) AS wait_p90,
    coalesce(max(total) FILTER (WHERE side = 'machine'), 0) AS auto_n
FROM f LEFT JOIN d USING (key, service)
LEFT JOIN accounts a ON @by = 'employee' AND a.id = CAST(nullif(CASE WHEN @by = 'employee' THEN f.key ELSE '' END, '') AS uuid)
GROUP BY f.key, f.service ORDER BY f.service, f.key
