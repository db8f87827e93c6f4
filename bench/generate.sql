-- A town of many cases, written past the triggers and indexes: bench_case is
-- what every table is made of. $1 is how many cases, $2 the municipality.
-- Times are in the three years before this one, so no book in use is touched.

-- step: people
CREATE UNLOGGED TABLE bench_person AS
SELECT g.i, gen_random_uuid() AS id, gen_random_uuid() AS account, n.name, n.keys
FROM generate_series(1, greatest(1, $1::int / 3)) AS g(i)
JOIN bench_name n ON n.i = 1 + (hashint4(g.i) & 255) + 256 * floor((SELECT count(*) / 256 FROM bench_name) * power((hashint4(g.i * 7) & 65535) / 65536::float8, 3))::int;

-- step: persons
INSERT INTO persons (id, municipality, kind, name, father_name, email, mobile, created_at, name_keys, level)
SELECT id, $2::int, 'natural', name, 'Άγνωστος', 'many-' || i || '@example.org', '', '2022-12-01', keys, 'A' FROM bench_person WHERE $1::int > 0;
-- step: accounts
INSERT INTO accounts (id, municipality, email, name, password_hash, person, created_at)
SELECT account, $2::int, 'many-' || i || '@example.org', name, '', id, '2022-12-01' FROM bench_person WHERE $1::int > 0;

-- step: base
CREATE UNLOGGED TABLE bench_case AS
WITH s AS (
    SELECT code, max(version) AS version, (array_agg(definition ->> 'unit' ORDER BY version DESC))[1] AS unit,
        row_number() OVER (ORDER BY md5(code))::int AS i
    FROM services WHERE municipality = $2::int AND kind = 'application' GROUP BY code)
SELECT x.i, t, s.code AS service, s.version, s.unit, u.contact AS clerk, p.id AS person, p.account, x.i > $1::int * 0.97 AS open,
    extract(year FROM t AT TIME ZONE 'Europe/Athens')::int AS year,
    row_number() OVER (PARTITION BY extract(year FROM t AT TIME ZONE 'Europe/Athens') ORDER BY x.i)::int AS number,
    (lpad(to_hex((extract(epoch FROM t) * 1000)::bigint), 12, '0') || '7' || substr(md5(x.i::text), 1, 3) || '8' || substr(md5(x.i::text), 4, 15))::uuid AS id,
    (-ln(((hashint4(x.i * 11) & 65535) + 1) / 65537::float8)) * interval '2 days' AS w1, (-ln(((hashint4(x.i * 13) & 65535) + 1) / 65537::float8)) * interval '3 days' AS w2
FROM (SELECT i, timestamptz '2023-01-01 06:00+00' + (i::float8 / $1::int) * interval '1090 days' AS t,
        1 + floor(power((hashint4(i * 3) & 65535) / 65536::float8, 1.7) * (SELECT count(*) FROM s))::int AS pick, 1 + ((hashint4(i * 5)::bigint + 2147483648) % greatest(1, $1::int / 3))::int AS who
    FROM generate_series(1, $1::int) i) x
JOIN s ON s.i = x.pick JOIN bench_person p ON p.i = x.who
JOIN units u ON u.municipality = $2::int AND u.code = s.unit;

-- step: cases
INSERT INTO cases (id, municipality, kind, service, version, unit, applicant, filed_by, channel, delivery, state, stage, visit, outcome,
    submitted_at, legal_due_at, target_due_at, decided_at, closed_at)
SELECT id, $2::int, 'application', service, version, unit, person, account, 'portal', 'portal', CASE WHEN open THEN 'open' ELSE 'closed' END,
    CASE WHEN open THEN 'review' ELSE '' END, CASE WHEN open THEN 2 ELSE 5 END, CASE WHEN NOT open THEN 'granted' END,
    t, t + interval '50 days', t + interval '15 days', CASE WHEN NOT open THEN t + w1 + w2 END, CASE WHEN NOT open THEN t + w1 + w2 END
FROM bench_case WHERE $1::int > 0 ORDER BY i;
-- step: case_forms
INSERT INTO case_forms (case_id, version, municipality, form, written_at)
SELECT id, 1, $2::int, jsonb_build_object('subject', 'Αίτηση ' || i, 'request', repeat('Περιγραφή του αιτήματος. ', 8)), t FROM bench_case WHERE $1::int > 0 ORDER BY i;
-- step: stage_visits
INSERT INTO stage_visits (case_id, visit, ordinal, municipality, service, stage, audience, unit, assignee, opened_at, due_at, clock, closed_at, outcome)
SELECT id, v, 0, $2::int, service, (ARRAY['check', 'review', 'completion', 'review', 'approval'])[v],
    (ARRAY['machine', 'clerk', 'citizen', 'clerk', 'head'])[v], unit, CASE WHEN v IN (2, 4, 5) AND NOT (open AND v = 2) THEN clerk END,
    o, CASE WHEN v > 1 THEN o + interval '5 days' END, CASE v WHEN 3 THEN 'stopped' ELSE 'runs' END,
    CASE WHEN NOT (open AND v = 2) THEN CASE v WHEN 1 THEN t WHEN 2 THEN t + w1 * 0.7 WHEN 3 THEN t + w1 WHEN 4 THEN t + w1 + w2 * 0.8 ELSE t + w1 + w2 END END,
    CASE WHEN NOT (open AND v = 2) THEN (ARRAY['done', 'returned', 'answered', 'done', 'approved'])[v] END
