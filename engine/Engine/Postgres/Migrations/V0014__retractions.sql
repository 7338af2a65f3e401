CREATE TABLE retraction (
    retraction_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id     int         NOT NULL REFERENCES source,
    from_sequence bigint      NOT NULL CHECK (from_sequence > 0),
    to_sequence   bigint      NOT NULL CHECK (to_sequence >= from_sequence - 1),
    from_block    bigint      NOT NULL CHECK (from_block >= 0),
    to_block      bigint      NOT NULL CHECK (to_block >= from_block),
    old_hash      bytea       NOT NULL CHECK (octet_length(old_hash) = 32),
    new_hash      bytea       NOT NULL CHECK (octet_length(new_hash) = 32 AND new_hash <> old_hash),
    recorded_at   timestamptz NOT NULL
);
COMMENT ON TABLE retraction IS 'A reorganisation of a chain: the rows of a source with a sequence from one number to another no longer stand on it. The rows themselves stay as they are.';
COMMENT ON COLUMN retraction.retraction_id IS 'Grows in the order of commits, over all sources: whoever has read one has read all before it.';
COMMENT ON COLUMN retraction.from_sequence IS 'The first row that it took; rows of the span that an earlier retraction took already are not taken again.';
COMMENT ON COLUMN retraction.to_sequence IS 'The last row that the source had brought by then, so that in its order the retraction stands right behind this row; from_sequence - 1 where it took no row.';
COMMENT ON COLUMN retraction.from_block IS 'The lowest block that is known to be another now; all blocks of the source from it to to_block are retracted.';
COMMENT ON COLUMN retraction.old_hash IS 'Of from_block, as it was read.';
COMMENT ON COLUMN retraction.new_hash IS 'Of from_block, as the chain has it now.';
CREATE INDEX retraction_of_source ON retraction (source_id, to_block);

CREATE TABLE retracted_transfer (
    source_id     int         NOT NULL,
    sequence      bigint      NOT NULL,
    retraction_id bigint      NOT NULL REFERENCES retraction,
    retracted_at  timestamptz NOT NULL,
    PRIMARY KEY (source_id, sequence)
);
COMMENT ON TABLE retracted_transfer IS 'Which rows of transfer no longer stand, one by one: made from retraction by the database itself, so that readers leave them out by an equality.';
COMMENT ON COLUMN retracted_transfer.retraction_id IS 'The first that retracted the row; a later and deeper one may span it again.';

-- A branch is named by the retraction that began it. It belongs to every key that names a block, because a chain may come back to a block that was
-- retracted: its rows are then new rows, and within one branch a block still enters once. The keys of a large ledger take a while to build anew.
ALTER TABLE ingest_checkpoint ADD COLUMN branch bigint NOT NULL DEFAULT 0, ADD COLUMN final_block bigint;
ALTER TABLE transfer ADD COLUMN branch bigint NOT NULL DEFAULT 0;
ALTER TABLE transfer DROP CONSTRAINT transfer_pkey;
ALTER TABLE transfer ADD PRIMARY KEY (occurred_at, source_id, block_number, log_index, block_hash, branch);
ALTER TABLE block_header ADD COLUMN branch bigint NOT NULL DEFAULT 0;
ALTER TABLE block_header DROP CONSTRAINT block_header_pkey;
ALTER TABLE block_header ADD PRIMARY KEY (source_id, number, hash, branch);
ALTER TABLE refused_row ADD COLUMN branch bigint NOT NULL DEFAULT 0;
ALTER TABLE refused_row DROP CONSTRAINT refused_row_source_id_place_line_key;
ALTER TABLE refused_row ADD UNIQUE (source_id, place, line, branch);
ALTER TABLE supply_observation ADD COLUMN branch bigint NOT NULL DEFAULT 0;
ALTER TABLE supply_observation DROP CONSTRAINT supply_observation_pkey;
ALTER TABLE supply_observation ADD PRIMARY KEY (source_id, asset_id, block_number, branch);
COMMENT ON COLUMN ingest_checkpoint.branch IS 'The newest retraction of the source by then, 0 before the first: what is brought behind this checkpoint is of that branch.';
COMMENT ON COLUMN ingest_checkpoint.final_block IS 'The highest block read so far that the chain called final; NULL where the node does not tell. It is never retracted.';
COMMENT ON COLUMN transfer.branch IS 'The newest retraction of the source when the row was brought; 0 before the first.';
COMMENT ON COLUMN block_header.branch IS 'The newest retraction of the source when the header was read; one from from_block on with a higher number retracts it.';
COMMENT ON COLUMN refused_row.branch IS 'The newest retraction of the source when the row was refused.';
COMMENT ON COLUMN supply_observation.branch IS 'The newest retraction of the source when it was observed; one from from_block on with a higher number retracts it.';
COMMENT ON TABLE block_header IS 'The headers that an EVM source followed; several hashes at one height are the record of a reorganisation, told apart by branch.';

-- Ingest may insert a retraction and no more, and it reads what strangers send: so the database holds the retraction against the rows, and makes the list
-- of retracted rows itself. Refused is one that does not end at the source's newest checkpoint, leaves out a row of its blocks, takes one of a block
-- below them, or reaches what was final.
CREATE FUNCTION take_retraction() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest ingest_checkpoint%ROWTYPE;
BEGIN
    SELECT * INTO newest FROM ingest_checkpoint WHERE source_id = NEW.source_id ORDER BY checkpoint_id DESC LIMIT 1;
    IF newest.sequence IS DISTINCT FROM NEW.to_sequence OR newest.block_number IS DISTINCT FROM NEW.to_block THEN
        RAISE EXCEPTION 'a retraction of source % ends at row % and block %, and its newest checkpoint is at row % and block %', NEW.source_id, NEW.to_sequence, NEW.to_block, newest.sequence, newest.block_number USING ERRCODE = 'check_violation';
    END IF;
    IF newest.final_block >= NEW.from_block THEN
        RAISE EXCEPTION 'block % of source % is final and cannot be retracted', NEW.from_block, NEW.source_id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM transfer t WHERE t.source_id = NEW.source_id AND t.sequence BETWEEN NEW.from_sequence AND NEW.to_sequence AND t.block_number < NEW.from_block
            AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence))
        OR (SELECT t.block_number FROM transfer t WHERE t.source_id = NEW.source_id AND t.sequence < NEW.from_sequence
            AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)
            ORDER BY t.sequence DESC LIMIT 1) >= NEW.from_block THEN
        RAISE EXCEPTION 'rows % to % of source % are not those of the blocks from % on', NEW.from_sequence, NEW.to_sequence, NEW.source_id, NEW.from_block USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO retracted_transfer (source_id, sequence, retraction_id, retracted_at)
    SELECT NEW.source_id, retracted, NEW.retraction_id, NEW.recorded_at FROM generate_series(NEW.from_sequence, NEW.to_sequence) AS retracted
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION take_retraction FROM PUBLIC;
CREATE TRIGGER retraction_taken AFTER INSERT ON retraction FOR EACH ROW EXECUTE FUNCTION take_retraction();
CREATE TRIGGER retraction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON retraction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER retracted_transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON retracted_transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON retraction, retracted_transfer TO usd1_ingest, usd1_service, usd1_ui;
GRANT INSERT ON retraction TO usd1_ingest;
