-- The histograms of months from their days, or of years from their months.
WITH h AS (
    SELECT facet, date_trunc(@span, starts_on) AS starts_on, key, service, unit, side, buckets, counts, n, due_n, on_time_n
    FROM visit_histograms
    WHERE municipality = @municipality AND span = @part AND date_trunc(@span, starts_on) = ANY(CAST(@starts AS timestamp[]))
        AND facet IN ('service', 'unit', 'employee', 'stage')),
b AS (
    SELECT facet, starts_on, key, service, unit, side, array_agg(bucket ORDER BY bucket) AS buckets, array_agg(n ORDER BY bucket) AS counts
    FROM (SELECT h.facet, h.starts_on, h.key, h.service, h.unit, h.side, u.bucket, sum(u.n) AS n
        FROM h CROSS JOIN LATERAL unnest(h.buckets, h.counts) u (bucket, n) GROUP BY 1, 2, 3, 4, 5, 6, 7) x
    GROUP BY 1, 2, 3, 4, 5, 6)
SELECT CAST(@municipality AS int) AS municipality, facet, CAST(@span AS text) AS span, CAST(starts_on AS date) AS starts_on, key, service, unit, side,
    CAST(s.n AS int) AS n, CAST(s.due_n AS int) AS due_n, CAST(s.on_time_n AS int) AS on_time_n, b.buckets, CAST(b.counts AS int[]) AS counts
FROM b JOIN (SELECT facet, starts_on, key, service, unit, side, sum(n) AS n, sum(due_n) AS due_n, sum(on_time_n) AS on_time_n
    FROM h GROUP BY 1, 2, 3, 4, 5, 6) s USING (facet, starts_on, key, service, unit, side)
