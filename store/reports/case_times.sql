-- How many applications for a service were decided and ended in a period, and how
-- long they were the municipality's, in days: from the day it became competent to
-- the end, without what it waited for the citizen.
SELECT count(*) AS n, coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY days), 0) AS median,
    coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY days), 0) AS p90
FROM (SELECT greatest(0, date_part('epoch', c.closed_at - coalesce(c.competent_at, c.submitted_at)) - w.waited) / 86400 AS days
    FROM cases c
    CROSS JOIN LATERAL (SELECT coalesce(sum(date_part('epoch', v.closed_at - v.opened_at)), 0) AS waited FROM stage_visits v
        WHERE v.case_id = c.id AND v.closed_at IS NOT NULL AND visit_side(v.audience) = 'wait') w
    WHERE c.municipality = @municipality AND c.service = @service AND c.kind = 'application'
        AND c.outcome IN ('granted', 'rejected') AND c.closed_at >= @from) x
