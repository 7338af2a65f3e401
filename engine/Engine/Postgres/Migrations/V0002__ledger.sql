CREATE TABLE asset (
    asset_id          int      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain             text     NOT NULL,
    symbol            text     NOT NULL,
    contract          bytea,
    contract_family   smallint,
    decimals          smallint NOT NULL CHECK (decimals BETWEEN 0 AND 77),
    redeemable_at_par boolean  NOT NULL,
    UNIQUE NULLS NOT DISTINCT (chain, symbol, contract)
);
COMMENT ON TABLE asset IS 'Tokens. Amounts are counts of the smallest unit: 10^-decimals of a token.';
COMMENT ON COLUMN asset.redeemable_at_par IS 'One token is redeemed for one US dollar; otherwise its worth is not known here.';

CREATE TABLE source (
    source_id     int         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text        NOT NULL UNIQUE,
    kind          text        NOT NULL CHECK (kind IN ('evm', 'file', 'simulated')),
    chain         text        NOT NULL,
    settings      jsonb       NOT NULL,
    enabled       boolean     NOT NULL DEFAULT true,
    registered_at timestamptz NOT NULL
);
COMMENT ON TABLE source IS 'Where transfers come from. One process at a time follows a source, under an advisory lock.';
COMMENT ON COLUMN source.settings IS 'By kind, without secrets: a provider''s address with a key is named as env:VARIABLE.';

CREATE TABLE block_header (
    source_id   int         NOT NULL REFERENCES source,
    number      bigint      NOT NULL,
    hash        bytea       NOT NULL CHECK (octet_length(hash) = 32),
    parent_hash bytea       NOT NULL CHECK (octet_length(parent_hash) = 32),
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (source_id, number, hash)
);
COMMENT ON TABLE block_header IS 'The chain of headers that an EVM source followed; a second hash at one height is the record of a reorg.';

CREATE TABLE transfer (
    source_id        int            NOT NULL,
    sequence         bigint         NOT NULL CHECK (sequence > 0),
    kind             smallint       NOT NULL CHECK (kind BETWEEN 1 AND 6),
    occurred_at      timestamptz    NOT NULL,
    from_family      smallint,
    from_address     bytea,
    to_family        smallint,
    to_address       bytea,
    amount           numeric(78, 0) NOT NULL CHECK (amount >= 0),
    asset_id         int            NOT NULL,
    block_number     bigint         NOT NULL,
    block_hash       bytea          NOT NULL,
    log_index        int            NOT NULL,
    transaction_hash bytea          NOT NULL,
    initiated_by     bytea,
    order_id         text,
    PRIMARY KEY (occurred_at, source_id, block_number, log_index, block_hash),
    CHECK ((from_family IS NULL) = (from_address IS NULL)),
    CHECK ((to_family IS NULL) = (to_address IS NULL))
) PARTITION BY RANGE (occurred_at);
COMMENT ON TABLE transfer IS 'Every event of a followed token, as it was brought in; in partitions by month. Never changed.';
COMMENT ON COLUMN transfer.sequence IS '1, 2, 3, … without a gap within a source: the order in which monitoring takes them.';
COMMENT ON COLUMN transfer.kind IS '1 transfer, 2 mint, 3 burn, 4 freeze, 5 unfreeze, 6 seize.';
COMMENT ON COLUMN transfer.amount IS 'In the smallest unit of the asset.';
COMMENT ON COLUMN transfer.log_index IS 'Place of the log in its block, or the line of a file.';
COMMENT ON COLUMN transfer.initiated_by IS 'Address of the same family that asked for it, where the source tells.';
CREATE INDEX transfer_sequence ON transfer (source_id, sequence);
CREATE INDEX transfer_from ON transfer (from_address, occurred_at DESC) WHERE from_address IS NOT NULL;
CREATE INDEX transfer_to ON transfer (to_address, occurred_at DESC) WHERE to_address IS NOT NULL;

