package store

// Rights are joins, never a loop: each fragment below is a condition in the
// SQL of the statement that needs it, over the arguments @actor (the account),
// @person (the citizen behind it, or empty) and @now.

// An absent person's grants count for his substitute (acting_grants), but not
// in the absent person's own case: grant g, and task t or case c.
const (
	caseNotHis = `(g.acting_person IN (c.applicant, c.representative)) IS NOT TRUE`
	taskNotHis = `NOT EXISTS (SELECT FROM cases oc WHERE oc.id = t.case_id AND g.acting_person IN (oc.applicant, oc.representative))`
)

// onlyHimself: the actor stands in for nobody now. Lists ask it once, and the
// rights of each line only of a substitute.
const onlyHimself = `NOT EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.acting_for IS NOT NULL AND ` + inForce + `)`

// worksFor: the actor is clerk or head of the unit that has task t, or may sign
// what it asks to be signed.
const worksFor = `(EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(@actor AS uuid)
	AND g.municipality = t.municipality AND g.unit = t.unit AND g.role IN ('clerk', 'head') AND ` + inForce + ` AND ` + taskNotHis + `) OR ` + signsFor + `)`

// signsFor: task t asks for a signature that the actor may give.
const signsFor = `(t.audience = 'signatory' AND EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(@actor AS uuid)
	AND g.municipality = t.municipality AND g.role = 'signatory' AND (g.unit IS NULL OR g.unit = t.unit) AND ` + inForce + ` AND ` + taskNotHis + `))`

// headsUnit: the actor is head of the unit that has task t.
const headsUnit = `EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(@actor AS uuid)
	AND g.municipality = t.municipality AND g.unit = t.unit AND g.role = 'head' AND ` + inForce + ` AND ` + taskNotHis + `)`

// isApplicant: case c is the actor's own, or he speaks for its applicant.
const isApplicant = `(c.applicant = CAST(nullif(@person, '') AS uuid) OR c.representative = CAST(nullif(@person, '') AS uuid))`

// hasNumberOf: the applicant of case c or who speaks for him has the tax number
// of a person, an expression of SQL. Somebody else wrote it down: it opens
// nothing, but nobody decides as the house what bears his own number.
func hasNumberOf(person string) string {
	return `EXISTS (SELECT FROM persons me JOIN persons ap ON ap.afm_hash = me.afm_hash AND ap.municipality = me.municipality
		WHERE me.id = ` + person + ` AND ap.id IN (c.applicant, c.representative))`
}

// himself: the case bears the actor's tax number.
var himself = hasNumberOf(`CAST(nullif(@person, '') AS uuid)`)

// noLogin: neither the applicant of case c nor his representative has a login to act with. What he brings or
// says at the counter is written down by a clerk.
const noLogin = `(c.applicant IS NOT NULL
	AND NOT EXISTS (SELECT FROM accounts x WHERE x.person IN (c.applicant, c.representative) AND x.disabled_at IS NULL))`

// speaksFor: the actor is the applicant of case c, or works for its unit and
// writes down what an applicant without a login wants.
const speaksFor = `(` + isApplicant + ` OR ` + noLogin + ` AND EXISTS (SELECT FROM acting_grants g
	WHERE g.account = CAST(@actor AS uuid) AND g.municipality = c.municipality AND g.unit = c.unit
		AND g.role IN ('clerk', 'head') AND ` + inForce + ` AND ` + caseNotHis + `))`

// signsCase: grant g lets sign what case c makes, or what a case makes that c
// waits for.
const signsCase = `(g.role = 'signatory' AND (c.kind = 'certificate' AND (g.unit IS NULL OR g.unit = c.unit)
	OR EXISTS (SELECT FROM cases x WHERE x.parent = c.id AND (g.unit IS NULL OR g.unit = x.unit))))`

// wrote: somebody, an expression of SQL, vouches for a statement in the version
// that a case makes, whoever passed it on and whichever version he wrote it for.
func wrote(somebody, caseID string) string {
	return `EXISTS (SELECT FROM document_versions w JOIN document_statements ws ON ws.document = w.document AND ws.version = w.version
		WHERE w.case_id = ` + caseID + ` AND ws.entered_by = ` + somebody + `)`
}

// mayRead: the actor may open case c: his own; but a request to be
// identified is nobody else's to read; one he filed for somebody at the
// counter; one that his unit answers for or has had a task in; any of the municipality for protocol and manager.
const mayRead = `(` + isApplicant + ` OR c.kind <> 'identity' AND c.filed_by = CAST(@actor AS uuid)
	OR c.kind <> 'identity' AND EXISTS (SELECT FROM acting_grants g WHERE g.account = CAST(@actor AS uuid) AND g.municipality = c.municipality AND ` + inForce + ` AND ` + caseNotHis + `
		AND (g.role IN ('protocol', 'manager') OR ` + signsCase + ` OR g.role IN ('clerk', 'head') AND (g.unit = c.unit
			OR EXISTS (SELECT FROM tasks t WHERE t.case_id = c.id AND t.unit = g.unit)))))`

// identifies: the actor is clerk or head of a service point.
const identifies = `EXISTS (SELECT FROM acting_grants g JOIN units u ON u.municipality = g.municipality AND u.code = g.unit AND u.point
	WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = @municipality AND g.role IN ('clerk', 'head') AND ` + inForce + `)`

// rights are the arguments the fragments need.
func (d Desk) rights(more args) args {
	if more == nil {
		more = args{}
	}
	more["actor"], more["person"], more["now"] = string(d.actor.Account), string(d.actor.Person), d.s.now()
	more["municipality"] = int(d.actor.Municipality)
	return more
}
