CREATE TABLE below_line (
    below_id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id         text        NOT NULL,
    rule_version    int         NOT NULL,
    number          int         NOT NULL,
    week            date        NOT NULL CHECK (extract(isodow FROM week) = 1),
    source_id       int         NOT NULL,
    sequence        bigint      NOT NULL,
    occurred_at     timestamptz NOT NULL,
    subject_family  smallint    NOT NULL,
    subject_address bytea       NOT NULL,
    draw            bigint      NOT NULL CHECK (draw >= 0),
    per_week        int         NOT NULL CHECK (per_week > 0),
    says            text        NOT NULL,
    evidence        jsonb       NOT NULL,
    relaxed         jsonb       NOT NULL,
    pack_id         bigint      NOT NULL REFERENCES rule_pack,
    found_at        timestamptz NOT NULL,
    UNIQUE (rule_id, source_id, sequence)
);
COMMENT ON TABLE below_line IS 'What rules would have found with relaxed thresholds and did not find, as far as it was among the lowest draws of its rule and week: no alert, opens no case, starts no clock. Rows that lower draws have overtaken stay and are drawn no more.';
COMMENT ON COLUMN below_line.week IS 'The Monday (UTC) of the week in which the transfer occurred.';
COMMENT ON COLUMN below_line.draw IS 'HMAC-SHA256 of the transfer under rule and week, its first 63 bits: the lowest of each rule and week are looked at, one of a subject.';
COMMENT ON COLUMN below_line.per_week IS 'How many of a rule and week are looked at, by the layer of then.';
COMMENT ON COLUMN below_line.evidence IS 'As of an alert, with the parameters that the rule has.';
COMMENT ON COLUMN below_line.relaxed IS 'The thresholds that let it through, by name.';
CREATE INDEX below_line_draws ON below_line (rule_id, week, draw);
CREATE TRIGGER below_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON below_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A finding whose transfer the chain took back is drawn no more; what was drawn no longer because of it was not kept, so that the sample of that week is smaller by it.
CREATE VIEW below_line_drawn AS
SELECT * FROM (
    SELECT of_subjects.*, row_number() OVER (PARTITION BY rule_id, week ORDER BY draw, below_id) AS place FROM (
        SELECT b.*, row_number() OVER (PARTITION BY rule_id, week, subject_family, subject_address ORDER BY draw, below_id) AS of_subject
        FROM below_line b WHERE NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = b.source_id AND x.sequence = b.sequence)) of_subjects
    WHERE of_subject = 1) places
WHERE place <= per_week;
COMMENT ON VIEW below_line_drawn IS 'The sample: the lowest draws of each rule and week, one of a subject, without what the chain took back.';

CREATE TABLE below_line_review (
    below_id    bigint      PRIMARY KEY REFERENCES below_line,
    verdict     text        NOT NULL CHECK (verdict IN ('should_have_been', 'rightly_left_out')),
    reason      text        NOT NULL,
    reviewed_by uuid        NOT NULL REFERENCES person,
    reviewed_at timestamptz NOT NULL
);
COMMENT ON TABLE below_line_review IS 'What a person said of a finding below the line, once and for ever.';
CREATE TRIGGER below_line_review_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON below_line_review FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON below_line TO usd1_service;
GRANT SELECT ON below_line, below_line_drawn TO usd1_ui;
GRANT SELECT ON below_line_drawn, below_line_review TO usd1_service;
GRANT SELECT, INSERT ON below_line_review TO usd1_ui;
