-- Generated from the migrations by `./usd1 database schema`. Read it, do not run it.

-- What a case of an address has to know of a change of lists: that it is blocked now, or that what it was blocked for is gone. One writer at a time, so that numbers become visible in their order.
CREATE TABLE address_finding (
    finding_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    family smallint NOT NULL,
    address bytea NOT NULL,
    hit_id bigint,  -- The hit on the address; null of a release review.
    list_id text NOT NULL,
    entry_key text NOT NULL,
    listed_name text NOT NULL,
    from_version bigint,
    to_version bigint NOT NULL,
    holds boolean NOT NULL,  -- Whether the ledger leaves it a balance, or cannot tell.
    found_at timestamp with time zone NOT NULL,
    PRIMARY KEY (finding_id),
    FOREIGN KEY (from_version) REFERENCES list_version(version_id),
    FOREIGN KEY (hit_id) REFERENCES hit(hit_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    FOREIGN KEY (to_version) REFERENCES list_version(version_id),
    CHECK ((kind = ANY (ARRAY['hit_found'::text, 'release_review'::text]))),
    CHECK ((((kind = 'hit_found'::text) = (hit_id IS NOT NULL)) AND ((kind = 'hit_found'::text) OR (from_version IS NOT NULL)))),
);
CREATE UNIQUE INDEX address_finding_hit ON public.address_finding USING btree (hit_id) WHERE (kind = 'hit_found'::text);
CREATE UNIQUE INDEX address_finding_release ON public.address_finding USING btree (address, family, list_id, entry_key, to_version) WHERE (kind = 'release_review'::text);
CREATE TRIGGER address_finding_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.address_finding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON address_finding TO usd1_service;
GRANT SELECT ON address_finding TO usd1_ui;

-- What an address is known to be: mixer, exchange, bridge, merchant, … Attribution, not a sanction.
CREATE TABLE address_label (
    family smallint NOT NULL,
    address bytea NOT NULL,
    category text NOT NULL,
    name text NOT NULL,
    origin text NOT NULL,  -- Where the label comes from: an import replaces what its origin gave before.
    labelled_at timestamp with time zone NOT NULL,
    observed_at timestamp with time zone,  -- Since when the address was known as that, UTC; null for always.
    PRIMARY KEY (address, family, category, origin),
);
GRANT DELETE, INSERT, SELECT ON address_label TO usd1_service;
GRANT SELECT ON address_label TO usd1_ui;

-- What a rule found in a transfer: one a rule, transfer and subject, so that judging a transfer again raises nothing twice.
CREATE TABLE alert (
    alert_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    rule_id text NOT NULL,
    rule_version integer NOT NULL,
    pack_id bigint NOT NULL,
    typology text NOT NULL,
    severity text NOT NULL,
    market text NOT NULL,
    score integer NOT NULL,
    source_id integer NOT NULL,
    sequence bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    subject_family smallint NOT NULL,
    subject_address bytea NOT NULL,  -- The address that the alert is about.
    says text NOT NULL,  -- The finding in a sentence, for the analyst.
    evidence jsonb NOT NULL,  -- The facts that the rule looked at, its parameters, the hits: enough to derive it again.
    list_versions bigint[] NOT NULL,
    repeats integer NOT NULL DEFAULT 0,  -- How many further transfers met the same rule for the same subject within its suppression window.
    raised_at timestamp with time zone NOT NULL,
    UNIQUE (source_id, sequence, rule_id, subject_family, subject_address),
    PRIMARY KEY (alert_id),
    FOREIGN KEY (pack_id) REFERENCES rule_pack(pack_id),
    CHECK ((market = ANY (ARRAY['primary'::text, 'secondary'::text]))),
    CHECK (((score >= 0) AND (score <= 100))),
    CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
);
CREATE INDEX alert_queue ON public.alert USING btree (severity, raised_at DESC);
CREATE INDEX alert_raised ON public.alert USING btree (raised_at DESC, alert_id DESC);
CREATE INDEX alert_subject ON public.alert USING btree (subject_address, subject_family);
GRANT INSERT, SELECT ON alert TO usd1_service;
GRANT SELECT ON alert TO usd1_ui;
GRANT UPDATE (repeats) ON alert TO usd1_service;

-- Each further transfer that an alert stands for, with evidence of its own: enough to make an alert of it when the case of the first one is closed.
CREATE TABLE alert_repeat (
    repeat_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    alert_id bigint NOT NULL,
    source_id integer NOT NULL,
    sequence bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    rule_version integer NOT NULL,
    severity text NOT NULL,
    score integer NOT NULL,
    says text NOT NULL,
    evidence jsonb NOT NULL,
    pack_id bigint NOT NULL,
    list_versions bigint[] NOT NULL,
    repeated_at timestamp with time zone NOT NULL,
    UNIQUE (alert_id, source_id, sequence),
    PRIMARY KEY (repeat_id),
    FOREIGN KEY (alert_id) REFERENCES alert(alert_id),
    FOREIGN KEY (pack_id) REFERENCES rule_pack(pack_id),
    CHECK (((score >= 0) AND (score <= 100))),
    CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
);
CREATE TRIGGER alert_repeat_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.alert_repeat FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON alert_repeat TO usd1_service;
GRANT SELECT ON alert_repeat TO usd1_ui;

-- Programs that may call the API. The secret itself is shown once and never kept.
CREATE TABLE api_key (
    key_id uuid NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,  -- SHA-256 of the 32 random bytes of the secret.
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,  -- When it last let its program in, to the minute: a key in constant use is not written at each call. Null: never.
    revoked_at timestamp with time zone,
    revoked_reason text,  -- Why it was revoked, in the words of whoever did.
    PRIMARY KEY (key_id),
    CHECK (((revoked_at IS NULL) = (revoked_reason IS NULL))),
    CHECK ((octet_length(secret_hash) = 32)),
);
GRANT INSERT, SELECT, UPDATE ON api_key TO usd1_service;
GRANT INSERT, SELECT, UPDATE ON api_key TO usd1_ui;

-- Tokens. Amounts are counts of the smallest unit: 10^-decimals of a token.
CREATE TABLE asset (
    asset_id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    chain text NOT NULL,
    symbol text NOT NULL,
    contract bytea,
    contract_family smallint,
    decimals smallint NOT NULL,
    redeemable_at_par boolean NOT NULL,  -- One token is redeemed for one US dollar; otherwise its worth is not known here.
    UNIQUE NULLS NOT DISTINCT (chain, symbol, contract),
    PRIMARY KEY (asset_id),
    CHECK (((decimals >= 0) AND (decimals <= 77))),
);
GRANT INSERT, SELECT ON asset TO usd1_ingest;
GRANT SELECT ON asset TO usd1_service;
GRANT SELECT ON asset TO usd1_ui;

-- Every step that people, programs and jobs take: append-only, each row hashed over the one before.
CREATE TABLE audit_entry (
    number bigint NOT NULL,  -- 1, 2, 3, … without a gap.
    recorded_at timestamp with time zone NOT NULL,  -- UTC, microseconds.
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    actor_name text NOT NULL,
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    details text NOT NULL,  -- A JSON object, kept as text because its bytes are hashed.
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,  -- SHA-256, as AuditEntry.ComputeHash makes it.
    UNIQUE (hash),
    PRIMARY KEY (number),
    CHECK ((octet_length(hash) = 32)),
    CHECK ((number > 0)),
    CHECK ((octet_length(previous_hash) = 32)),
);
CREATE INDEX audit_entry_actor ON public.audit_entry USING btree (actor_kind, actor_id, number DESC);
CREATE INDEX audit_entry_kind ON public.audit_entry USING btree (subject_kind, number DESC);
CREATE INDEX audit_entry_recorded ON public.audit_entry USING btree (recorded_at);
CREATE INDEX audit_entry_subject ON public.audit_entry USING btree (subject_kind, subject_id, number DESC);
CREATE TRIGGER audit_entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON audit_entry TO usd1_service;
GRANT INSERT, SELECT ON audit_entry TO usd1_ui;

-- What rules would have found with relaxed thresholds and did not find, as far as it was among the lowest draws of its rule and week: no alert, opens no case, starts no clock. Rows that lower draws have overtaken stay and are drawn no more.
CREATE TABLE below_line (
    below_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    rule_id text NOT NULL,
    rule_version integer NOT NULL,
    number integer NOT NULL,
    week date NOT NULL,  -- The Monday (UTC) of the week in which the transfer occurred.
    source_id integer NOT NULL,
    sequence bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    subject_family smallint NOT NULL,
    subject_address bytea NOT NULL,
    draw bigint NOT NULL,  -- HMAC-SHA256 of the transfer under rule and week, its first 63 bits: the lowest of each rule and week are looked at, one of a subject.
    per_week integer NOT NULL,  -- How many of a rule and week are looked at, by the layer of then.
    says text NOT NULL,
    evidence jsonb NOT NULL,  -- As of an alert, with the parameters that the rule has.
    relaxed jsonb NOT NULL,  -- The thresholds that let it through, by name.
    pack_id bigint NOT NULL,
    found_at timestamp with time zone NOT NULL,
    UNIQUE (rule_id, source_id, sequence),
    PRIMARY KEY (below_id),
    FOREIGN KEY (pack_id) REFERENCES rule_pack(pack_id),
    CHECK ((draw >= 0)),
    CHECK ((per_week > 0)),
    CHECK ((EXTRACT(isodow FROM week) = (1)::numeric)),
);
CREATE INDEX below_line_draws ON public.below_line USING btree (rule_id, week, draw);
CREATE TRIGGER below_line_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.below_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON below_line TO usd1_service;
GRANT SELECT ON below_line TO usd1_ui;

-- What a person said of a finding below the line, once and for ever.
CREATE TABLE below_line_review (
    below_id bigint NOT NULL,
    verdict text NOT NULL,
    reason text NOT NULL,
    reviewed_by uuid NOT NULL,
    reviewed_at timestamp with time zone NOT NULL,
    PRIMARY KEY (below_id),
    FOREIGN KEY (below_id) REFERENCES below_line(below_id),
    FOREIGN KEY (reviewed_by) REFERENCES person(user_id),
    CHECK ((verdict = ANY (ARRAY['should_have_been'::text, 'rightly_left_out'::text]))),
);
CREATE TRIGGER below_line_review_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.below_line_review FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON below_line_review TO usd1_ui;
GRANT SELECT ON below_line_review TO usd1_service;

-- The headers that an EVM source followed; several hashes at one height are the record of a reorganisation, told apart by branch.
CREATE TABLE block_header (
    source_id integer NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    parent_hash bytea NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    branch bigint NOT NULL DEFAULT 0,  -- The newest retraction of the source when the header was read; one from from_block on with a higher number retracts it.
    PRIMARY KEY (source_id, number, hash, branch),
    FOREIGN KEY (source_id) REFERENCES source(source_id),
    CHECK ((octet_length(hash) = 32)),
    CHECK ((octet_length(parent_hash) = 32)),
);
GRANT INSERT, SELECT ON block_header TO usd1_ingest;
GRANT SELECT ON block_header TO usd1_service;
GRANT SELECT ON block_header TO usd1_ui;

-- Which case an alert belongs to; one, for ever.
CREATE TABLE case_alert (
    alert_id bigint NOT NULL,
    case_id bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    PRIMARY KEY (alert_id),
    FOREIGN KEY (alert_id) REFERENCES alert(alert_id),
    FOREIGN KEY (case_id) REFERENCES case_file(case_id),
);
CREATE INDEX case_alert_case ON public.case_alert USING btree (case_id);
CREATE TRIGGER case_alert_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.case_alert FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON case_alert TO usd1_service;
GRANT SELECT ON case_alert TO usd1_ui;

-- Alerts of one subject, and what changes of lists mean for it, that are worked together. (case alone is a word of SQL.)
CREATE TABLE case_file (
    case_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    subject_family smallint NOT NULL,
    subject_address bytea NOT NULL,
    severity text NOT NULL,  -- The highest of what was found; it never falls.
    status text NOT NULL,
    assigned_to uuid,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,  -- By when it must be closed; from the severity, and it only ever gets earlier.
    escalated_at timestamp with time zone,
    disposition text,
    disposition_reason text,
    proposed_by uuid,  -- Who proposed the disposition; on a case that needs no approval, who closed it.
    proposed_at timestamp with time zone,
    approved_by uuid,
    closed_at timestamp with time zone,
    revision integer NOT NULL DEFAULT 1,  -- Counts changes: two people who act on the same state at once, one is told.
    PRIMARY KEY (case_id),
    FOREIGN KEY (approved_by) REFERENCES person(user_id),
    FOREIGN KEY (assigned_to) REFERENCES person(user_id),
    FOREIGN KEY (proposed_by) REFERENCES person(user_id),
    CHECK ((disposition = ANY (ARRAY['true_match'::text, 'suspicious'::text, 'false_positive'::text, 'no_action'::text]))),
    CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
    CHECK ((status = ANY (ARRAY['open'::text, 'escalated'::text, 'awaiting_approval'::text, 'closed'::text]))),
    CHECK ((((status = 'closed'::text) = (closed_at IS NOT NULL)) AND ((status <> ALL (ARRAY['closed'::text, 'awaiting_approval'::text])) OR (disposition IS NOT NULL)))),
    CHECK (((status <> 'closed'::text) OR (severity <> 'critical'::text) OR (approved_by IS NOT NULL))),
    CHECK ((num_nulls(disposition, disposition_reason, proposed_by, proposed_at) = ANY (ARRAY[0, 4]))),
    CHECK (((approved_by IS NULL) OR ((proposed_by IS NOT NULL) AND (approved_by <> proposed_by)))),
);
CREATE INDEX case_file_queue ON public.case_file USING btree (status, severity, due_at);
CREATE INDEX case_file_subject ON public.case_file USING btree (subject_address, subject_family, case_id DESC);
CREATE UNIQUE INDEX case_file_one_open ON public.case_file USING btree (subject_address, subject_family) WHERE (status <> 'closed'::text);
CREATE TRIGGER case_file_closed_stays BEFORE UPDATE ON public.case_file FOR EACH ROW WHEN ((old.status = 'closed'::text)) EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON case_file TO usd1_service;
GRANT SELECT ON case_file TO usd1_ui;
GRANT UPDATE (approved_by) ON case_file TO usd1_ui;
GRANT UPDATE (assigned_to) ON case_file TO usd1_ui;
GRANT UPDATE (closed_at) ON case_file TO usd1_ui;
GRANT UPDATE (disposition) ON case_file TO usd1_ui;
GRANT UPDATE (disposition_reason) ON case_file TO usd1_ui;
GRANT UPDATE (due_at) ON case_file TO usd1_service;
GRANT UPDATE (escalated_at) ON case_file TO usd1_ui;
GRANT UPDATE (proposed_at) ON case_file TO usd1_ui;
GRANT UPDATE (proposed_by) ON case_file TO usd1_ui;
GRANT UPDATE (revision) ON case_file TO usd1_service;
GRANT UPDATE (revision) ON case_file TO usd1_ui;
GRANT UPDATE (severity) ON case_file TO usd1_service;
GRANT UPDATE (status) ON case_file TO usd1_ui;

-- The hits that a case rests on beside its alerts, or without any.
CREATE TABLE case_hit (
    case_id bigint NOT NULL,
    hit_id bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    PRIMARY KEY (case_id, hit_id),
    FOREIGN KEY (case_id) REFERENCES case_file(case_id),
    FOREIGN KEY (hit_id) REFERENCES hit(hit_id),
);
CREATE TRIGGER case_hit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.case_hit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON case_hit TO usd1_service;
GRANT SELECT ON case_hit TO usd1_ui;

-- How far the alerts and their repeats have been taken up; one row.
CREATE TABLE case_opening (
    only_row boolean NOT NULL DEFAULT true,
    taken_through bigint NOT NULL,  -- The newest alert_id that was put into a case or set to wait.
    repeats_taken_through bigint NOT NULL DEFAULT 0,  -- The newest repeat_id that was told in a case, or of which an alert of its own was made.
    findings_taken_through bigint NOT NULL DEFAULT 0,  -- The newest finding_id of address_finding that was taken up.
    PRIMARY KEY (only_row),
    CHECK (only_row),
);
GRANT SELECT ON case_opening TO usd1_ui;
GRANT SELECT, UPDATE ON case_opening TO usd1_service;

-- The timeline of a case, notes included; append-only.
CREATE TABLE case_step (
    step_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    case_id bigint NOT NULL,
    revision integer NOT NULL,  -- The revision of the case that the step made; a note or a repeat makes none and carries the one it was written at.
    taken_at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    actor_name text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (step_id),
    FOREIGN KEY (case_id) REFERENCES case_file(case_id),
    CHECK ((kind = ANY (ARRAY['opened'::text, 'alert_added'::text, 'alert_repeated'::text, 'hit_found'::text, 'release_review'::text, 'severity_raised'::text, 'assigned'::text, 'noted'::text, 'escalated'::text, 'disposition_proposed'::text, 'disposition_approved'::text, 'disposition_refused'::text, 'closed'::text]))),
);
CREATE INDEX case_step_case ON public.case_step USING btree (case_id, step_id);
CREATE TRIGGER case_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.case_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON case_step TO usd1_service;
GRANT INSERT, SELECT ON case_step TO usd1_ui;

-- Alerts of low severity that open no case alone: they wait for others of their subject.
CREATE TABLE case_waiting (
    alert_id bigint NOT NULL,
    subject_family smallint NOT NULL,
    subject_address bytea NOT NULL,
    rule_id text NOT NULL,
    PRIMARY KEY (alert_id),
    FOREIGN KEY (alert_id) REFERENCES alert(alert_id),
);
CREATE INDEX case_waiting_subject ON public.case_waiting USING btree (subject_address, subject_family);
GRANT DELETE, INSERT, SELECT ON case_waiting TO usd1_service;
GRANT SELECT ON case_waiting TO usd1_ui;

-- Rules that could not be decided because a fact was not known: never counted as no.
CREATE TABLE data_gap (
    rule_id text NOT NULL,
    fact text NOT NULL,
    source_id integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    transfers bigint NOT NULL,
    last_sequence bigint NOT NULL,
    PRIMARY KEY (rule_id, fact, source_id),
);
GRANT INSERT, SELECT, UPDATE ON data_gap TO usd1_service;
GRANT SELECT ON data_gap TO usd1_ui;

-- Links of an entry to others, from which the 50 % rule is computed: owned by, acting for, family. An entry keeps its links in every version that holds it.
CREATE TABLE entry_link (
    entry_id bigint NOT NULL,
    other_list text NOT NULL,  -- The list of the other party: mostly the same, another one for links of our own data.
    other_key text NOT NULL,
    kind text NOT NULL,  -- By the publisher's word: Owned or Controlled By, Acting for or on behalf of, …; Owned by in our own data.
    former boolean NOT NULL,
    share_percent numeric(9,6),  -- Percent that the owner holds; null where the list does not say, as OFAC never does.
    PRIMARY KEY (entry_id, other_list, other_key, kind, former),
    FOREIGN KEY (entry_id) REFERENCES list_entry(entry_id),
    CHECK (((share_percent > (0)::numeric) AND (share_percent <= (100)::numeric))),
);
GRANT INSERT, SELECT ON entry_link TO usd1_service;
GRANT SELECT ON entry_link TO usd1_ui;

-- A subject that may be a listed party: one for all entries that repeat one another, so that a party on four lists is decided on once.
CREATE TABLE hit (
    hit_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,  -- The party's id; family:hex of an address; screening id and place of a name that was asked about and is no registered party's.
    subject_hash bytea NOT NULL,  -- SHA-256 of what was compared: a false positive is remembered until it changes.
    listed_name text NOT NULL,  -- The primary name of the entry that scored best.
    score real NOT NULL,  -- The highest of its entries, 0 to 1.
    blocking boolean NOT NULL,  -- Whether property of one of its entries is blocked.
    needs_two boolean NOT NULL,  -- Whether a decision takes a second person: an address, an owner's, or a score from fourEyesFrom of rules/screening/adjudication.json on.
    found_by text NOT NULL,  -- screening:ID; rescreening:ID of a change of a list; parties:N where a party was new or changed, up to version N.
    found_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,  -- By when it should be decided: a lawful payment waits for it.
    earlier_hit_id bigint,  -- The hit of the same subject and party that was decided before; something has changed since, or its decision has expired.
    gone_at timestamp with time zone,  -- When the last of its entries left its list: what was blocked is to be looked at for release. It releases nothing by itself. Null while one is in force.
    state text NOT NULL DEFAULT 'open'::text,
    decided_reason text,
    decided_by uuid,
    decided_at timestamp with time zone,
    approved_by uuid,
    expires_at timestamp with time zone,  -- Until when a false positive is remembered.
    pending text,  -- A decision that waits for a second person.
    pending_reason text,
    pending_by uuid,
    pending_at timestamp with time zone,
    revision integer NOT NULL DEFAULT 1,  -- Counts changes: two people who act on the same state at once, one is told.
    PRIMARY KEY (hit_id),
    FOREIGN KEY (approved_by) REFERENCES person(user_id),
    FOREIGN KEY (decided_by) REFERENCES person(user_id),
    FOREIGN KEY (earlier_hit_id) REFERENCES hit(hit_id),
    FOREIGN KEY (pending_by) REFERENCES person(user_id),
    CHECK (((state = 'open'::text) OR (approved_by IS NOT NULL) OR (NOT (needs_two OR (state = 'released'::text))))),
    CHECK ((num_nulls(decided_reason, decided_by, decided_at) =
CASE
    WHEN (state = 'open'::text) THEN 3
    ELSE 0
END)),
    CHECK ((((state = 'false_positive'::text) = (expires_at IS NOT NULL)) AND (expires_at > decided_at))),
    CHECK (((approved_by IS NULL) OR ((decided_by IS NOT NULL) AND (approved_by <> decided_by)))),
    CHECK ((pending = ANY (ARRAY['true_match'::text, 'false_positive'::text, 'inconclusive'::text, 'released'::text]))),
    CHECK ((num_nulls(pending, pending_reason, pending_by, pending_at) = ANY (ARRAY[0, 4]))),
    CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision))),
    CHECK ((state = ANY (ARRAY['open'::text, 'true_match'::text, 'false_positive'::text, 'inconclusive'::text, 'released'::text]))),
    CHECK ((octet_length(subject_hash) = 32)),
    CHECK (((length(subject_id) >= 1) AND (length(subject_id) <= 200))),
    CHECK ((subject_kind = ANY (ARRAY['party'::text, 'address'::text, 'screening'::text]))),
);
CREATE INDEX hit_expiring ON public.hit USING btree (expires_at) WHERE (state = 'false_positive'::text);
CREATE INDEX hit_gone ON public.hit USING btree (gone_at) WHERE (gone_at IS NOT NULL);
CREATE INDEX hit_queue ON public.hit USING btree (due_at, hit_id) WHERE ((state = 'open'::text) OR (pending IS NOT NULL));
CREATE INDEX hit_subject ON public.hit USING btree (subject_kind, subject_id, hit_id DESC);
CREATE TRIGGER hit_decision BEFORE UPDATE OF state ON public.hit FOR EACH ROW EXECUTE FUNCTION guard_hit_decision();
GRANT INSERT (blocking) ON hit TO usd1_service;
GRANT INSERT (due_at) ON hit TO usd1_service;
GRANT INSERT (earlier_hit_id) ON hit TO usd1_service;
GRANT INSERT (found_at) ON hit TO usd1_service;
GRANT INSERT (found_by) ON hit TO usd1_service;
GRANT INSERT (listed_name) ON hit TO usd1_service;
GRANT INSERT (needs_two) ON hit TO usd1_service;
GRANT INSERT (score) ON hit TO usd1_service;
GRANT INSERT (subject_hash) ON hit TO usd1_service;
GRANT INSERT (subject_id) ON hit TO usd1_service;
GRANT INSERT (subject_kind) ON hit TO usd1_service;
GRANT SELECT ON hit TO usd1_service;
GRANT SELECT ON hit TO usd1_ui;
GRANT UPDATE (approved_by) ON hit TO usd1_ui;
GRANT UPDATE (blocking) ON hit TO usd1_service;
GRANT UPDATE (decided_at) ON hit TO usd1_ui;
GRANT UPDATE (decided_by) ON hit TO usd1_ui;
GRANT UPDATE (decided_reason) ON hit TO usd1_ui;
GRANT UPDATE (expires_at) ON hit TO usd1_ui;
GRANT UPDATE (gone_at) ON hit TO usd1_service;
GRANT UPDATE (gone_at) ON hit TO usd1_ui;
GRANT UPDATE (needs_two) ON hit TO usd1_service;
GRANT UPDATE (pending) ON hit TO usd1_ui;
GRANT UPDATE (pending_at) ON hit TO usd1_ui;
GRANT UPDATE (pending_by) ON hit TO usd1_ui;
GRANT UPDATE (pending_reason) ON hit TO usd1_ui;
GRANT UPDATE (revision) ON hit TO usd1_service;
GRANT UPDATE (revision) ON hit TO usd1_ui;
GRANT UPDATE (score) ON hit TO usd1_service;
GRANT UPDATE (state) ON hit TO usd1_ui;
GRANT UPDATE (subject_hash) ON hit TO usd1_service;

