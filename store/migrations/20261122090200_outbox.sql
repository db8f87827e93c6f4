-- What the house still has to say: to Temporal and to people.

-- +goose Up
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    municipality int  NOT NULL,
    verb         text NOT NULL CHECK (verb IN ('start', 'update')),
    workflow     text NOT NULL, -- its name, e.g. application
    workflow_id  text NOT NULL,
    update_id    text NOT NULL DEFAULT '',
    body         jsonb NOT NULL,
    not_before   timestamptz NOT NULL, -- the lease: whoever holds the row pushes it forward
    attempts     int  NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    delivered_at timestamptz,
    refused_code text
);
CREATE INDEX outbox_due ON outbox (not_before) WHERE delivered_at IS NULL;
CREATE INDEX outbox_line ON outbox (workflow_id, id);
CREATE INDEX outbox_update ON outbox (update_id) WHERE update_id <> '';

CREATE TABLE notices (
    id           uuid PRIMARY KEY, -- derived from what it tells, to whom and how
    municipality int  NOT NULL,
    case_id      uuid NOT NULL REFERENCES cases,
    event        text NOT NULL,
    visit        int  NOT NULL,
    channel      text NOT NULL CHECK (channel IN ('email', 'sms')),
    account      uuid REFERENCES accounts, -- staff told; null: the applicant
    state        text NOT NULL CHECK (state IN ('queued', 'sending', 'durable', 'sent', 'given-up', 'cancelled')),
    attempts     int  NOT NULL DEFAULT 0,
    not_before   timestamptz NOT NULL,
    created_at   timestamptz NOT NULL,
    uncertain_at timestamptz,           -- an attempt began, and nobody saw its end
    sent_at      timestamptz,
    reference    text NOT NULL DEFAULT '', -- the provider's
    failure      text NOT NULL DEFAULT '', -- code of the last failure
    subject      text NOT NULL DEFAULT '', -- as sent
    body         text NOT NULL DEFAULT ''
);
CREATE INDEX notices_case ON notices (case_id);
CREATE INDEX notices_queue ON notices (channel, not_before, id) WHERE state IN ('queued', 'sending');
