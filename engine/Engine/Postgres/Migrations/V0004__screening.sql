CREATE TABLE screening (
    screening_id    uuid        PRIMARY KEY,
    client_id       uuid        NOT NULL REFERENCES api_key,
    idempotency_key text        NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
    request_hash    bytea       NOT NULL CHECK (octet_length(request_hash) = 32),
    request         jsonb       NOT NULL,
    verdict         text        NOT NULL CHECK (verdict IN ('allow', 'review', 'block')),
    response        json        NOT NULL,
    list_versions   bigint[]    NOT NULL,
    policy_sha256   bytea       CHECK (octet_length(policy_sha256) = 32),
    decided_at      timestamptz NOT NULL,
    batch_id        uuid        NOT NULL,
    UNIQUE (client_id, idempotency_key)
);
COMMENT ON TABLE screening IS 'Every answer that the screening API gave, durable before it was given.';
COMMENT ON COLUMN screening.idempotency_key IS 'The client''s own name for the request: sent again, it gets the same answer.';
COMMENT ON COLUMN screening.request_hash IS 'SHA-256 of the request as read: the same key with another request is refused.';
COMMENT ON COLUMN screening.response IS 'Verdict, reasons, hits and the list versions that it rests on, to the letter as it was answered: json keeps the text, jsonb would not.';
COMMENT ON COLUMN screening.list_versions IS 'The list versions that it rests on, ascending.';
COMMENT ON COLUMN screening.request IS 'As asked, the names of parties too: kept as long as the answer (31 CFR 501.601: ten years).';
COMMENT ON COLUMN screening.policy_sha256 IS 'Of the policy by which names were compared; null where no party was asked about.';
COMMENT ON COLUMN screening.batch_id IS 'What was made durable together, for one client: the audit entry of subject (screening_batch, this) names each with the SHA-256 of its response.';
CREATE INDEX screening_newest ON screening (decided_at DESC, screening_id);
CREATE TRIGGER screening_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON screening TO usd1_service;
GRANT SELECT ON screening TO usd1_ui;