-- Ingest may not create tables, only call this. The month is a date, so nothing of the caller's text reaches the statement.
CREATE FUNCTION ensure_transfer_month(month_of timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first_day date := date_trunc('month', month_of AT TIME ZONE 'UTC')::date;
    partition_name text := 'transfer_' || to_char(first_day, 'YYYYMM');
BEGIN
    IF first_day < DATE '2009-01-01' OR first_day > (now() AT TIME ZONE 'UTC')::date + 62 THEN
        RAISE EXCEPTION 'no ledger month %: transfers are kept from 2009 to the coming month', first_day USING ERRCODE = 'datetime_field_overflow';
    END IF;
    IF to_regclass(partition_name) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ensure_transfer_month'));
    IF to_regclass(partition_name) IS NOT NULL THEN
        RETURN;
    END IF;
    -- Made aside and attached: a plain CREATE ... PARTITION OF would hold up every reader of the ledger.
    EXECUTE format('CREATE TABLE %I (LIKE transfer INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
    EXECUTE format('ALTER TABLE transfer ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition_name,
        first_day::text || ' 00:00:00+00', (first_day + interval '1 month')::date::text || ' 00:00:00+00');
END $$;
REVOKE ALL ON FUNCTION ensure_transfer_month FROM PUBLIC;

CREATE TABLE ingest_checkpoint (
    checkpoint_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id     int         NOT NULL REFERENCES source,
    sequence      bigint      NOT NULL,
    block_number  bigint      NOT NULL,
    block_hash    bytea       NOT NULL,
    position      text        NOT NULL DEFAULT '',
    skipped       bigint      NOT NULL DEFAULT 0,
    refused       bigint      NOT NULL DEFAULT 0,
    recorded_at   timestamptz NOT NULL
);
COMMENT ON TABLE ingest_checkpoint IS 'How far a source has come, written with the rows themselves; the newest row of a source counts.';
COMMENT ON COLUMN ingest_checkpoint.sequence IS 'The last sequence that was given; 0 before the first row.';
COMMENT ON COLUMN ingest_checkpoint.position IS 'By kind of source: for a file its SHA-256 and the next line.';
COMMENT ON COLUMN ingest_checkpoint.skipped IS 'Rows so far that the mapping says are of no concern.';
COMMENT ON COLUMN ingest_checkpoint.refused IS 'Rows so far that could not be read and stand in refused_row.';
CREATE INDEX ingest_checkpoint_newest ON ingest_checkpoint (source_id, checkpoint_id DESC);
CREATE INDEX ingest_checkpoint_sequence ON ingest_checkpoint (source_id, sequence);

CREATE TABLE refused_row (
    refused_id  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id   int         NOT NULL REFERENCES source,
    place       text        NOT NULL,
    line        bigint      NOT NULL,
    column_name text        NOT NULL,
    reason      text        NOT NULL,
    content     text        NOT NULL,
    refused_at  timestamptz NOT NULL,
    UNIQUE (source_id, place, line)
);
COMMENT ON TABLE refused_row IS 'The quarantine: what a source brought and could not be read, with the reason. Nothing that came in is lost.';
COMMENT ON COLUMN refused_row.place IS 'The file''s name and the first digits of its SHA-256, or the block.';
COMMENT ON COLUMN refused_row.content IS 'The row as it came, cut at 4,000 characters.';

CREATE TABLE source_report (
    report_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id   int         NOT NULL REFERENCES source,
    reported_at timestamptz NOT NULL,
    state       text        NOT NULL CHECK (state IN ('starting', 'catching_up', 'following', 'retrying', 'halted', 'finished')),
    head        bigint      NOT NULL,
    reached     bigint      NOT NULL,
    head_time   timestamptz,
    reached_time timestamptz,
    message     text        NOT NULL DEFAULT ''
);
COMMENT ON TABLE source_report IS 'What a source says of itself, newest last: on each change of state and every 15 seconds.';
COMMENT ON COLUMN source_report.head IS 'The last block of the chain, or the size of the file in bytes.';
COMMENT ON COLUMN source_report.reached IS 'The block, or byte, up to which everything is in the ledger.';
COMMENT ON COLUMN source_report.message IS 'What is wrong and the mend, for retrying and halted.';
CREATE INDEX source_report_newest ON source_report (source_id, report_id DESC);

CREATE TABLE supply_observation (
    source_id    int            NOT NULL REFERENCES source,
    asset_id     int            NOT NULL REFERENCES asset,
    block_number bigint         NOT NULL,
    total_supply numeric(78, 0) NOT NULL,
    sequence     bigint         NOT NULL,
    observed_at  timestamptz    NOT NULL,
    PRIMARY KEY (source_id, asset_id, block_number)
);
COMMENT ON TABLE supply_observation IS 'totalSupply() of a token at a block: what the mints less the burns up to the sequence must come to.';
COMMENT ON COLUMN supply_observation.sequence IS 'The last transfer at or before that block.';

CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ingest_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ingest_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refused_row_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refused_row FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Ingest parses bytes from strangers: it reads what it is told to follow and inserts facts, and that is all.
GRANT SELECT ON source, transfer, ingest_checkpoint, block_header, asset, supply_observation TO usd1_ingest;
GRANT INSERT ON asset, transfer, ingest_checkpoint, block_header, refused_row, source_report, supply_observation TO usd1_ingest;
GRANT EXECUTE ON FUNCTION ensure_transfer_month TO usd1_ingest;
GRANT SELECT ON asset, source, block_header, transfer, ingest_checkpoint, refused_row, source_report, supply_observation TO usd1_service, usd1_ui;
GRANT INSERT, UPDATE ON source TO usd1_service;
GRANT DELETE ON source_report TO usd1_service;