-- The entries of a hit, each with the version that it was found in and the whole comparison: enough to derive it again. An entry stands once more where the subject has changed since, or it has come to weigh more.
CREATE TABLE hit_entry (
    hit_entry_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    hit_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    list_id text NOT NULL,
    entry_key text NOT NULL,
    version_id bigint NOT NULL,
    kind text NOT NULL,  -- ownership: the entry is blocked, or may be, by the 50 % rule; the chain stands in the explanation.
    score real NOT NULL,
    full_name boolean NOT NULL,
    weak boolean NOT NULL,  -- Whether the list calls that name a weak alias.
    blocking boolean NOT NULL,
    asked text NOT NULL,  -- The name or address of the subject that was compared.
    matched text NOT NULL,  -- The name or address of the entry, as the list writes it.
    threshold real NOT NULL,
    policy_sha256 bytea,  -- Of rules/screening as it was; null for an address, which no policy weighs.
    explanation jsonb NOT NULL,
    subject_hash bytea NOT NULL,  -- Of what was compared of the subject then.
    found_at timestamp with time zone NOT NULL,
    PRIMARY KEY (hit_entry_id),
    FOREIGN KEY (entry_id) REFERENCES list_entry(entry_id),
    FOREIGN KEY (hit_id) REFERENCES hit(hit_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    FOREIGN KEY (version_id) REFERENCES list_version(version_id),
    CHECK ((kind = ANY (ARRAY['name'::text, 'address'::text, 'ownership'::text]))),
    CHECK ((octet_length(policy_sha256) = 32)),
    CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision))),
    CHECK ((octet_length(subject_hash) = 32)),
);
CREATE INDEX hit_entry_hit ON public.hit_entry USING btree (hit_id, entry_id, hit_entry_id DESC);
CREATE INDEX hit_entry_key ON public.hit_entry USING btree (list_id, entry_key);
CREATE TRIGGER hit_entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.hit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON hit_entry TO usd1_service;
GRANT SELECT ON hit_entry TO usd1_ui;

