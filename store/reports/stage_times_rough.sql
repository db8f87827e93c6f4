-- The same from histograms as far as they go, and from the visits after that: of
-- each group, side and unit how many in which buckets.
WITH mine AS (
    SELECT g.role, g.unit FROM acting_grants g
    WHERE g.account = CAST(@actor AS uuid) AND g.municipality = @municipality AND g.role IN ('manager', 'head')
        AND g.valid_from <= @now AND (g.valid_to IS NULL OR g.valid_to > @now))
SELECT h.key, CASE WHEN @by = 'stage' THEN h.service ELSE '' END AS service, h.side, h.n, h.due_n, h.on_time_n, h.buckets, h.counts
FROM unnest(CAST(@spans AS text[]), CAST(@begins AS date[]), CAST(@ends AS date[])) r (span, begins, ends)
JOIN visit_histograms h ON h.municipality = @municipality AND h.facet = @by AND h.span = r.span
    AND h.starts_on >= r.begins AND h.starts_on < r.ends
WHERE (@unit = '' OR h.unit = @unit) AND (@service = '' OR h.service = @service)
    AND (EXISTS (SELECT FROM mine WHERE role = 'manager') OR h.unit IN (SELECT unit FROM mine WHERE role = 'head'))
UNION ALL
SELECT CASE @by WHEN 'service' THEN v.service WHEN 'unit' THEN v.unit WHEN 'stage' THEN v.stage
        ELSE coalesce(CAST(v.assignee AS text), '') END,
    CASE WHEN @by = 'stage' THEN v.service ELSE '' END, visit_side(v.audience),
    count(*), count(v.due_at), count(*) FILTER (WHERE v.closed_at <= v.due_at),
    ARRAY[duration_bucket(v.closed_at - v.opened_at)], ARRAY[CAST(count(*) AS int)]
FROM stage_visits v
WHERE v.municipality = @municipality AND v.closed_at >= @live AND v.closed_at < @to
    AND (@unit = '' OR v.unit = @unit) AND (@service = '' OR v.service = @service)
    AND (EXISTS (SELECT FROM mine WHERE role = 'manager') OR v.unit IN (SELECT unit FROM mine WHERE role = 'head'))
GROUP BY 1, 2, 3, duration_bucket(v.closed_at - v.opened_at)