FROM bench_case, generate_series(1, 5) v,
    LATERAL (SELECT CASE v WHEN 1 THEN t WHEN 2 THEN t WHEN 3 THEN t + w1 * 0.7 WHEN 4 THEN t + w1 ELSE t + w1 + w2 * 0.8 END AS o) x
WHERE $1::int > 0 AND (v <= 2 OR NOT open) ORDER BY i, v;
-- step: tasks
INSERT INTO tasks (id, case_id, municipality, purpose, visit, ordinal, service, stage, audience, unit, outcomes, assignee, claimed_at,
    opened_at, due_at, state, decision_id, closed_at)
SELECT md5('t' || i || '/' || v)::uuid, id, $2::int, 'stage', v, 0, service, CASE v WHEN 5 THEN 'approval' ELSE 'review' END,
    CASE v WHEN 5 THEN 'head' ELSE 'clerk' END, unit, ARRAY['done', 'returned', 'rejected'], CASE WHEN NOT open THEN clerk END,
    CASE WHEN NOT open THEN t END, t, t + interval '5 days', CASE WHEN open THEN 'open' ELSE 'closed' END,
    CASE WHEN NOT open THEN md5('d' || i || '/' || v)::uuid END, CASE WHEN NOT open THEN t + w1 + w2 END
FROM bench_case, unnest(ARRAY[2, 4, 5]) v WHERE $1::int > 0 AND (v = 2 OR NOT open) ORDER BY i, v;
-- step: decisions
INSERT INTO decisions (id, municipality, case_id, task_id, visit, stage, actor, outcome, note, state, recorded_at, settled_at)
SELECT md5('d' || i || '/' || v)::uuid, $2::int, id, md5('t' || i || '/' || v)::uuid, v, CASE v WHEN 5 THEN 'approval' ELSE 'review' END, clerk,
    CASE v WHEN 2 THEN 'returned' WHEN 4 THEN 'done' ELSE 'approved' END, CASE v WHEN 2 THEN 'Λείπει η δεύτερη σελίδα.' ELSE '' END,
    'applied', t + w1, t + w1
FROM bench_case, unnest(ARRAY[2, 4, 5]) v WHERE $1::int > 0 AND NOT open ORDER BY i, v;
-- step: notices
INSERT INTO notices (id, municipality, case_id, event, visit, channel, state, attempts, not_before, created_at, sent_at, subject, body)
SELECT md5('n' || i || '/' || e)::uuid, $2::int, id, e, 0, 'email', 'sent', 1, t, t, t, 'Δήμος Ελαιώνα: ' || number || '/' || year, repeat('Η αίτησή σας. ', 10)
FROM bench_case, unnest(ARRAY['received', 'granted']) e WHERE $1::int > 0 AND (e = 'received' OR NOT open) ORDER BY i;
-- step: protocol_entries
INSERT INTO protocol_entries (municipality, year, number, direction, channel, subject, service, unit, items, at)
SELECT $2::int, year, number, 'in', 'portal', 'case/' || id, service, unit, 1, t FROM bench_case WHERE $1::int > 0 ORDER BY i;
-- step: protocol_counters
INSERT INTO protocol_counters (municipality, year, last, last_at)
SELECT $2::int, year, max(number), max(t) FROM bench_case WHERE $1::int > 0 GROUP BY year;
-- step: outbox
INSERT INTO outbox (municipality, verb, workflow, workflow_id, update_id, body, not_before, attempts, created_at, delivered_at)
SELECT $2::int, CASE v WHEN 0 THEN 'start' ELSE 'update' END, 'application', 'case-' || id, CASE v WHEN 0 THEN '' ELSE md5('d' || i || '/' || v)::uuid::text END, '{}', t, 1, t, t
FROM bench_case, unnest(ARRAY[0, 4, 5]) v WHERE $1::int > 0 AND (v = 0 OR NOT open) ORDER BY i;
-- step: attachments
INSERT INTO attachments (id, municipality, account, case_id, slot, name, media_type, size, sha256, blob, uploaded_at)
SELECT md5('a' || i)::uuid, $2::int, account, id, 'supporting', 'aitisi.pdf', 'application/pdf', 1000, md5(i::text) || md5(i::text), 'bench/' || i, t
FROM bench_case WHERE $1::int > 0 ORDER BY i;
-- step: case_search
INSERT INTO case_search (case_id, municipality, submitted_at, words)
SELECT c.id, $2::int, c.t, search_words(p.keys, ARRAY['u/' || c.unit], c.service) FROM bench_case c JOIN bench_person p ON p.id = c.person
WHERE $1::int > 0 ORDER BY c.i;
