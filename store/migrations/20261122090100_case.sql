-- Cases and what happens to them. Every step of a workflow is idempotent by
-- (case_id, visit).

-- +goose Up
CREATE TABLE cases (
    id            uuid PRIMARY KEY, -- UUIDv7
    municipality  int  NOT NULL REFERENCES municipalities,
    kind          text NOT NULL CHECK (kind IN ('application', 'certificate', 'identity', 'transfer', 'problem')),
    parent        uuid REFERENCES cases,
    service       text NOT NULL,
    version       int  NOT NULL,
    unit          text NOT NULL,           -- responsible for the service
    applicant     uuid REFERENCES persons,
    filed_by      uuid NOT NULL REFERENCES accounts,
    channel       text NOT NULL CHECK (channel IN ('portal', 'counter', 'phone', 'post', 'email')),
    delivery      text NOT NULL CHECK (delivery IN ('portal', 'post')),
    state         text NOT NULL CHECK (state IN ('open', 'closed')),
    stage         text NOT NULL DEFAULT '', -- projections of the newest visit, for lists
    back          text NOT NULL DEFAULT '',
    visit         int  NOT NULL DEFAULT 0,
    outcome       text CHECK (outcome IN ('granted', 'rejected', 'withdrawn')),
    submitted_at  timestamptz NOT NULL,
    legal_due_at  timestamptz NOT NULL,
    target_due_at timestamptz NOT NULL,
    decided_at    timestamptz,
    withdrawn_at  timestamptz,              -- recorded; the workflow may still have to hear it
    halted_at     timestamptz,
    halted_code   text,
    closed_at     timestamptz,
    FOREIGN KEY (municipality, service, version) REFERENCES services (municipality, code, version),
    FOREIGN KEY (municipality, unit) REFERENCES units (municipality, code),
    CHECK (kind <> 'application' OR applicant IS NOT NULL),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (outcome IS NOT NULL))
);
CREATE INDEX cases_applicant ON cases (applicant, submitted_at DESC, id DESC);
CREATE INDEX cases_unit ON cases (municipality, unit, submitted_at DESC, id DESC);
CREATE INDEX cases_open ON cases (municipality, id) WHERE state = 'open';

-- What the applicant said, apart from the case so that it can be erased.
CREATE TABLE case_forms (
    case_id      uuid NOT NULL REFERENCES cases,
    version      int  NOT NULL, -- 1 as submitted; a completion adds one
    municipality int  NOT NULL,
    form         jsonb NOT NULL,
    written_at   timestamptz NOT NULL,
    PRIMARY KEY (case_id, version)
);

-- One row for each unit that has the ball in a visit: the source of all times.
CREATE TABLE stage_visits (
    case_id      uuid NOT NULL REFERENCES cases,
    visit        int  NOT NULL,
    ordinal      int  NOT NULL,
    municipality int  NOT NULL,
    service      text NOT NULL, -- copied from the case: reports need no join
    stage        text NOT NULL,
    back         text NOT NULL DEFAULT '',
    audience     text NOT NULL CHECK (audience IN ('clerk', 'head', 'citizen', 'payer', 'machine')),
    unit         text NOT NULL,
    assignee     uuid,
    opened_at    timestamptz NOT NULL,
    due_at       timestamptz,
    escalate_at  timestamptz,
    clock        text NOT NULL CHECK (clock IN ('runs', 'stopped')), -- of the legal term
    reminded_at  timestamptz,
    escalated_at timestamptz,
    closed_at    timestamptz,
    outcome      text,
    PRIMARY KEY (case_id, visit, ordinal),
    CHECK ((closed_at IS NULL) = (outcome IS NULL) AND outcome <> '')
);
CREATE INDEX stage_visits_closed ON stage_visits (municipality, closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE tasks (
    id           uuid PRIMARY KEY, -- derived from (case, visit, ordinal)
    case_id      uuid NOT NULL REFERENCES cases,
    municipality int  NOT NULL,
    purpose      text NOT NULL CHECK (purpose IN ('stage', 'contact')),
    visit        int  NOT NULL,
    ordinal      int  NOT NULL,
    service      text NOT NULL,
    stage        text NOT NULL,
    audience     text NOT NULL CHECK (audience IN ('clerk', 'head', 'citizen', 'payer')),
    unit         text NOT NULL,    -- has it, or waits for the citizen
    outcomes     text[] NOT NULL,
    four_eyes    text NOT NULL DEFAULT '',
    decisive     bool NOT NULL DEFAULT false,
    notice_id    uuid,             -- of purpose contact
    assignee     uuid REFERENCES accounts,
    claimed_at   timestamptz,
    opened_at    timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('open', 'decided', 'closed')),
    decision_id  uuid,
    closed_at    timestamptz,
    FOREIGN KEY (municipality, unit) REFERENCES units (municipality, code)
);
CREATE INDEX tasks_case ON tasks (case_id);
-- The lists everybody looks at all day: small, because they hold open tasks only.
CREATE INDEX tasks_queue ON tasks (municipality, unit, due_at, id) WHERE state = 'open';
CREATE INDEX tasks_mine ON tasks (assignee, due_at, id) WHERE state = 'open';

