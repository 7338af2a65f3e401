CREATE TABLE case_file (
    case_id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_family  smallint    NOT NULL,
    subject_address bytea       NOT NULL,
    severity        text        NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    status          text        NOT NULL CHECK (status IN ('open', 'escalated', 'awaiting_approval', 'closed')),
    assigned_to     uuid        REFERENCES person,
    opened_at       timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    escalated_at    timestamptz,
    disposition     text        CHECK (disposition IN ('true_match', 'suspicious', 'false_positive', 'no_action')),
    disposition_reason text,
    proposed_by     text,
    proposed_at     timestamptz,
    approved_by     text,
    closed_at       timestamptz,
    revision        int         NOT NULL DEFAULT 1,
    -- Four eyes, held by the database too: nobody approves what he proposed.
    CHECK (approved_by IS NULL OR approved_by <> proposed_by),
    CHECK (status <> 'closed' OR (disposition IS NOT NULL AND closed_at IS NOT NULL AND proposed_by IS NOT NULL)),
    CHECK (status <> 'closed' OR severity <> 'critical' OR approved_by IS NOT NULL)
);
COMMENT ON TABLE case_file IS 'Alerts of one subject that are worked together. (case alone is a word of SQL.)';
COMMENT ON COLUMN case_file.severity IS 'The highest of its alerts.';
COMMENT ON COLUMN case_file.due_at IS 'By when it must be closed or escalated; from the severity.';
COMMENT ON COLUMN case_file.proposed_by IS 'User id of whoever proposed the disposition.';
COMMENT ON COLUMN case_file.revision IS 'Counts changes: two people who act on the same state at once, one is told.';
-- A subject has one case at a time that is not closed: two monitors that open one at once, one of them joins.
CREATE UNIQUE INDEX case_file_one_open ON case_file (subject_address, subject_family) WHERE status <> 'closed';
CREATE INDEX case_file_queue ON case_file (status, severity, due_at);

CREATE TABLE case_alert (
    alert_id bigint      PRIMARY KEY REFERENCES alert,
    case_id  bigint      NOT NULL REFERENCES case_file,
    added_at timestamptz NOT NULL
);
COMMENT ON TABLE case_alert IS 'Which case an alert belongs to; one, for ever.';
CREATE INDEX case_alert_case ON case_alert (case_id);

CREATE TABLE case_step (
    step_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id    bigint      NOT NULL REFERENCES case_file,
    taken_at   timestamptz NOT NULL,
    actor_kind text        NOT NULL,
    actor_id   text        NOT NULL,
    actor_name text        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('opened', 'alert_added', 'assigned', 'noted', 'escalated', 'disposition_proposed', 'disposition_approved', 'disposition_refused', 'closed')),
    text       text        NOT NULL
);
COMMENT ON TABLE case_step IS 'The timeline of a case, notes included; append-only.';
CREATE INDEX case_step_case ON case_step (case_id, step_id);
CREATE TRIGGER case_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, UPDATE ON case_file TO usd1_service, usd1_ui;
GRANT SELECT, INSERT ON case_alert TO usd1_service;
GRANT SELECT ON case_alert TO usd1_ui;
GRANT SELECT, INSERT ON case_step TO usd1_service, usd1_ui;