-- The timeline of a hit, notes included; append-only.
CREATE TABLE hit_step (
    step_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    hit_id bigint NOT NULL,
    revision integer NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    actor_name text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (step_id),
    FOREIGN KEY (hit_id) REFERENCES hit(hit_id),
    CHECK ((kind = ANY (ARRAY['raised'::text, 'entry_added'::text, 'entry_gone'::text, 'entry_back'::text, 'noted'::text, 'proposed'::text, 'approved'::text, 'refused'::text, 'decided'::text, 'reopened'::text, 'kept'::text]))),
    CHECK (((kind <> ALL (ARRAY['noted'::text, 'proposed'::text, 'approved'::text, 'refused'::text, 'decided'::text, 'reopened'::text, 'kept'::text])) OR (actor_kind = 'Person'::text))),
);
CREATE INDEX hit_step_hit ON public.hit_step USING btree (hit_id, step_id);
CREATE TRIGGER hit_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.hit_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON hit_step TO usd1_service;
GRANT INSERT, SELECT ON hit_step TO usd1_ui;

-- The labels of every import, as they came: what an address was known to be while a batch was judged, years later.
CREATE TABLE imported_label (
    import_id bigint NOT NULL,
    family smallint NOT NULL,
    address bytea NOT NULL,
    category text NOT NULL,
    observed_at timestamp with time zone,  -- Since when the address was known as that, UTC; null for always.
    PRIMARY KEY (import_id, address, family, category),
    FOREIGN KEY (import_id) REFERENCES label_import(import_id),
);
CREATE TRIGGER imported_label_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.imported_label FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON imported_label TO usd1_service;
GRANT SELECT ON imported_label TO usd1_ui;

