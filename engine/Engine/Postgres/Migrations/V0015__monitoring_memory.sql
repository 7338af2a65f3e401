-- What is kept in memory while transfers are judged is a function of the transfers and of what was known of addresses then. So that a replay comes to the
-- same, each batch says what was known, and labels stay as they were imported.
CREATE TABLE imported_label (
    import_id   bigint      NOT NULL REFERENCES label_import,
    family      smallint    NOT NULL,
    address     bytea       NOT NULL,
    category    text        NOT NULL,
    observed_at timestamptz,
    PRIMARY KEY (import_id, address, family, category)
);
COMMENT ON TABLE imported_label IS 'The labels of every import, as they came: what an address was known to be while a batch was judged, years later.';
COMMENT ON COLUMN imported_label.observed_at IS 'Since when the address was known as that, UTC; null for always.';
INSERT INTO imported_label (import_id, family, address, category, observed_at)
SELECT i.import_id, l.family, l.address, l.category, l.observed_at
FROM address_label l JOIN LATERAL (SELECT max(import_id) AS import_id FROM label_import WHERE origin = l.origin) i ON i.import_id IS NOT NULL;
CREATE TRIGGER imported_label_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON imported_label FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON imported_label TO usd1_service;
GRANT SELECT ON imported_label TO usd1_ui;

ALTER TABLE monitored_batch ADD COLUMN label_import bigint, ADD COLUMN retraction_id bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN monitored_batch.label_import IS 'The newest import of labels then, 0 before the first; NULL for a batch from before this was kept: it is replayed with the labels of today.';
COMMENT ON COLUMN monitored_batch.retraction_id IS 'The newest retraction that was known then: rows that it or an earlier one took were passed over.';

CREATE TABLE monitored_retraction (
    retraction_id  bigint      PRIMARY KEY REFERENCES retraction,
    after_batch_id bigint      NOT NULL,
    alerts         int         NOT NULL,
    taken_at       timestamptz NOT NULL
);
COMMENT ON TABLE monitored_retraction IS 'Which retractions monitoring has taken up: what it kept of their rows is as though it had never been.';
COMMENT ON COLUMN monitored_retraction.after_batch_id IS 'The last batch that was judged before; 0 for none. Alerts of later batches rest on none of the rows.';
COMMENT ON COLUMN monitored_retraction.alerts IS 'How many alerts and repeats rest on rows that it took.';
CREATE TRIGGER monitored_retraction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON monitored_retraction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON monitored_retraction TO usd1_service;
GRANT SELECT ON monitored_retraction TO usd1_ui;
