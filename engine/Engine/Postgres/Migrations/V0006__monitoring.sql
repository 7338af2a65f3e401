CREATE TABLE monitored_batch (
    batch_id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id     int         NOT NULL REFERENCES source,
    from_sequence bigint      NOT NULL,
    to_sequence   bigint      NOT NULL CHECK (to_sequence >= from_sequence),
    pack_id       bigint      NOT NULL REFERENCES rule_pack,
    list_versions bigint[]    NOT NULL,
    silent_lists  text[]      NOT NULL,
    monitored_at  timestamptz NOT NULL,
    UNIQUE (source_id, from_sequence)
);
COMMENT ON TABLE monitored_batch IS 'Which stretches of which source were judged, in the order of judging, by which rules and lists: the cursor of each source, and the order in which a replay must go.';
COMMENT ON COLUMN monitored_batch.list_versions IS 'The list versions in force, in ascending order.';
COMMENT ON COLUMN monitored_batch.silent_lists IS 'The lists that were missing or stale then: of an address that no list holds, nobody could say that it was not listed.';
CREATE INDEX monitored_batch_newest ON monitored_batch (source_id, to_sequence DESC);

CREATE TABLE monitoring_hold (
    only_row boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    code     text        NOT NULL,
    message  text        NOT NULL,
    since    timestamptz NOT NULL
);
COMMENT ON TABLE monitoring_hold IS 'Why judging waits, and since when; no row while it goes on. Beginning and end stand in the audit trail.';

CREATE TABLE alert (
    alert_id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id          text        NOT NULL,
    rule_version     int         NOT NULL,
    pack_id          bigint      NOT NULL REFERENCES rule_pack,
    typology         text        NOT NULL,
    severity         text        NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    market           text        NOT NULL CHECK (market IN ('primary', 'secondary')),
    score            int         NOT NULL CHECK (score BETWEEN 0 AND 100),
    source_id        int         NOT NULL,
    sequence         bigint      NOT NULL,
    occurred_at      timestamptz NOT NULL,
    subject_family   smallint    NOT NULL,
    subject_address  bytea       NOT NULL,
    says             text        NOT NULL,
    evidence         jsonb       NOT NULL,
    list_versions    bigint[]    NOT NULL,
    repeats          int         NOT NULL DEFAULT 0,
    raised_at        timestamptz NOT NULL,
    UNIQUE (source_id, sequence, rule_id, subject_family, subject_address)
);
COMMENT ON TABLE alert IS 'What a rule found in a transfer: one a rule, transfer and subject, so that judging a transfer again raises nothing twice.';
COMMENT ON COLUMN alert.subject_address IS 'The address that the alert is about.';
COMMENT ON COLUMN alert.says IS 'The finding in a sentence, for the analyst.';
COMMENT ON COLUMN alert.evidence IS 'The facts that the rule looked at, its parameters, the hits: enough to derive it again.';
COMMENT ON COLUMN alert.repeats IS 'How many further transfers met the same rule for the same subject within its suppression window.';
CREATE INDEX alert_queue ON alert (severity, raised_at DESC);
CREATE INDEX alert_subject ON alert (subject_address, subject_family);
CREATE INDEX alert_raised ON alert (raised_at DESC, alert_id DESC);

CREATE TABLE alert_repeat (
    repeat_id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id      bigint      NOT NULL REFERENCES alert,
    source_id     int         NOT NULL,
    sequence      bigint      NOT NULL,
    occurred_at   timestamptz NOT NULL,
    rule_version  int         NOT NULL,
    severity      text        NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    score         int         NOT NULL CHECK (score BETWEEN 0 AND 100),
    says          text        NOT NULL,
    evidence      jsonb       NOT NULL,
    pack_id       bigint      NOT NULL REFERENCES rule_pack,
    list_versions bigint[]    NOT NULL,
    repeated_at   timestamptz NOT NULL,
    UNIQUE (alert_id, source_id, sequence)
);
COMMENT ON TABLE alert_repeat IS 'Each further transfer that an alert stands for, with evidence of its own: enough to make an alert of it when the case of the first one is closed.';
CREATE TRIGGER alert_repeat_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON alert_repeat FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE data_gap (
    rule_id      text        NOT NULL,
    fact         text        NOT NULL,
    source_id    int         NOT NULL,
    first_at     timestamptz NOT NULL,
    last_at      timestamptz NOT NULL,
    transfers    bigint      NOT NULL,
    last_sequence bigint     NOT NULL,
    PRIMARY KEY (rule_id, fact, source_id)
);
COMMENT ON TABLE data_gap IS 'Rules that could not be decided because a fact was not known: never counted as no.';

GRANT SELECT, INSERT ON monitored_batch TO usd1_service;
GRANT SELECT, INSERT ON alert TO usd1_service;
GRANT UPDATE (repeats) ON alert TO usd1_service;
GRANT SELECT, INSERT ON alert_repeat TO usd1_service;
GRANT SELECT, INSERT, UPDATE ON data_gap TO usd1_service;
GRANT SELECT, INSERT, DELETE ON monitoring_hold TO usd1_service;
GRANT SELECT ON monitored_batch, monitoring_hold, alert, alert_repeat, data_gap TO usd1_ui;
