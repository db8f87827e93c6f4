-- The conversation of a case: messages both ways, notes that stay with the
-- staff, and who has read how far.

-- +goose Up
CREATE TABLE case_messages (
    id           uuid PRIMARY KEY,
    municipality int  NOT NULL,
    case_id      uuid NOT NULL REFERENCES cases,
    side         text NOT NULL CHECK (side IN ('applicant', 'house')), -- who speaks
    account      uuid NOT NULL REFERENCES accounts,                    -- who wrote it down
    channel      text NOT NULL CHECK (channel IN ('portal', 'counter', 'phone', 'post', 'email')),
    body         text NOT NULL CHECK (body <> ''),
    at           timestamptz NOT NULL -- grows within a case
);
CREATE UNIQUE INDEX case_messages_line ON case_messages (case_id, at);

-- Internal notes have a table of their own: no statement that an applicant can
-- reach names it.
CREATE TABLE case_notes (
    id           uuid PRIMARY KEY,
    municipality int  NOT NULL,
    case_id      uuid NOT NULL REFERENCES cases,
    account      uuid NOT NULL REFERENCES accounts,
    body         text NOT NULL CHECK (body <> ''),
    at           timestamptz NOT NULL -- grows within a case, messages included
);
CREATE UNIQUE INDEX case_notes_line ON case_notes (case_id, at);

-- An account has read everything of the conversation up to a time. Marks are
-- added, never moved: so it stays known when each message was read.
CREATE TABLE case_reads (
    municipality int  NOT NULL,
    case_id      uuid NOT NULL REFERENCES cases,
    account      uuid NOT NULL REFERENCES accounts,
    side         text NOT NULL CHECK (side IN ('applicant', 'house')),
    up_to        timestamptz NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (case_id, account, up_to)
);

ALTER TABLE attachments ADD COLUMN message uuid; -- came with this message or, if internal, this note
CREATE INDEX attachments_message ON attachments (case_id, message) WHERE message IS NOT NULL;

-- The first message that a notice tells of; it tells of those that followed
-- before it was sent, too.
ALTER TABLE notices ADD COLUMN message uuid REFERENCES case_messages;
