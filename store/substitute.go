package store

// Who stands in for whom, in SQL: see acting_grants for the rights that brings.

// absentNow: absence a lasts now.
const absentNow = `a.ended_at IS NULL AND a.from_at <= @now AND a.to_at > @now`

// standsInFor are those the account a stands in for now, as JSON.
const standsInFor = `(SELECT coalesce(json_agg(json_build_object('account', x.account, 'name', p.name, 'until', x.to_at) ORDER BY x.to_at, x.id), '[]')
	FROM absences x JOIN accounts p ON p.id = x.account AND p.disabled_at IS NULL
	WHERE x.substitute = a.id AND x.ended_at IS NULL AND x.from_at <= @now AND x.to_at > @now)`

// suits: grant g lets somebody do task t.
const suits = `g.municipality = t.municipality AND CASE t.audience WHEN 'head' THEN g.role = 'head' AND g.unit = t.unit
	WHEN 'signatory' THEN g.role = 'signatory' AND (g.unit IS NULL OR g.unit = t.unit)
	WHEN 'officer' THEN g.role IN ('clerk', 'head') AND EXISTS (SELECT FROM units ou WHERE ou.municipality = g.municipality AND ou.code = g.unit AND ou.point)
	ELSE g.role IN ('clerk', 'head') AND g.unit = t.unit END`

// worksOnFor is for whom the actor works on case c, null if for himself: what
// is in somebody's hands he does for that one, else his own right comes first.
const worksOnFor = `(SELECT g.acting_for FROM acting_grants g WHERE ` + letsWork + `
	ORDER BY NOT EXISTS (SELECT FROM tasks ht WHERE ht.case_id = c.id AND ht.state = 'open'
			AND coalesce(ht.acting_for, ht.assignee) = coalesce(g.acting_for, g.account)),
		g.acting_for IS NOT NULL, g.acting_for LIMIT 1)`

// onTaskOf is what the actor is to task t of case c, as r, in one walk of his
// grants: r.works, clerk or head of its unit or signatory it asks; r.heads; r.signs.
//
// r.acts_for is whose right he has to it, null if it is his own. His own comes
// first, but for what is in another's hands or was taken for another: that he
// has as the substitute of that one, or as its head. r.head_for is the same of
// what only the head of its unit may do.
const onTaskOf = ` CROSS JOIN LATERAL (SELECT coalesce(bool_or(k.works OR k.signs), false) AS works, coalesce(bool_or(k.heads), false) AS heads,
		coalesce(bool_or(k.signs), false) AS signs,
		(array_agg(k.acting_for ORDER BY CASE WHEN k.acting_for IS NULL AND k.role = 'head' THEN 0 WHEN k.acting_for IN (t.assignee, t.acting_for) THEN 1
			WHEN k.acting_for IS NULL AND (t.assignee IS NULL OR k.account IN (t.assignee, t.acting_for)) THEN 2
			WHEN k.role = 'head' THEN 3 WHEN k.acting_for IS NULL THEN 4 ELSE 5 END, k.acting_for) FILTER (WHERE k.suits))[1] AS acts_for,
		(array_agg(k.acting_for ORDER BY k.acting_for IS NOT NULL, k.acting_for) FILTER (WHERE k.heads))[1] AS head_for
	FROM (SELECT g.acting_for, g.account, g.role, g.role IN ('clerk', 'head') AND g.unit = t.unit AS works, g.role = 'head' AND g.unit = t.unit AS heads,
			t.audience = 'signatory' AND g.role = 'signatory' AND (g.unit IS NULL OR g.unit = t.unit) AS signs, ` + suits + ` AS suits
		FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = t.municipality
			AND ` + inForce + ` AND ` + caseNotHis + `) k) r`

// inHands: task t is the actor's to do: he has it, or somebody he stands in for
// has it, or it was taken for him while he was away.
const inHands = `(t.assignee = ANY(ARRAY(SELECT CAST(@actor AS uuid) UNION ALL SELECT a.account FROM absences a
	WHERE a.substitute = CAST(@actor AS uuid) AND ` + absentNow + `)) OR t.acting_for = CAST(@actor AS uuid))`

// substituteOf stands in for who has visit v, null if he is there.
const substituteOf = `(SELECT a.substitute FROM absences a WHERE a.account = v.assignee AND ` + absentNow + `)`

// standsFor is who gets a visit that prior had: he himself, or while he is away
// his substitute, if that one has a right to it, is there, and has neither
// applied nor done what another must do; else the unit.
const standsFor = `SELECT prior.assignee, CAST(NULL AS uuid) AS acting_for
	WHERE NOT EXISTS (SELECT FROM absences a WHERE a.account = prior.assignee AND ` + absentNow + `)
	UNION ALL SELECT a.substitute, CASE WHEN bool_or(g.acting_for IS NULL) THEN NULL ELSE prior.assignee END
	FROM absences a JOIN accounts b ON b.id = a.substitute AND b.disabled_at IS NULL
	JOIN cases c ON c.id = k.id AND (b.person IN (c.applicant, c.representative)) IS NOT TRUE
	JOIN acting_grants g ON g.account = a.substitute AND (g.acting_for IS NULL OR g.acting_for = a.account) AND g.municipality = k.municipality
		AND CASE @audience WHEN 'head' THEN g.role = 'head' AND g.unit = coalesce(nullif(x.unit, ''), k.unit)
			WHEN 'signatory' THEN g.role = 'signatory' AND (g.unit IS NULL OR g.unit = coalesce(nullif(x.unit, ''), k.unit))
			ELSE g.role IN ('clerk', 'head') AND g.unit = coalesce(nullif(x.unit, ''), k.unit) END AND ` + inForce + ` AND ` + caseNotHis + `
	WHERE a.account = prior.assignee AND ` + absentNow + `
		AND NOT EXISTS (SELECT FROM absences y WHERE y.account = a.substitute AND y.ended_at IS NULL AND y.from_at <= @now AND y.to_at > @now)
		AND NOT EXISTS (SELECT FROM decisions d WHERE d.case_id = k.id AND d.stage = @four_eyes AND d.actor = a.substitute AND d.state <> 'refused')
	GROUP BY a.substitute`
