-- The lengths of the visits of a month, from the visits.
SELECT CAST(@municipality AS int) AS municipality, CAST(@month AS date) AS starts_on, v.service, v.stage, v.unit,
    coalesce(CAST(v.assignee AS text), '') AS employee, visit_side(v.audience) AS side, CAST(count(*) AS int) AS n, CAST(count(v.due_at) AS int) AS due_n,
    CAST(count(*) FILTER (WHERE v.closed_at <= v.due_at) AS int) AS on_time_n,
    string_agg(float8send(date_part('epoch', v.closed_at - v.opened_at)), CAST('' AS bytea) ORDER BY v.closed_at - v.opened_at) AS took
FROM stage_visits v
WHERE v.municipality = @municipality AND v.closed_at >= @from AND v.closed_at < @to
GROUP BY 3, 4, 5, 6, 7
