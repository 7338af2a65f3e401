-- A snapshot is a file beside the process; here stands which files were written from this very database. One that was changed, or comes from another database or
-- from this one after a later time than its backup, has no row, and is not read.
CREATE TABLE monitoring_snapshot (
    sha256     bytea       PRIMARY KEY CHECK (octet_length(sha256) = 32),
    batch_id   bigint      NOT NULL REFERENCES monitored_batch,
    size_bytes bigint      NOT NULL CHECK (size_bytes > 0),
    written_at timestamptz NOT NULL
);
COMMENT ON TABLE monitoring_snapshot IS 'The snapshots of what monitoring keeps that were written from this database: a file without a row is not read, and the memory is rebuilt from the ledger.';
COMMENT ON COLUMN monitoring_snapshot.sha256 IS 'Of the whole file up to the 32 bytes at its end, which are the same.';
COMMENT ON COLUMN monitoring_snapshot.batch_id IS 'The last batch that it counts.';
CREATE INDEX monitoring_snapshot_batch ON monitoring_snapshot (batch_id);
CREATE TRIGGER monitoring_snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON monitoring_snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON monitoring_snapshot TO usd1_service;
