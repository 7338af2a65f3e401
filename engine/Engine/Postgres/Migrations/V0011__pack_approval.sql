-- Two people put a rule pack in force: one proposes, another approves. The one exception is the shipped pack at first start.
ALTER TABLE rule_pack ADD CONSTRAINT rule_pack_content UNIQUE (pack_id, sha256);

CREATE TABLE pack_proposal (
    proposal_id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256           bytea       NOT NULL CHECK (octet_length(sha256) = 32),
    files            jsonb       NOT NULL,
    rules            int         NOT NULL CHECK (rules > 0),
    tests            int         NOT NULL CHECK (tests >= 0),
    returns_to       bigint,
    replaces         bigint      NOT NULL REFERENCES rule_pack,
    difference       jsonb       NOT NULL,
    reason           text        NOT NULL CHECK (length(reason) BETWEEN 10 AND 4000),
    proposed_by_kind text        NOT NULL CHECK (proposed_by_kind = 'Person'),
    proposed_by_id   text        NOT NULL,
    proposed_by_name text        NOT NULL,
    proposed_at      timestamptz NOT NULL,
    UNIQUE (proposal_id, sha256),
    UNIQUE (proposal_id, proposed_by_kind, proposed_by_id),
    FOREIGN KEY (returns_to, sha256) REFERENCES rule_pack (pack_id, sha256),
    CHECK (tests > 0 OR returns_to IS NOT NULL)
);
COMMENT ON TABLE pack_proposal IS 'Rule packs that a person proposed, to the letter, against the pack that was in force then. What became of each stands in pack_decision; one on which nobody decided waits, or was overtaken when another pack came in force.';
COMMENT ON COLUMN pack_proposal.sha256 IS 'As of rule_pack.';
COMMENT ON COLUMN pack_proposal.files IS 'File name to its text.';
COMMENT ON COLUMN pack_proposal.tests IS 'Unit tests beside the rules that were run and passed when it was proposed; 0 on a return, whose tests ran when it was first proposed.';
COMMENT ON COLUMN pack_proposal.returns_to IS 'The earlier pack that it goes back to; null for rules that come from a folder.';
COMMENT ON COLUMN pack_proposal.replaces IS 'The pack in force when it was proposed: an approval of another state of affairs is refused.';
COMMENT ON COLUMN pack_proposal.difference IS 'What it changes against that pack, rule by rule; made anew and compared when it is approved.';
CREATE INDEX pack_proposal_replaces ON pack_proposal (replaces);
CREATE TRIGGER pack_proposal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pack_proposal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE pack_decision (
    proposal_id      bigint      PRIMARY KEY,
    proposed_by_kind text        NOT NULL,
    proposed_by_id   text        NOT NULL,
    kind             text        NOT NULL CHECK (kind IN ('approved', 'refused')),
    reason           text        NOT NULL CHECK (length(reason) BETWEEN 10 AND 4000),
    decided_by_kind  text        NOT NULL CHECK (decided_by_kind = 'Person'),
    decided_by_id    text        NOT NULL,
    decided_by_name  text        NOT NULL,
    decided_at       timestamptz NOT NULL,
    UNIQUE (proposal_id, kind),
    -- Carried along so that the next line can compare: the key holds it to be the proposal's own.
    FOREIGN KEY (proposal_id, proposed_by_kind, proposed_by_id) REFERENCES pack_proposal (proposal_id, proposed_by_kind, proposed_by_id),
    CONSTRAINT pack_four_eyes CHECK (kind <> 'approved' OR decided_by_id <> proposed_by_id)
);
COMMENT ON TABLE pack_decision IS 'What became of a proposed rule pack: approved by a second person, or refused, or taken back by who proposed it. Once each.';
CREATE TRIGGER pack_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pack_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE rule_pack
    ADD shipped_with text,
    ADD proposal_id  bigint UNIQUE,
    ADD approval     text GENERATED ALWAYS AS (CASE WHEN proposal_id IS NOT NULL THEN 'approved' END) STORED;
ALTER TABLE rule_pack
    ADD FOREIGN KEY (proposal_id, sha256) REFERENCES pack_proposal (proposal_id, sha256),
    ADD FOREIGN KEY (proposal_id, approval) REFERENCES pack_decision (proposal_id, kind),
    -- Not asked of the packs that were put in force before two people were: those have neither.
    ADD CONSTRAINT rule_pack_by_two CHECK (num_nonnulls(shipped_with, proposal_id) = 1) NOT VALID;
CREATE UNIQUE INDEX rule_pack_first_start_once ON rule_pack ((shipped_with IS NOT NULL)) WHERE shipped_with IS NOT NULL;
COMMENT ON COLUMN rule_pack.loaded_by IS 'Who put it in force: the second person, or the job first-start.';
COMMENT ON COLUMN rule_pack.shipped_with IS 'The version of the product that it came with, where it was loaded at first start because none was ever in force; null otherwise.';
COMMENT ON COLUMN rule_pack.proposal_id IS 'The proposal that two people agreed on; null of the first one, and of packs from before two people were asked for.';
COMMENT ON COLUMN rule_pack.approval IS 'Holds proposal_id to be one that was approved.';

CREATE FUNCTION demand_pack_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE in_force bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('rule_pack'));
    SELECT max(pack_id) INTO in_force FROM rule_pack;
    IF NEW.proposal_id IS NULL AND in_force IS NOT NULL THEN
        RAISE EXCEPTION 'rule pack % is in force: another one needs a proposal and a second person', in_force USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.proposal_id IS NOT NULL AND in_force IS DISTINCT FROM (SELECT replaces FROM pack_proposal p WHERE p.proposal_id = NEW.proposal_id) THEN
        RAISE EXCEPTION 'proposal % was made against another rule pack than %, which is in force', NEW.proposal_id, in_force USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rule_pack_in_turn BEFORE INSERT ON rule_pack FOR EACH ROW EXECUTE FUNCTION demand_pack_in_turn();

CREATE FUNCTION demand_one_pack_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('rule_pack'));
    IF EXISTS (SELECT FROM pack_proposal p WHERE p.sha256 = NEW.sha256 AND p.replaces = NEW.replaces AND NOT EXISTS (SELECT FROM pack_decision d WHERE d.proposal_id = p.proposal_id)) THEN
        RAISE EXCEPTION 'this rule pack is proposed already and waits' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pack_proposal_waits_once BEFORE INSERT ON pack_proposal FOR EACH ROW EXECUTE FUNCTION demand_one_pack_waits();

-- By columns: the service can load the shipped pack at first start and nothing else, the people's door only what a proposal stands behind.
REVOKE INSERT ON rule_pack FROM usd1_service;
GRANT INSERT (sha256, files, rules, loaded_at, loaded_by, shipped_with) ON rule_pack TO usd1_service;
GRANT INSERT (sha256, files, rules, loaded_at, loaded_by, proposal_id) ON rule_pack TO usd1_ui;
GRANT SELECT, INSERT ON pack_proposal, pack_decision TO usd1_ui;
GRANT SELECT ON pack_proposal, pack_decision TO usd1_service;
