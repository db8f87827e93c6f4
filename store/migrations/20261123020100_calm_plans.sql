-- Every connection keeps the plans of its statements, which find rows by index
-- whatever the statistics say. Each ANALYZE and VACUUM of a table makes all of
-- them be made again, half a second of a processor for each connection: in the
-- tables that every case writes that happens after thousands of changes, not
-- after fifty.

-- +goose Up
-- +goose StatementBegin
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['cases', 'case_forms', 'case_search', 'case_messages', 'case_reads', 'stage_visits', 'tasks', 'decisions', 'notices',
            'outbox', 'audit', 'attachments', 'protocol_entries', 'sessions', 'idempotency_keys', 'visit_histograms'] LOOP
        EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_threshold = 10000, autovacuum_vacuum_threshold = 5000,
            autovacuum_vacuum_insert_threshold = 10000)', t);
    END LOOP;
END $$;
-- +goose StatementEnd