CREATE TABLE decisions (
    id           uuid PRIMARY KEY, -- chosen by the desk
    municipality int  NOT NULL,
    case_id      uuid NOT NULL REFERENCES cases,
    task_id      uuid REFERENCES tasks, -- null: a withdrawal, on the case as a whole
    visit        int  NOT NULL DEFAULT 0,
    stage        text NOT NULL DEFAULT '',
    actor        uuid NOT NULL REFERENCES accounts,
    outcome      text NOT NULL,
    note         text NOT NULL DEFAULT '', -- reasons; the citizen reads those of a return or a refusal
    tracking     text NOT NULL DEFAULT '', -- of the post
    state        text NOT NULL CHECK (state IN ('recorded', 'applied', 'refused')),
    refused_code text,
    recorded_at  timestamptz NOT NULL,
    settled_at   timestamptz,
    CHECK ((state = 'refused') = (refused_code IS NOT NULL))
);
CREATE INDEX decisions_case ON decisions (case_id, recorded_at);
CREATE INDEX decisions_recorded ON decisions (recorded_at) WHERE state = 'recorded';

-- The proof of a fee, used once.
CREATE TABLE payments (
    municipality int  NOT NULL,
    code         text NOT NULL, -- as normalised
    kind         text NOT NULL CHECK (kind IN ('e-paravolo', 'rf')),
    case_id      uuid NOT NULL REFERENCES cases,
    decision_id  uuid NOT NULL REFERENCES decisions,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (municipality, code)
);
CREATE INDEX payments_case ON payments (case_id);

-- What the machine noticed, for the clerk.
CREATE TABLE findings (
    case_id      uuid NOT NULL REFERENCES cases,
    visit        int  NOT NULL,
    code         text NOT NULL,
    subject      text NOT NULL DEFAULT '', -- the slot or the case it is about
    municipality int  NOT NULL,
    PRIMARY KEY (case_id, visit, code, subject)
);

CREATE TABLE drafts (
    id           uuid PRIMARY KEY, -- chosen by the browser
    municipality int   NOT NULL,
    account      uuid  NOT NULL REFERENCES accounts,
    service      text  NOT NULL,
    body         jsonb NOT NULL,   -- the submission as far as it has come
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);
CREATE INDEX drafts_account ON drafts (account, updated_at DESC);

CREATE TABLE attachments (
    id           uuid PRIMARY KEY,
    municipality int  NOT NULL,
    account      uuid NOT NULL REFERENCES accounts, -- who brought it
    case_id      uuid REFERENCES cases,             -- null until it is used; swept after a day
    slot         text NOT NULL DEFAULT '',
    visit        int  NOT NULL DEFAULT 0,           -- 0 with the submission, else the completion that brought it
    name         text NOT NULL,
    media_type   text NOT NULL,                     -- by content
    size         bigint NOT NULL,
    sha256       text NOT NULL,
    blob         text NOT NULL,
    uploaded_at  timestamptz NOT NULL
);
CREATE INDEX attachments_case ON attachments (case_id);
CREATE INDEX attachments_loose ON attachments (uploaded_at) WHERE case_id IS NULL;
CREATE INDEX attachments_blob ON attachments (blob);

-- One book a municipality and year, one series for in, out and internal.
CREATE TABLE protocol_counters (
    municipality int NOT NULL REFERENCES municipalities,
    year         int NOT NULL,
    last         int NOT NULL,
    last_at      timestamptz NOT NULL,
    PRIMARY KEY (municipality, year)
) WITH (fillfactor = 10); -- room for HOT updates

CREATE TABLE protocol_entries (
    municipality int  NOT NULL,
    year         int  NOT NULL,
    number       int  NOT NULL,
    direction    text NOT NULL CHECK (direction IN ('in', 'out', 'internal')),
    channel      text NOT NULL,
    subject      text NOT NULL UNIQUE, -- the thing numbered, e.g. case/<id>: one number each
    service      text NOT NULL,
    unit         text NOT NULL,        -- addressed to
    items        int  NOT NULL,        -- papers that came with it
    at           timestamptz NOT NULL,
    PRIMARY KEY (municipality, year, number)
);
CREATE TRIGGER protocol_final BEFORE UPDATE OR DELETE ON protocol_entries
    FOR EACH ROW EXECUTE FUNCTION row_is_final();
CREATE TRIGGER protocol_kept BEFORE TRUNCATE ON protocol_entries
    FOR EACH STATEMENT EXECUTE FUNCTION row_is_final();
