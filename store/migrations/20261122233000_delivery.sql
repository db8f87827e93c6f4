-- Delivery: what providers say of a message they took, and how people want to be told.

-- +goose Up
ALTER TABLE notices DROP CONSTRAINT notices_state_check,
    ADD CONSTRAINT notices_state_check CHECK (state IN
        ('queued', 'sending', 'durable', 'sent', 'delivered', 'failed', 'given-up', 'cancelled')),
    ADD COLUMN delivered_at timestamptz, -- the provider says that it arrived
    ADD COLUMN failed_at    timestamptz, -- it is known not to arrive: failed or given up
    ADD COLUMN fallback_of  uuid REFERENCES notices ON DELETE CASCADE; -- the one of the other channel that did not arrive
CREATE UNIQUE INDEX notices_fallback ON notices (fallback_of) WHERE fallback_of IS NOT NULL;
CREATE INDEX notices_failed ON notices (failed_at) WHERE failed_at IS NOT NULL;

ALTER TABLE persons ADD COLUMN ways text NOT NULL DEFAULT 'both' CHECK (ways IN ('both', 'email', 'sms')), -- how he wants to be told
    ADD COLUMN quiet_from  text CHECK (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'), -- no SMS, in Athens; null: as the municipality
    ADD COLUMN quiet_until text CHECK (quiet_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'), -- equal to quiet_from: at any hour
    ADD CONSTRAINT persons_quiet_check CHECK ((quiet_from IS NULL) = (quiet_until IS NULL));
ALTER TABLE municipalities
    ADD COLUMN quiet_from  text CHECK (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'), -- null: an SMS may come at any hour
    ADD COLUMN quiet_until text CHECK (quiet_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    ADD CONSTRAINT municipalities_quiet_check CHECK ((quiet_from IS NULL) = (quiet_until IS NULL));