-- How far a source has come, written with the rows themselves; the newest row of a source counts.
CREATE TABLE ingest_checkpoint (
    checkpoint_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    source_id integer NOT NULL,
    sequence bigint NOT NULL,  -- The last sequence that was given; 0 before the first row.
    block_number bigint NOT NULL,
    block_hash bytea NOT NULL,
    position text NOT NULL DEFAULT ''::text,  -- By kind of source: for a file its SHA-256 and the next line.
    skipped bigint NOT NULL DEFAULT 0,  -- Rows so far that the mapping says are of no concern.
    refused bigint NOT NULL DEFAULT 0,  -- Rows so far that could not be read and stand in refused_row.
    recorded_at timestamp with time zone NOT NULL,
    branch bigint NOT NULL DEFAULT 0,  -- The newest retraction of the source by then, 0 before the first: what is brought behind this checkpoint is of that branch.
    final_block bigint,  -- The highest block read so far that the chain called final; NULL where the node does not tell. It is never retracted.
    PRIMARY KEY (checkpoint_id),
    FOREIGN KEY (source_id) REFERENCES source(source_id),
);
CREATE INDEX ingest_checkpoint_newest ON public.ingest_checkpoint USING btree (source_id, checkpoint_id DESC);
CREATE INDEX ingest_checkpoint_sequence ON public.ingest_checkpoint USING btree (source_id, sequence);
CREATE TRIGGER ingest_checkpoint_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ingest_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON ingest_checkpoint TO usd1_ingest;
GRANT SELECT ON ingest_checkpoint TO usd1_service;
GRANT SELECT ON ingest_checkpoint TO usd1_ui;

-- Every import of labels: its newest number tells monitoring whether the labels that it holds are those in force.
CREATE TABLE label_import (
    import_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    origin text NOT NULL,
    labels integer NOT NULL,
    replaced integer NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    PRIMARY KEY (import_id),
);
CREATE TRIGGER label_import_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.label_import FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON label_import TO usd1_service;
GRANT SELECT ON label_import TO usd1_ui;

-- The lists that are screened against. Which version is in force is the one fact here that changes.
CREATE TABLE list (
    list_id text NOT NULL,
    publisher text NOT NULL,
    title text NOT NULL,
    format text NOT NULL,
    blocking boolean NOT NULL,  -- Whether property of its parties is blocked; otherwise a hit is for review and never a freeze.
    max_age_hours integer NOT NULL,  -- Past this since the last successful check, screening answers list_stale and never allow.
    refresh_minutes integer,  -- From one check of the publisher to the next; null for a list that is loaded by hand. Past twice of it without success the list is late.
    refresh_cron text,  -- The moments of the checks, UTC, in place of a gap; null where refresh_minutes says it.
    expects jsonb NOT NULL DEFAULT '{"atLeast": {}, "canaries": {}}'::jsonb,  -- What every good copy holds: canaries (keys and addresses) and the fewest of each kind. A file without it stands in quarantine.
    version_in_force bigint,
    checked_at timestamp with time zone,  -- When the version in force was last known to be the publisher's current one: when it was last loaded or confirmed, or, where a later version is known, the day on which that was published.
    PRIMARY KEY (list_id),
    FOREIGN KEY (version_in_force) REFERENCES list_version(version_id),
    CHECK ((max_age_hours > 0)),
    CHECK ((refresh_minutes > 0)),
);
CREATE TRIGGER list_switch_needs_two BEFORE UPDATE ON public.list FOR EACH ROW WHEN ((new.version_in_force IS DISTINCT FROM old.version_in_force)) EXECUTE FUNCTION demand_second_person();
GRANT INSERT, SELECT, UPDATE ON list TO usd1_service;
GRANT SELECT ON list TO usd1_ui;
GRANT UPDATE (checked_at) ON list TO usd1_ui;
GRANT UPDATE (version_in_force) ON list TO usd1_ui;

-- The chain addresses of an entry, as (family, bytes) and as the publisher wrote them.
CREATE TABLE list_address (
    entry_id bigint NOT NULL,
    family smallint NOT NULL,
    address bytea NOT NULL,
    tag text NOT NULL,  -- The publisher's currency tag: an asset, for display only. Never used to match.
    text text NOT NULL,
    PRIMARY KEY (entry_id, family, address, tag),
    FOREIGN KEY (entry_id) REFERENCES list_entry(entry_id),
);
CREATE INDEX list_address_key ON public.list_address USING btree (address, family);
GRANT INSERT, SELECT ON list_address TO usd1_service;
GRANT SELECT ON list_address TO usd1_ui;

