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
    proposed_by     uuid        REFERENCES person,
    proposed_at     timestamptz,
    approved_by     uuid        REFERENCES person,
    closed_at       timestamptz,
    revision        int         NOT NULL DEFAULT 1,
    -- A disposition stands whole or not at all.
    CONSTRAINT disposition_whole CHECK (num_nulls(disposition, disposition_reason, proposed_by, proposed_at) IN (0, 4)),
    -- Four eyes, held by the database too: nobody approves what he proposed, and nobody approves nothing.
    CONSTRAINT four_eyes CHECK (approved_by IS NULL OR (proposed_by IS NOT NULL AND approved_by <> proposed_by)),
    CONSTRAINT closed_with_disposition CHECK ((status = 'closed') = (closed_at IS NOT NULL) AND (status NOT IN ('closed', 'awaiting_approval') OR disposition IS NOT NULL)),
    CONSTRAINT critical_closed_by_two CHECK (status <> 'closed' OR severity <> 'critical' OR approved_by IS NOT NULL)
);
COMMENT ON TABLE case_file IS 'Alerts of one subject, and what changes of lists mean for it, that are worked together. (case alone is a word of SQL.)';
COMMENT ON COLUMN case_file.severity IS 'The highest of what was found; it never falls.';
COMMENT ON COLUMN case_file.due_at IS 'By when it must be closed; from the severity, and it only ever gets earlier.';
COMMENT ON COLUMN case_file.proposed_by IS 'Who proposed the disposition; on a case that needs no approval, who closed it.';
COMMENT ON COLUMN case_file.revision IS 'Counts changes: two people who act on the same state at once, one is told.';
-- A subject has one case at a time that is not closed: two openers that find its alerts at once, one of them joins.
CREATE UNIQUE INDEX case_file_one_open ON case_file (subject_address, subject_family) WHERE status <> 'closed';
CREATE INDEX case_file_queue ON case_file (status, severity, due_at);
CREATE INDEX case_file_subject ON case_file (subject_address, subject_family, case_id DESC);
CREATE TRIGGER case_file_closed_stays BEFORE UPDATE ON case_file FOR EACH ROW WHEN (OLD.status = 'closed') EXECUTE FUNCTION refuse_change();

CREATE TABLE case_alert (
    alert_id bigint      PRIMARY KEY REFERENCES alert,
    case_id  bigint      NOT NULL REFERENCES case_file,
    added_at timestamptz NOT NULL
);
COMMENT ON TABLE case_alert IS 'Which case an alert belongs to; one, for ever.';
CREATE INDEX case_alert_case ON case_alert (case_id);
CREATE TRIGGER case_alert_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_alert FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE case_opening (
    only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    taken_through bigint  NOT NULL,
    repeats_taken_through bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE case_opening IS 'How far the alerts and their repeats have been taken up; one row.';
COMMENT ON COLUMN case_opening.taken_through IS 'The newest alert_id that was put into a case or set to wait.';
COMMENT ON COLUMN case_opening.repeats_taken_through IS 'The newest repeat_id that was told in a case, or of which an alert of its own was made.';
INSERT INTO case_opening (taken_through) VALUES (0);

CREATE TABLE case_waiting (
    alert_id        bigint   PRIMARY KEY REFERENCES alert,
    subject_family  smallint NOT NULL,
    subject_address bytea    NOT NULL,
    rule_id         text     NOT NULL
);
COMMENT ON TABLE case_waiting IS 'Alerts of low severity that open no case alone: they wait for others of their subject.';
CREATE INDEX case_waiting_subject ON case_waiting (subject_address, subject_family);

CREATE TABLE case_step (
    step_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id    bigint      NOT NULL REFERENCES case_file,
    revision   int         NOT NULL,
    taken_at   timestamptz NOT NULL,
    actor_kind text        NOT NULL,
    actor_id   text        NOT NULL,
    actor_name text        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('opened', 'alert_added', 'alert_repeated', 'hit_found', 'release_review', 'severity_raised', 'assigned', 'noted', 'escalated', 'disposition_proposed', 'disposition_approved', 'disposition_refused', 'closed')),
    text       text        NOT NULL
);
COMMENT ON TABLE case_step IS 'The timeline of a case, notes included; append-only.';
COMMENT ON COLUMN case_step.revision IS 'The revision of the case that the step made; a note or a repeat makes none and carries the one it was written at.';
CREATE INDEX case_step_case ON case_step (case_id, step_id);
CREATE TRIGGER case_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The service opens cases and adds alerts to them; what people decide it cannot write. The UI writes what people decide; it cannot
-- open a case, lower its severity, move its deadline or touch its alerts.
GRANT SELECT, INSERT ON case_file TO usd1_service;
GRANT UPDATE (severity, due_at, revision) ON case_file TO usd1_service;
GRANT SELECT ON case_file TO usd1_ui;
GRANT UPDATE (status, assigned_to, escalated_at, disposition, disposition_reason, proposed_by, proposed_at, approved_by, closed_at, revision) ON case_file TO usd1_ui;
GRANT SELECT, INSERT ON case_alert TO usd1_service;
GRANT SELECT ON case_alert TO usd1_ui;
GRANT SELECT, UPDATE ON case_opening TO usd1_service;
GRANT SELECT, INSERT, DELETE ON case_waiting TO usd1_service;
GRANT SELECT ON case_opening, case_waiting TO usd1_ui;
GRANT SELECT, INSERT ON case_step TO usd1_service, usd1_ui;
