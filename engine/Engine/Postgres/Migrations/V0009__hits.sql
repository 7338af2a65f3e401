CREATE TABLE hit (
    hit_id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_kind   text        NOT NULL CHECK (subject_kind IN ('party', 'address', 'screening')),
    subject_id     text        NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 200),
    subject_hash   bytea       NOT NULL CHECK (octet_length(subject_hash) = 32),
    listed_name    text        NOT NULL,
    score          real        NOT NULL CHECK (score BETWEEN 0 AND 1),
    blocking       boolean     NOT NULL,
    needs_two      boolean     NOT NULL,
    found_by       text        NOT NULL,
    found_at       timestamptz NOT NULL,
    due_at         timestamptz NOT NULL,
    earlier_hit_id bigint      REFERENCES hit,
    gone_at        timestamptz,
    state          text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'true_match', 'false_positive', 'inconclusive', 'released')),
    decided_reason text,
    decided_by     uuid        REFERENCES person,
    decided_at     timestamptz,
    approved_by    uuid        REFERENCES person,
    expires_at     timestamptz,
    pending        text        CHECK (pending IN ('true_match', 'false_positive', 'inconclusive', 'released')),
    pending_reason text,
    pending_by     uuid        REFERENCES person,
    pending_at     timestamptz,
    revision       int         NOT NULL DEFAULT 1,
    CONSTRAINT hit_decision_whole CHECK (num_nulls(decided_reason, decided_by, decided_at) = CASE WHEN state = 'open' THEN 3 ELSE 0 END),
    CONSTRAINT hit_pending_whole CHECK (num_nulls(pending, pending_reason, pending_by, pending_at) IN (0, 4)),
    -- Four eyes, held by the database too: nobody approves what he decided, a high score takes two, and so does a release, always.
    CONSTRAINT hit_four_eyes CHECK (approved_by IS NULL OR (decided_by IS NOT NULL AND approved_by <> decided_by)),
    CONSTRAINT hit_decided_by_two CHECK (state = 'open' OR approved_by IS NOT NULL OR NOT (needs_two OR state = 'released')),
    CONSTRAINT hit_false_positive_expires CHECK ((state = 'false_positive') = (expires_at IS NOT NULL) AND expires_at > decided_at)
);
COMMENT ON TABLE hit IS 'A subject that may be a listed party: one for all entries that repeat one another, so that a party on four lists is decided on once.';
COMMENT ON COLUMN hit.subject_id IS 'The party''s id; family:hex of an address; screening id and place of a name that was asked about and is no registered party''s.';
COMMENT ON COLUMN hit.subject_hash IS 'SHA-256 of what was compared: a false positive is remembered until it changes.';
COMMENT ON COLUMN hit.listed_name IS 'The primary name of the entry that scored best.';
COMMENT ON COLUMN hit.score IS 'The highest of its entries, 0 to 1.';
COMMENT ON COLUMN hit.blocking IS 'Whether property of one of its entries is blocked.';
COMMENT ON COLUMN hit.needs_two IS 'Whether a decision takes a second person: an address, an owner''s, or a score from fourEyesFrom of rules/screening/adjudication.json on.';
COMMENT ON COLUMN hit.found_by IS 'screening:ID; rescreening:ID of a change of a list; parties:N where a party was new or changed, up to version N.';
COMMENT ON COLUMN hit.due_at IS 'By when it should be decided: a lawful payment waits for it.';
COMMENT ON COLUMN hit.earlier_hit_id IS 'The hit of the same subject and party that was decided before; something has changed since, or its decision has expired.';
COMMENT ON COLUMN hit.gone_at IS 'When the last of its entries left its list: what was blocked is to be looked at for release. It releases nothing by itself. Null while one is in force.';
COMMENT ON COLUMN hit.expires_at IS 'Until when a false positive is remembered.';
COMMENT ON COLUMN hit.pending IS 'A decision that waits for a second person.';
COMMENT ON COLUMN hit.revision IS 'Counts changes: two people who act on the same state at once, one is told.';
CREATE INDEX hit_subject ON hit (subject_kind, subject_id, hit_id DESC);
CREATE INDEX hit_queue ON hit (due_at, hit_id) WHERE state = 'open' OR pending IS NOT NULL;
CREATE INDEX hit_gone ON hit (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX hit_expiring ON hit (expires_at) WHERE state = 'false_positive';

-- What was decided once and is taken back is decided by two, whatever its score; and a true match ends by a release or by being taken back, in no
-- other way. A trigger, so that the browser's login cannot do otherwise by SQL.
CREATE FUNCTION guard_hit_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'true_match' AND NEW.state NOT IN ('true_match', 'open', 'released') THEN
        RAISE EXCEPTION 'hit % is a true match: it is released or taken back, and decided anew after that', OLD.hit_id USING ERRCODE = 'check_violation', CONSTRAINT = 'hit_true_match_stays';
    END IF;
    IF OLD.state <> 'open' AND NEW.state = 'open' THEN
        NEW.needs_two := true;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hit_decision BEFORE UPDATE OF state ON hit FOR EACH ROW EXECUTE FUNCTION guard_hit_decision();

CREATE TABLE hit_entry (
    hit_entry_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hit_id       bigint      NOT NULL REFERENCES hit,
    entry_id     bigint      NOT NULL REFERENCES list_entry,
    list_id      text        NOT NULL REFERENCES list,
    entry_key    text        NOT NULL,
    version_id   bigint      NOT NULL REFERENCES list_version,
    kind         text        NOT NULL CHECK (kind IN ('name', 'address', 'ownership')),
    score        real        NOT NULL CHECK (score BETWEEN 0 AND 1),
    full_name    boolean     NOT NULL,
    weak         boolean     NOT NULL,
    blocking     boolean     NOT NULL,
    asked        text        NOT NULL,
    matched      text        NOT NULL,
    threshold    real        NOT NULL,
    policy_sha256 bytea      CHECK (octet_length(policy_sha256) = 32),
    explanation  jsonb       NOT NULL,
    subject_hash bytea       NOT NULL CHECK (octet_length(subject_hash) = 32),
    found_at     timestamptz NOT NULL
);
COMMENT ON TABLE hit_entry IS 'The entries of a hit, each with the version that it was found in and the whole comparison: enough to derive it again. An entry stands once more where the subject has changed since, or it has come to weigh more.';
COMMENT ON COLUMN hit_entry.subject_hash IS 'Of what was compared of the subject then.';
COMMENT ON COLUMN hit_entry.kind IS 'ownership: the entry is blocked, or may be, by the 50 % rule; the chain stands in the explanation.';
COMMENT ON COLUMN hit_entry.asked IS 'The name or address of the subject that was compared.';
COMMENT ON COLUMN hit_entry.matched IS 'The name or address of the entry, as the list writes it.';
COMMENT ON COLUMN hit_entry.weak IS 'Whether the list calls that name a weak alias.';
COMMENT ON COLUMN hit_entry.policy_sha256 IS 'Of rules/screening as it was; null for an address, which no policy weighs.';
CREATE INDEX hit_entry_hit ON hit_entry (hit_id, entry_id, hit_entry_id DESC);
CREATE INDEX hit_entry_key ON hit_entry (list_id, entry_key);
CREATE TRIGGER hit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE hit_step (
    step_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hit_id     bigint      NOT NULL REFERENCES hit,
    revision   int         NOT NULL,
    taken_at   timestamptz NOT NULL,
    actor_kind text        NOT NULL,
    actor_id   text        NOT NULL,
    actor_name text        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('raised', 'entry_added', 'entry_gone', 'entry_back', 'noted', 'proposed', 'approved', 'refused', 'decided', 'reopened', 'kept')),
    text       text        NOT NULL,
    CONSTRAINT hit_step_of_people CHECK (kind NOT IN ('noted', 'proposed', 'approved', 'refused', 'decided', 'reopened', 'kept') OR actor_kind = 'Person')
);
COMMENT ON TABLE hit_step IS 'The timeline of a hit, notes included; append-only.';
CREATE INDEX hit_step_hit ON hit_step (hit_id, step_id);
CREATE TRIGGER hit_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hit_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The service raises hits and says when their entries are gone; what people decide it cannot write. People decide, and can neither
-- raise a hit, nor lower its score, nor take its need of a second person away.
GRANT SELECT ON hit TO usd1_service;
GRANT INSERT (subject_kind, subject_id, subject_hash, listed_name, score, blocking, needs_two, found_by, found_at, due_at, earlier_hit_id) ON hit TO usd1_service;
GRANT UPDATE (subject_hash, score, blocking, needs_two, gone_at, revision) ON hit TO usd1_service;
GRANT SELECT ON hit TO usd1_ui;
GRANT UPDATE (state, decided_reason, decided_by, decided_at, approved_by, expires_at, pending, pending_reason, pending_by, pending_at, gone_at, revision) ON hit TO usd1_ui;
GRANT SELECT, INSERT ON hit_entry TO usd1_service;
GRANT SELECT ON hit_entry TO usd1_ui;
GRANT SELECT, INSERT ON hit_step TO usd1_service, usd1_ui;