-- A party as a list describes it, once for each content that it ever had.
CREATE TABLE list_entry (
    entry_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    list_id text NOT NULL,
    entry_key text NOT NULL,  -- The publisher's own stable key: for OFAC the party id.
    content_hash bytea NOT NULL,  -- SHA-256 of the ListEntry as JSON in UTF-8, its lists sorted.
    kind text NOT NULL,
    primary_name text NOT NULL,
    listed_on date,  -- The earliest listing date that the publisher gives.
    programmes text[] NOT NULL,
    blocks boolean NOT NULL,  -- Whether the measures of the entry block property; a file of blocked persons can hold others too.
    content jsonb NOT NULL,  -- The whole ListEntry: names with script and strength, identifiers, dates, addresses.
    UNIQUE (list_id, entry_key, content_hash),
    PRIMARY KEY (entry_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    CHECK ((octet_length(content_hash) = 32)),
    CHECK ((kind = ANY (ARRAY['individual'::text, 'entity'::text, 'vessel'::text, 'aircraft'::text, 'unknown'::text]))),
);
GRANT INSERT, SELECT ON list_entry TO usd1_service;
GRANT SELECT ON list_entry TO usd1_ui;

-- Every attempt to fetch a list from its publisher, the failed ones too.
CREATE TABLE list_fetch (
    fetch_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    list_id text NOT NULL,
    url text NOT NULL,  -- As rules/lists.json has it, before any redirect.
    at timestamp with time zone NOT NULL,
    status integer,  -- The last HTTP status; null where no answer came.
    bytes bigint NOT NULL,  -- Of the body, as far as it came.
    sha256 bytea,  -- Of the body as it came, packed or not; null where it did not come whole.
    etag text,  -- The publisher's mark of what it sent, asked with again only while the version that came of it judges.
    last_modified text,
    outcome text NOT NULL,
    code text NOT NULL DEFAULT ''::text,  -- Why it failed, as in docs/errors.md; empty otherwise.
    error text NOT NULL DEFAULT ''::text,  -- The same in a sentence, with the mend.
    version_id bigint,  -- What the file became, in quarantine or not; for not_modified the version that it confirmed.
    became text,  -- What was done with it then: what is in force today may be another matter. Null for a failure.
    PRIMARY KEY (fetch_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    FOREIGN KEY (version_id) REFERENCES list_version(version_id),
    CHECK ((became = ANY (ARRAY['in_force'::text, 'interim'::text, 'confirmed'::text, 'quarantined'::text, 'turned_away'::text]))),
    CHECK ((outcome = ANY (ARRAY['not_modified'::text, 'fetched'::text, 'failed'::text]))),
    CHECK ((octet_length(sha256) = 32)),
);
CREATE INDEX list_fetch_latest ON public.list_fetch USING btree (list_id, fetch_id DESC);
CREATE TRIGGER list_fetch_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.list_fetch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON list_fetch TO usd1_service;
GRANT SELECT ON list_fetch TO usd1_ui;

-- Which version was in force from when: the history of list.version_in_force.
CREATE TABLE list_in_force (
    in_force_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    list_id text NOT NULL,
    version_id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    put_by text NOT NULL,
    PRIMARY KEY (in_force_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    FOREIGN KEY (version_id) REFERENCES list_version(version_id),
);
CREATE TRIGGER list_in_force_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.list_in_force FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON list_in_force TO usd1_service;
GRANT INSERT, SELECT ON list_in_force TO usd1_ui;

-- Refreshes that people asked for by hand: the service takes them up within its pause and says how far it is.
CREATE TABLE list_refresh_request (
    request_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    list_id text NOT NULL,
    asked_by_kind text NOT NULL,
    asked_by_id text NOT NULL,
    asked_by_name text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    stage text NOT NULL DEFAULT ''::text,  -- What is being done now, in words; empty before it was taken up.
    bytes bigint NOT NULL DEFAULT 0,  -- How much of it is done, of the stage; for a bar without an end.
    finished_at timestamp with time zone,
    outcome text,
    said text NOT NULL DEFAULT ''::text,  -- How it ended, in a sentence with the mend.
    PRIMARY KEY (request_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    CHECK (((finished_at IS NULL) = (outcome IS NULL))),
    CHECK ((outcome = ANY (ARRAY['in_force'::text, 'waits'::text, 'confirmed'::text, 'turned_away'::text, 'failed'::text, 'refused'::text]))),
);
CREATE INDEX list_refresh_request_latest ON public.list_refresh_request USING btree (list_id, request_id DESC);
CREATE UNIQUE INDEX list_refresh_request_open ON public.list_refresh_request USING btree (list_id) WHERE (finished_at IS NULL);
GRANT INSERT, SELECT ON list_refresh_request TO usd1_service;
GRANT INSERT, SELECT ON list_refresh_request TO usd1_ui;
GRANT UPDATE (bytes) ON list_refresh_request TO usd1_service;
GRANT UPDATE (finished_at) ON list_refresh_request TO usd1_service;
GRANT UPDATE (outcome) ON list_refresh_request TO usd1_service;
GRANT UPDATE (said) ON list_refresh_request TO usd1_service;
GRANT UPDATE (stage) ON list_refresh_request TO usd1_service;
GRANT UPDATE (taken_at) ON list_refresh_request TO usd1_service;

-- Proposals of persons to return to an earlier version of a list. What became of each stands in list_return_step.
CREATE TABLE list_return (
    return_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    list_id text NOT NULL,
    version_id bigint NOT NULL,
    away_from bigint NOT NULL,  -- The version in force when it was proposed: an approval of another state of affairs is refused.
    reason text NOT NULL,
    proposed_by_kind text NOT NULL,
    proposed_by_id text NOT NULL,
    proposed_by_name text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    UNIQUE (return_id, proposed_by_kind, proposed_by_id),
    PRIMARY KEY (return_id),
    FOREIGN KEY (away_from) REFERENCES list_version(version_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    FOREIGN KEY (version_id) REFERENCES list_version(version_id),
    CHECK ((away_from <> version_id)),
    CHECK ((proposed_by_kind = 'Person'::text)),
    CHECK (((length(reason) >= 10) AND (length(reason) <= 4000))),
);
CREATE INDEX list_return_list ON public.list_return USING btree (list_id, return_id DESC);
CREATE TRIGGER list_return_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.list_return FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON list_return TO usd1_service;
GRANT INSERT, SELECT ON list_return TO usd1_ui;

-- What became of a proposed return: approved by a second person or refused, and, once it stood, ended.
CREATE TABLE list_return_step (
    step_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    return_id bigint NOT NULL,
    proposed_by_kind text NOT NULL,
    proposed_by_id text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    seen_up_to bigint,  -- On an approval, the newest version there was: while the return stands, a file that is one of these is turned away.
    taken_by_kind text NOT NULL,  -- A return is approved by a person; it may be ended by the job that meets another file.
    taken_by_id text NOT NULL,
    taken_by_name text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    PRIMARY KEY (step_id),
    FOREIGN KEY (return_id, proposed_by_kind, proposed_by_id) REFERENCES list_return(return_id, proposed_by_kind, proposed_by_id),
    FOREIGN KEY (seen_up_to) REFERENCES list_version(version_id),
    CHECK (((kind <> 'approved'::text) OR ((taken_by_kind = 'Person'::text) AND (taken_by_id <> proposed_by_id)))),
    CHECK (((kind = 'approved'::text) = (seen_up_to IS NOT NULL))),
    CHECK ((kind = ANY (ARRAY['approved'::text, 'refused'::text, 'ended'::text]))),
);
CREATE UNIQUE INDEX list_return_decided_once ON public.list_return_step USING btree (return_id) WHERE (kind = ANY (ARRAY['approved'::text, 'refused'::text]));
CREATE UNIQUE INDEX list_return_ended_once ON public.list_return_step USING btree (return_id) WHERE (kind = 'ended'::text);
CREATE TRIGGER list_return_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.list_return_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON list_return_step TO usd1_service;
GRANT INSERT, SELECT ON list_return_step TO usd1_ui;

-- Every file of a list that was ever loaded, the unreadable ones too.
CREATE TABLE list_version (
    version_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    list_id text NOT NULL,
    sha256 bytea NOT NULL,  -- Of the unpacked file; of as much as could be unpacked where it is broken.
    content_sha256 bytea,  -- Of the entries alone, for a format whose date says only when the file was made (UN, EU, UK): the same again is no new version. Null for others.
    file_name text NOT NULL,
    size_bytes bigint NOT NULL,
    published_on date,  -- The publisher's own date; null where the file was not read as far as that.
    loaded_at timestamp with time zone NOT NULL,
    loaded_by_kind text NOT NULL,
    loaded_by_id text NOT NULL,
    loaded_by_name text NOT NULL,
    approved_by_kind text,
    approved_by_id text,  -- Who put it in force out of quarantine; never who loaded it.
    approved_at timestamp with time zone,
    status text NOT NULL,
    reason text NOT NULL DEFAULT ''::text,  -- Why it stands in quarantine, and the mend.
    parties integer NOT NULL DEFAULT 0,
    names integer NOT NULL DEFAULT 0,
    identifiers integer NOT NULL DEFAULT 0,
    addresses integer NOT NULL DEFAULT 0,  -- Distinct (tag, address) pairs.
    counts jsonb NOT NULL,  -- A ListCounts: parties by kind, names by script, how many give a birth date, …
    interim_of bigint,  -- The version that waits because it takes much away, and whose additions this one carries together with what was there before. Null for a file. Its sha256 is over that of the version before, that of the waiting one and its number.
    fallback boolean NOT NULL DEFAULT false,  -- Whether the file was not the list's own but the poorer one that stands in for it (OFAC's legacy CSV). An interim version beside it is the list's own.
    PRIMARY KEY (version_id),
    FOREIGN KEY (interim_of) REFERENCES list_version(version_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    CHECK ((octet_length(content_sha256) = 32)),
    CHECK (((approved_by_kind IS DISTINCT FROM loaded_by_kind) OR (approved_by_id IS DISTINCT FROM loaded_by_id))),
    CHECK ((octet_length(sha256) = 32)),
    CHECK ((status = ANY (ARRAY['quarantined'::text, 'accepted'::text]))),
);
CREATE UNIQUE INDEX list_version_content ON public.list_version USING btree (list_id, sha256) WHERE (status = 'accepted'::text);
GRANT INSERT, SELECT, UPDATE ON list_version TO usd1_service;
GRANT SELECT ON list_version TO usd1_ui;
GRANT UPDATE (approved_at) ON list_version TO usd1_ui;
GRANT UPDATE (approved_by_id) ON list_version TO usd1_ui;
GRANT UPDATE (approved_by_kind) ON list_version TO usd1_ui;
GRANT UPDATE (reason) ON list_version TO usd1_ui;
GRANT UPDATE (status) ON list_version TO usd1_ui;

-- Which entries a version holds.
CREATE TABLE list_version_entry (
    version_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    PRIMARY KEY (version_id, entry_id),
    FOREIGN KEY (entry_id) REFERENCES list_entry(entry_id),
    FOREIGN KEY (version_id) REFERENCES list_version(version_id),
);
CREATE INDEX list_version_entry_entry ON public.list_version_entry USING btree (entry_id);
GRANT INSERT, SELECT ON list_version_entry TO usd1_service;
GRANT SELECT ON list_version_entry TO usd1_ui;

-- Which stretches of which source were judged, in the order of judging, by which rules and lists: the cursor of each source, and the order in which a replay must go.
CREATE TABLE monitored_batch (
    batch_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    source_id integer NOT NULL,
    from_sequence bigint NOT NULL,
    to_sequence bigint NOT NULL,
    pack_id bigint NOT NULL,
    list_versions bigint[] NOT NULL,  -- The list versions in force, in ascending order.
    silent_lists text[] NOT NULL,  -- The lists that were missing or stale then: of an address that no list holds, nobody could say that it was not listed.
    monitored_at timestamp with time zone NOT NULL,
    label_import bigint,  -- The newest import of labels then, 0 before the first; NULL for a batch from before this was kept: it is replayed with the labels of today.
    retraction_id bigint NOT NULL DEFAULT 0,  -- The newest retraction that was known then: rows that it or an earlier one took were passed over.
    UNIQUE (source_id, from_sequence),
    PRIMARY KEY (batch_id),
    FOREIGN KEY (pack_id) REFERENCES rule_pack(pack_id),
    FOREIGN KEY (source_id) REFERENCES source(source_id),
    CHECK ((to_sequence >= from_sequence)),
);
CREATE INDEX monitored_batch_newest ON public.monitored_batch USING btree (source_id, to_sequence DESC);
GRANT INSERT, SELECT ON monitored_batch TO usd1_service;
GRANT SELECT ON monitored_batch TO usd1_ui;

-- Which retractions monitoring has taken up: what it kept of their rows is as though it had never been.
CREATE TABLE monitored_retraction (
    retraction_id bigint NOT NULL,
    after_batch_id bigint NOT NULL,  -- The last batch that was judged before; 0 for none. Alerts of later batches rest on none of the rows.
    alerts integer NOT NULL,  -- How many alerts and repeats rest on rows that it took.
    taken_at timestamp with time zone NOT NULL,
    PRIMARY KEY (retraction_id),
    FOREIGN KEY (retraction_id) REFERENCES retraction(retraction_id),
);
CREATE TRIGGER monitored_retraction_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.monitored_retraction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON monitored_retraction TO usd1_service;
GRANT SELECT ON monitored_retraction TO usd1_ui;

-- Why judging waits, and since when; no row while it goes on. Beginning and end stand in the audit trail.
CREATE TABLE monitoring_hold (
    only_row boolean NOT NULL DEFAULT true,
    code text NOT NULL,
    message text NOT NULL,
    since timestamp with time zone NOT NULL,
    PRIMARY KEY (only_row),
    CHECK (only_row),
);
GRANT DELETE, INSERT, SELECT ON monitoring_hold TO usd1_service;
GRANT SELECT ON monitoring_hold TO usd1_ui;

-- The snapshots of what monitoring keeps that were written from this database: a file without a row is not read, and the memory is rebuilt from the ledger.
CREATE TABLE monitoring_snapshot (
    sha256 bytea NOT NULL,  -- Of the whole file up to the 32 bytes at its end, which are the same.
    batch_id bigint NOT NULL,  -- The last batch that it counts.
    size_bytes bigint NOT NULL,
    written_at timestamp with time zone NOT NULL,
    PRIMARY KEY (sha256),
    FOREIGN KEY (batch_id) REFERENCES monitored_batch(batch_id),
    CHECK ((octet_length(sha256) = 32)),
    CHECK ((size_bytes > 0)),
);
CREATE INDEX monitoring_snapshot_batch ON public.monitoring_snapshot USING btree (batch_id);
CREATE TRIGGER monitoring_snapshot_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.monitoring_snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON monitoring_snapshot TO usd1_service;

-- What became of a proposed rule pack: approved by a second person, or refused, or taken back by who proposed it. Once each.
CREATE TABLE pack_decision (
    proposal_id bigint NOT NULL,
    proposed_by_kind text NOT NULL,
    proposed_by_id text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    decided_by_kind text NOT NULL,
    decided_by_id text NOT NULL,
    decided_by_name text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    UNIQUE (proposal_id, kind),
    PRIMARY KEY (proposal_id),
    FOREIGN KEY (proposal_id, proposed_by_kind, proposed_by_id) REFERENCES pack_proposal(proposal_id, proposed_by_kind, proposed_by_id),
    CHECK ((decided_by_kind = 'Person'::text)),
    CHECK ((kind = ANY (ARRAY['approved'::text, 'refused'::text]))),
    CHECK (((length(reason) >= 10) AND (length(reason) <= 4000))),
    CHECK (((kind <> 'approved'::text) OR (decided_by_id <> proposed_by_id))),
);
CREATE TRIGGER pack_decision_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.pack_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON pack_decision TO usd1_ui;
GRANT SELECT ON pack_decision TO usd1_service;

-- Rule packs that a person proposed, to the letter, against the pack that was in force then. What became of each stands in pack_decision; one on which nobody decided waits, or was overtaken when another pack came in force.
CREATE TABLE pack_proposal (
    proposal_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    sha256 bytea NOT NULL,  -- As of rule_pack.
    files jsonb NOT NULL,  -- File name to its text.
    rules integer NOT NULL,
    tests integer NOT NULL,  -- Unit tests beside the rules that were run and passed when it was proposed; 0 on a return, whose tests ran when it was first proposed.
    returns_to bigint,  -- The earlier pack that it goes back to; null for rules that come from a folder.
    replaces bigint NOT NULL,  -- The pack in force when it was proposed: an approval of another state of affairs is refused.
    difference jsonb NOT NULL,  -- What it changes against that pack, rule by rule; made anew and compared when it is approved.
    reason text NOT NULL,
    proposed_by_kind text NOT NULL,
    proposed_by_id text NOT NULL,
    proposed_by_name text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    UNIQUE (proposal_id, proposed_by_kind, proposed_by_id),
    UNIQUE (proposal_id, sha256),
    PRIMARY KEY (proposal_id),
    FOREIGN KEY (replaces) REFERENCES rule_pack(pack_id),
    FOREIGN KEY (returns_to, sha256) REFERENCES rule_pack(pack_id, sha256),
    CHECK (((tests > 0) OR (returns_to IS NOT NULL))),
    CHECK ((proposed_by_kind = 'Person'::text)),
    CHECK (((length(reason) >= 10) AND (length(reason) <= 4000))),
    CHECK ((rules > 0)),
    CHECK ((octet_length(sha256) = 32)),
    CHECK ((tests >= 0)),
);
CREATE INDEX pack_proposal_replaces ON public.pack_proposal USING btree (replaces);
CREATE TRIGGER pack_proposal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.pack_proposal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pack_proposal_waits_once BEFORE INSERT ON public.pack_proposal FOR EACH ROW EXECUTE FUNCTION demand_one_pack_waits();
GRANT INSERT, SELECT ON pack_proposal TO usd1_ui;
GRANT SELECT ON pack_proposal TO usd1_service;

-- Whom the issuer deals with and who stands behind them, as known now: a pointer to the current version, and what people look for them by.
CREATE TABLE party (
    party_id text NOT NULL,
    version_id bigint NOT NULL,
    role text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    primary_name text NOT NULL,
    names text NOT NULL,  -- All names, a line each, in lower case: for people who look for one. Screening has an index of its own.
    created_at timestamp with time zone NOT NULL,  -- When the first version was made, UTC.
    PRIMARY KEY (party_id),
    FOREIGN KEY (party_id, version_id) REFERENCES party_version(party_id, version_id),
    CHECK ((kind = ANY (ARRAY['person'::text, 'organisation'::text]))),
    CHECK ((role = ANY (ARRAY['customer'::text, 'beneficial_owner'::text, 'counterparty'::text, 'vasp'::text]))),
    CHECK ((status = ANY (ARRAY['active'::text, 'closed'::text]))),
);
GRANT INSERT, SELECT, UPDATE ON party TO usd1_service;
GRANT SELECT ON party TO usd1_ui;

-- The newest version of a party that was screened against all lists in force; one row.
CREATE TABLE party_following (
    only_row boolean NOT NULL DEFAULT true,
    taken_through bigint NOT NULL,
    asked_through timestamp with time zone NOT NULL,  -- Up to which expiry of false positives their parties were screened again.
    PRIMARY KEY (only_row),
    CHECK (only_row),
);
GRANT SELECT ON party_following TO usd1_ui;
GRANT SELECT, UPDATE ON party_following TO usd1_service;

-- Parties that could not be screened to the end, so that a hit may be missing: somebody has to look at their names. Gone as soon as one is screened whole against all lists.
CREATE TABLE party_gap (
    party_id text NOT NULL,
    version_id bigint NOT NULL,
    reason text NOT NULL,  -- unreadable: a name without a word to look for; cut: more names are alike than are compared.
    seen_at timestamp with time zone NOT NULL,
    PRIMARY KEY (party_id),
    FOREIGN KEY (party_id) REFERENCES party(party_id),
    CHECK ((reason = ANY (ARRAY['unreadable'::text, 'cut'::text]))),
);
GRANT DELETE, INSERT, SELECT, UPDATE ON party_gap TO usd1_service;
GRANT SELECT ON party_gap TO usd1_ui;

-- Everything that was ever known of a party, once for each change: append-only, because decisions rest on it. Versions become visible in the order of their numbers: every writer holds one advisory lock from before it draws a number until it commits.
CREATE TABLE party_version (
    version_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,  -- Ascending over all parties; with gaps, where a write was given up.
    party_id text NOT NULL,  -- The issuer's own opaque customer number. It goes into logs, addresses of pages and the audit trail: never a name, never a tax or social security number.
    content jsonb NOT NULL,  -- Role, kind, status, names, birth dates, countries, gender, identifiers, wallets as given, owners: personal data.
    content_hash bytea NOT NULL,  -- SHA-256 of the content as canonical JSON in UTF-8, its lists sorted: what did not change makes no version.
    since timestamp with time zone NOT NULL,  -- When it became current, UTC.
    by_kind text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    UNIQUE (party_id, version_id),
    PRIMARY KEY (version_id),
    CHECK ((octet_length(content_hash) = 32)),
    CHECK ((party_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)),
);
CREATE INDEX party_owners ON public.party_version USING gin (((content -> 'owners'::text)) jsonb_path_ops);
CREATE TRIGGER party_version_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.party_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON party_version TO usd1_service;
GRANT SELECT ON party_version TO usd1_ui;

-- The wallets of each party's current version, as (family, bytes).
CREATE TABLE party_wallet (
    party_id text NOT NULL,
    family smallint NOT NULL,
    address bytea NOT NULL,
    PRIMARY KEY (party_id, family, address),
    FOREIGN KEY (party_id) REFERENCES party(party_id),
);
CREATE INDEX party_wallet_address ON public.party_wallet USING btree (address, family);
GRANT DELETE, INSERT, SELECT ON party_wallet TO usd1_service;
GRANT SELECT ON party_wallet TO usd1_ui;

-- Who may sign in: local users with a password, or subjects of an OpenID Connect issuer.
CREATE TABLE person (
    user_id uuid NOT NULL,
    user_name text NOT NULL,
    display_name text NOT NULL,
    password_hash text,  -- ASP.NET Core PasswordHasher, version 3 (PBKDF2); null for a person of an external issuer.
    must_change_password boolean NOT NULL DEFAULT false,  -- The password is a one-time one: the person holds no right until he has chosen his own.
    totp_secret bytea,  -- RFC 6238 secret of 20 bytes, sealed with the installation's key (AES-256-GCM); null until the second factor is set up.
    totp_pending bytea,  -- A secret that was shown and not yet confirmed by a code of it; sealed likewise.
    totp_last_step bigint NOT NULL DEFAULT 0,  -- The last time step that was accepted: a code is good once.
    failed_sign_ins integer NOT NULL DEFAULT 0,  -- Since the last success. An attempt counts before it is judged, so that many at once are not judged for one.
    locked_until timestamp with time zone,  -- Too many failures: until then no attempt is judged. Lifted by time or by an administrator.
    disabled boolean NOT NULL DEFAULT false,  -- Locked by an administrator, until he unlocks.
    external_issuer text,
    external_subject text,
    roles text[] NOT NULL DEFAULT '{}'::text[],
    security_stamp uuid NOT NULL,  -- Changes with password, roles and lock: a session that carries another one ends.
    created_at timestamp with time zone NOT NULL,
    UNIQUE (external_issuer, external_subject),
    PRIMARY KEY (user_id),
    CHECK (((external_issuer IS NULL) = (external_subject IS NULL))),
    CHECK (((password_hash IS NULL) OR (external_issuer IS NULL))),
    CHECK (((length(display_name) >= 1) AND (length(display_name) <= 200))),
    CHECK ((user_name ~ '^[A-Za-z0-9][A-Za-z0-9._@-]{1,99}$'::text)),
);
CREATE UNIQUE INDEX person_user_name ON public.person USING btree (lower(user_name));
GRANT INSERT, SELECT, UPDATE ON person TO usd1_ui;

-- The quarantine: what a source brought and could not be read, with the reason. Nothing that came in is lost.
CREATE TABLE refused_row (
    refused_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    source_id integer NOT NULL,
    place text NOT NULL,  -- The file's name and the first digits of its SHA-256, or the block.
    line bigint NOT NULL,
    column_name text NOT NULL,
    reason text NOT NULL,
    content text NOT NULL,  -- The row as it came, cut at 4,000 characters.
    refused_at timestamp with time zone NOT NULL,
    branch bigint NOT NULL DEFAULT 0,  -- The newest retraction of the source when the row was refused.
    UNIQUE (source_id, place, line, branch),
    PRIMARY KEY (refused_id),
    FOREIGN KEY (source_id) REFERENCES source(source_id),
);
CREATE TRIGGER refused_row_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.refused_row FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT ON refused_row TO usd1_ingest;
GRANT SELECT ON refused_row TO usd1_service;
GRANT SELECT ON refused_row TO usd1_ui;

-- What ownership said of each entity (50 % rule) when it was last answered: what it says otherwise now belongs to the next delta, whichever list has changed.
CREATE TABLE rescreened_ownership (
    list_id text NOT NULL,
    entry_key text NOT NULL,
    content_hash bytea NOT NULL,  -- SHA-256 of finding, known share and chain.
    blocked boolean NOT NULL,
    PRIMARY KEY (list_id, entry_key),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    CHECK ((octet_length(content_hash) = 32)),
);
GRANT DELETE, INSERT, SELECT, UPDATE ON rescreened_ownership TO usd1_service;
GRANT SELECT ON rescreened_ownership TO usd1_ui;

-- Each change of a list that was answered, or is being answered: what it added and changed held against all parties, wallets and addresses of the ledger. Each population is one write or several, and its progress stands in the same write: what was killed goes on.
CREATE TABLE rescreening (
    in_force_id bigint NOT NULL,  -- The change: the newest of its list when it was taken up. Changes between the one answered before and this one are answered by it.
    list_id text NOT NULL,
    from_version bigint,  -- The version that was answered before; null where none was, so that every entry is new.
    to_version bigint NOT NULL,
    seen_at timestamp with time zone NOT NULL,  -- When the first file that this answers was seen: fetched, or loaded by hand, UTC. A version that was in force before and came back: when it came back.
    in_force_at timestamp with time zone NOT NULL,  -- When the first change that this answers was put in force, UTC.
    started_at timestamp with time zone NOT NULL,
    stage text NOT NULL,  -- Which population is being answered. overtaken: another version was put in force before this one was answered.
    parties_through text NOT NULL DEFAULT ''::text,  -- The last party, by id, that was compared.
    last_verdict_at timestamp with time zone,  -- When the last verdict so far became durable, UTC.
    finished_at timestamp with time zone,
    entries_added integer NOT NULL,
    entries_changed integer NOT NULL,
    entries_removed integer NOT NULL,  -- Parties that the list no longer holds, or no longer blocks.
    owned_changed integer NOT NULL,  -- Entities, on whatever list, of which ownership now says something else (50 % rule).
    addresses_checked bigint NOT NULL DEFAULT 0,  -- Addresses of the delta, in all their forms, that the ledger and the wallets were asked for.
    past_transfers bigint NOT NULL DEFAULT 0,  -- Transfers of the past that those addresses took part in.
    parties_compared bigint NOT NULL DEFAULT 0,
    searches_cut bigint NOT NULL DEFAULT 0,  -- Parties for whom more names were alike than are compared, so that a hit may be missing.
    hits_raised bigint NOT NULL DEFAULT 0,
    hits_gone bigint NOT NULL DEFAULT 0,
    ownership_sha256 bytea NOT NULL,  -- Of what ownership said of everybody when this was begun: where another list changes that meanwhile, it begins anew.
    blocking boolean NOT NULL,  -- Whether the list blocked property then, by the file of lists.
    PRIMARY KEY (in_force_id),
    FOREIGN KEY (from_version) REFERENCES list_version(version_id),
    FOREIGN KEY (in_force_id) REFERENCES list_in_force(in_force_id),
    FOREIGN KEY (list_id) REFERENCES list(list_id),
    FOREIGN KEY (to_version) REFERENCES list_version(version_id),
    CHECK ((((stage = 'finished'::text) = (finished_at IS NOT NULL)) AND ((finished_at IS NULL) OR (last_verdict_at IS NOT NULL)))),
    CHECK ((octet_length(ownership_sha256) = 32)),
    CHECK ((stage = ANY (ARRAY['addresses'::text, 'names'::text, 'removals'::text, 'finished'::text, 'overtaken'::text]))),
);
CREATE INDEX rescreening_list ON public.rescreening USING btree (list_id, in_force_id DESC);
GRANT INSERT, SELECT, UPDATE ON rescreening TO usd1_service;
GRANT SELECT ON rescreening TO usd1_ui;

-- Which rows of transfer no longer stand, one by one: made from retraction by the database itself, so that readers leave them out by an equality.
CREATE TABLE retracted_transfer (
    source_id integer NOT NULL,
    sequence bigint NOT NULL,
    retraction_id bigint NOT NULL,  -- The first that retracted the row; a later and deeper one may span it again.
    retracted_at timestamp with time zone NOT NULL,
    PRIMARY KEY (source_id, sequence),
    FOREIGN KEY (retraction_id) REFERENCES retraction(retraction_id),
);
CREATE TRIGGER retracted_transfer_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.retracted_transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON retracted_transfer TO usd1_ingest;
GRANT SELECT ON retracted_transfer TO usd1_service;
GRANT SELECT ON retracted_transfer TO usd1_ui;

-- A reorganisation of a chain: the rows of a source with a sequence from one number to another no longer stand on it. The rows themselves stay as they are.
CREATE TABLE retraction (
    retraction_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,  -- Grows in the order of commits, over all sources: whoever has read one has read all before it.
    source_id integer NOT NULL,
    from_sequence bigint NOT NULL,  -- The first row that it took; rows of the span that an earlier retraction took already are not taken again.
    to_sequence bigint NOT NULL,  -- The last row that the source had brought by then, so that in its order the retraction stands right behind this row; from_sequence - 1 where it took no row.
    from_block bigint NOT NULL,  -- The lowest block that is known to be another now; all blocks of the source from it to to_block are retracted.
    to_block bigint NOT NULL,
    old_hash bytea NOT NULL,  -- Of from_block, as it was read.
    new_hash bytea NOT NULL,  -- Of from_block, as the chain has it now.
    recorded_at timestamp with time zone NOT NULL,
    PRIMARY KEY (retraction_id),
    FOREIGN KEY (source_id) REFERENCES source(source_id),
    CHECK ((to_sequence >= (from_sequence - 1))),
    CHECK ((to_block >= from_block)),
    CHECK (((octet_length(new_hash) = 32) AND (new_hash <> old_hash))),
    CHECK ((from_block >= 0)),
    CHECK ((from_sequence > 0)),
    CHECK ((octet_length(old_hash) = 32)),
);
CREATE INDEX retraction_of_source ON public.retraction USING btree (source_id, to_block);
CREATE TRIGGER retraction_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.retraction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER retraction_taken AFTER INSERT ON public.retraction FOR EACH ROW EXECUTE FUNCTION take_retraction();
GRANT INSERT, SELECT ON retraction TO usd1_ingest;
GRANT SELECT ON retraction TO usd1_service;
GRANT SELECT ON retraction TO usd1_ui;

-- Every set of rules that was ever in force, to the letter, so that an old alert can be derived again. The greatest pack_id is in force; going back to an earlier set is a row of its own.
CREATE TABLE rule_pack (
    pack_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    sha256 bytea NOT NULL,  -- Over the files in order of name: name and text, each as its length in bytes (32 bits, big-endian) and those bytes.
    files jsonb NOT NULL,  -- File name to its text.
    rules integer NOT NULL,
    loaded_at timestamp with time zone NOT NULL,
    loaded_by text NOT NULL,  -- Who put it in force: the second person, or the job first-start.
    shipped_with text,  -- The version of the product that it came with, where it was loaded at first start because none was ever in force; null otherwise.
    proposal_id bigint,  -- The proposal that two people agreed on; null of the first one, and of packs from before two people were asked for.
    approval text DEFAULT 
CASE
    WHEN (proposal_id IS NOT NULL) THEN 'approved'::text
    ELSE NULL::text
END,  -- Holds proposal_id to be one that was approved.
    UNIQUE (pack_id, sha256),
    UNIQUE (proposal_id),
    PRIMARY KEY (pack_id),
    FOREIGN KEY (proposal_id, approval) REFERENCES pack_decision(proposal_id, kind),
    FOREIGN KEY (proposal_id, sha256) REFERENCES pack_proposal(proposal_id, sha256),
    CHECK ((num_nonnulls(shipped_with, proposal_id) = 1)) NOT VALID,
    CHECK ((octet_length(sha256) = 32)),
);
CREATE UNIQUE INDEX rule_pack_first_start_once ON public.rule_pack USING btree (((shipped_with IS NOT NULL))) WHERE (shipped_with IS NOT NULL);
CREATE TRIGGER rule_pack_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.rule_pack FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_pack_in_turn BEFORE INSERT ON public.rule_pack FOR EACH ROW EXECUTE FUNCTION demand_pack_in_turn();
GRANT INSERT (files) ON rule_pack TO usd1_service;
GRANT INSERT (files) ON rule_pack TO usd1_ui;
GRANT INSERT (loaded_at) ON rule_pack TO usd1_service;
GRANT INSERT (loaded_at) ON rule_pack TO usd1_ui;
GRANT INSERT (loaded_by) ON rule_pack TO usd1_service;
GRANT INSERT (loaded_by) ON rule_pack TO usd1_ui;
GRANT INSERT (proposal_id) ON rule_pack TO usd1_ui;
GRANT INSERT (rules) ON rule_pack TO usd1_service;
GRANT INSERT (rules) ON rule_pack TO usd1_ui;
GRANT INSERT (sha256) ON rule_pack TO usd1_service;
GRANT INSERT (sha256) ON rule_pack TO usd1_ui;
GRANT INSERT (shipped_with) ON rule_pack TO usd1_service;
GRANT SELECT ON rule_pack TO usd1_service;
GRANT SELECT ON rule_pack TO usd1_ui;

-- Every answer that the screening API gave, durable before it was given.
CREATE TABLE screening (
    screening_id uuid NOT NULL,
    client_id uuid NOT NULL,
    idempotency_key text NOT NULL,  -- The client's own name for the request: sent again, it gets the same answer.
    request_hash bytea NOT NULL,  -- SHA-256 of the request as read: the same key with another request is refused.
    request jsonb NOT NULL,  -- As asked, the names of parties too: kept as long as the answer (31 CFR 501.601: ten years).
    verdict text NOT NULL,
    response json NOT NULL,  -- Verdict, reasons, hits and the list versions that it rests on, to the letter as it was answered: json keeps the text, jsonb would not.
    list_versions bigint[] NOT NULL,  -- The list versions that it rests on, ascending.
    policy_sha256 bytea,  -- Of the policy by which names were compared; null where no party was asked about.
    decided_at timestamp with time zone NOT NULL,
    batch_id uuid NOT NULL,  -- What was made durable together, for one client: the audit entry of subject (screening_batch, this) names each with the SHA-256 of its response.
    UNIQUE (client_id, idempotency_key),
    PRIMARY KEY (screening_id),
    FOREIGN KEY (client_id) REFERENCES api_key(key_id),
    CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200))),
    CHECK ((octet_length(policy_sha256) = 32)),
    CHECK ((octet_length(request_hash) = 32)),
    CHECK ((verdict = ANY (ARRAY['allow'::text, 'review'::text, 'block'::text]))),
);
CREATE INDEX screening_newest ON public.screening USING btree (decided_at DESC, screening_id);
CREATE TRIGGER screening_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.screening FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON screening TO usd1_service;
GRANT SELECT ON screening TO usd1_ui;

-- Where transfers come from. One process at a time follows a source, under an advisory lock.
CREATE TABLE source (
    source_id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    kind text NOT NULL,
    chain text NOT NULL,
    settings jsonb NOT NULL,  -- By kind, without secrets: a provider's address with a key is named as env:VARIABLE.
    enabled boolean NOT NULL DEFAULT true,
    registered_at timestamp with time zone NOT NULL,
    UNIQUE (name),
    PRIMARY KEY (source_id),
    CHECK ((kind = ANY (ARRAY['evm'::text, 'file'::text, 'simulated'::text]))),
);
GRANT INSERT, SELECT, UPDATE ON source TO usd1_service;
GRANT SELECT ON source TO usd1_ingest;
GRANT SELECT ON source TO usd1_ui;

-- What a source says of itself, newest last: on each change of state and every 15 seconds.
CREATE TABLE source_report (
    report_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    source_id integer NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    head bigint NOT NULL,  -- The last block of the chain, or the size of the file in bytes.
    reached bigint NOT NULL,  -- The block, or byte, up to which everything is in the ledger.
    head_time timestamp with time zone,
    reached_time timestamp with time zone,
    message text NOT NULL DEFAULT ''::text,  -- What is wrong and the mend, for retrying and halted.
    PRIMARY KEY (report_id),
    FOREIGN KEY (source_id) REFERENCES source(source_id),
    CHECK ((state = ANY (ARRAY['starting'::text, 'catching_up'::text, 'following'::text, 'retrying'::text, 'halted'::text, 'finished'::text]))),
);
CREATE INDEX source_report_newest ON public.source_report USING btree (source_id, report_id DESC);
GRANT DELETE, SELECT ON source_report TO usd1_service;
GRANT INSERT ON source_report TO usd1_ingest;
GRANT SELECT ON source_report TO usd1_ui;

-- totalSupply() of a token at a block: what the mints less the burns up to the sequence must come to.
CREATE TABLE supply_observation (
    source_id integer NOT NULL,
    asset_id integer NOT NULL,
    block_number bigint NOT NULL,
    total_supply numeric(78,0) NOT NULL,
    sequence bigint NOT NULL,  -- The last transfer at or before that block.
    observed_at timestamp with time zone NOT NULL,
    branch bigint NOT NULL DEFAULT 0,  -- The newest retraction of the source when it was observed; one from from_block on with a higher number retracts it.
    PRIMARY KEY (source_id, asset_id, block_number, branch),
    FOREIGN KEY (asset_id) REFERENCES asset(asset_id),
    FOREIGN KEY (source_id) REFERENCES source(source_id),
);
GRANT INSERT, SELECT ON supply_observation TO usd1_ingest;
GRANT SELECT ON supply_observation TO usd1_service;
GRANT SELECT ON supply_observation TO usd1_ui;

-- Every event of a followed token, as it was brought in; in partitions by month. Never changed.
CREATE TABLE transfer (
    source_id integer NOT NULL,
    sequence bigint NOT NULL,  -- 1, 2, 3, … without a gap within a source: the order in which monitoring takes them.
    kind smallint NOT NULL,  -- 1 transfer, 2 mint, 3 burn, 4 freeze, 5 unfreeze, 6 seize.
    occurred_at timestamp with time zone NOT NULL,
    from_family smallint,
    from_address bytea,
    to_family smallint,
    to_address bytea,
    amount numeric(78,0) NOT NULL,  -- In the smallest unit of the asset.
    asset_id integer NOT NULL,
    block_number bigint NOT NULL,
    block_hash bytea NOT NULL,
    log_index integer NOT NULL,  -- Place of the log in its block, or the line of a file.
    transaction_hash bytea NOT NULL,
    initiated_by bytea,  -- Address of the same family that asked for it, where the source tells.
    order_id text,
    branch bigint NOT NULL DEFAULT 0,  -- The newest retraction of the source when the row was brought; 0 before the first.
    PRIMARY KEY (occurred_at, source_id, block_number, log_index, block_hash, branch),
    CHECK ((amount >= (0)::numeric)),
    CHECK (((from_family IS NULL) = (from_address IS NULL))),
    CHECK (((to_family IS NULL) = (to_address IS NULL))),
    CHECK (((kind >= 1) AND (kind <= 6))),
    CHECK ((sequence > 0)),
) PARTITION BY RANGE (occurred_at);
CREATE INDEX transfer_from ON ONLY public.transfer USING btree (from_address, occurred_at DESC) WHERE (from_address IS NOT NULL);
CREATE INDEX transfer_sequence ON ONLY public.transfer USING btree (source_id, sequence);
CREATE INDEX transfer_to ON ONLY public.transfer USING btree (to_address, occurred_at DESC) WHERE (to_address IS NOT NULL);
CREATE TRIGGER transfer_append_only BEFORE DELETE OR UPDATE ON public.transfer FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON transfer TO usd1_ingest;
GRANT SELECT ON transfer TO usd1_service;
GRANT SELECT ON transfer TO usd1_ui;
