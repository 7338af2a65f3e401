-- Roles of the three processes. They are group roles without a login; `usd1 database login` gives each process one of its own.
-- A cluster shares roles among its databases, so another database may have made them already.
DO $$
DECLARE role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['usd1_ingest', 'usd1_service', 'usd1_ui'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END LOOP;
END $$;

CREATE TABLE audit_entry (
    number        bigint      PRIMARY KEY CHECK (number > 0),
    recorded_at   timestamptz NOT NULL,
    actor_kind    text        NOT NULL,
    actor_id      text        NOT NULL,
    actor_name    text        NOT NULL,
    action        text        NOT NULL,
    subject_kind  text        NOT NULL,
    subject_id    text        NOT NULL,
    details       text        NOT NULL,
    previous_hash bytea       NOT NULL CHECK (octet_length(previous_hash) = 32),
    hash          bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32)
);
COMMENT ON TABLE audit_entry IS 'Every step that people, programs and jobs take: append-only, each row hashed over the one before.';
COMMENT ON COLUMN audit_entry.number IS '1, 2, 3, … without a gap.';
COMMENT ON COLUMN audit_entry.recorded_at IS 'UTC, microseconds.';
COMMENT ON COLUMN audit_entry.details IS 'A JSON object, kept as text because its bytes are hashed.';
COMMENT ON COLUMN audit_entry.hash IS 'SHA-256, as AuditEntry.ComputeHash makes it.';
CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id, number DESC);
CREATE INDEX audit_entry_kind ON audit_entry (subject_kind, number DESC);
CREATE INDEX audit_entry_actor ON audit_entry (actor_kind, actor_id, number DESC);
CREATE INDEX audit_entry_recorded ON audit_entry (recorded_at);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: its rows are evidence and are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE person (
    user_id              uuid        PRIMARY KEY,
    user_name            text        NOT NULL CHECK (user_name ~ '^[A-Za-z0-9][A-Za-z0-9._@-]{1,99}$'),
    display_name         text        NOT NULL CHECK (length(display_name) BETWEEN 1 AND 200),
    password_hash        text,
    must_change_password boolean     NOT NULL DEFAULT false,
    totp_secret          bytea,
    totp_pending         bytea,
    totp_last_step       bigint      NOT NULL DEFAULT 0,
    failed_sign_ins      int         NOT NULL DEFAULT 0,
    locked_until         timestamptz,
    disabled             boolean     NOT NULL DEFAULT false,
    external_issuer      text,
    external_subject     text,
    roles                text[]      NOT NULL DEFAULT '{}',
    security_stamp       uuid        NOT NULL,
    created_at           timestamptz NOT NULL,
    UNIQUE (external_issuer, external_subject),
    CHECK ((external_issuer IS NULL) = (external_subject IS NULL)),
    -- One way to sign in each: somebody whom an issuer vouches for has no password here that outlives his leaving.
    CHECK (password_hash IS NULL OR external_issuer IS NULL)
);
CREATE UNIQUE INDEX person_user_name ON person (lower(user_name));
COMMENT ON TABLE person IS 'Who may sign in: local users with a password, or subjects of an OpenID Connect issuer.';
COMMENT ON COLUMN person.password_hash IS 'ASP.NET Core PasswordHasher, version 3 (PBKDF2); null for a person of an external issuer.';
COMMENT ON COLUMN person.must_change_password IS 'The password is a one-time one: the person holds no right until he has chosen his own.';
COMMENT ON COLUMN person.totp_secret IS 'RFC 6238 secret of 20 bytes, sealed with the installation''s key (AES-256-GCM); null until the second factor is set up.';
COMMENT ON COLUMN person.totp_pending IS 'A secret that was shown and not yet confirmed by a code of it; sealed likewise.';
COMMENT ON COLUMN person.totp_last_step IS 'The last time step that was accepted: a code is good once.';
COMMENT ON COLUMN person.failed_sign_ins IS 'Since the last success. An attempt counts before it is judged, so that many at once are not judged for one.';
COMMENT ON COLUMN person.locked_until IS 'Too many failures: until then no attempt is judged. Lifted by time or by an administrator.';
COMMENT ON COLUMN person.disabled IS 'Locked by an administrator, until he unlocks.';
COMMENT ON COLUMN person.security_stamp IS 'Changes with password, roles and lock: a session that carries another one ends.';

CREATE VIEW person_name AS SELECT user_id, display_name FROM person;
COMMENT ON VIEW person_name IS 'What people are called: all of person that other tables'' stores may join.';

CREATE TABLE api_key (
    key_id         uuid        PRIMARY KEY,
    name           text        NOT NULL,
    secret_hash    bytea       NOT NULL CHECK (octet_length(secret_hash) = 32),
    scopes         text[]      NOT NULL,
    created_at     timestamptz NOT NULL,
    created_by     text        NOT NULL,
    expires_at     timestamptz NOT NULL,
    last_used_at   timestamptz,
    revoked_at     timestamptz,
    revoked_reason text,
    CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);
COMMENT ON TABLE api_key IS 'Programs that may call the API. The secret itself is shown once and never kept.';
COMMENT ON COLUMN api_key.secret_hash IS 'SHA-256 of the 32 random bytes of the secret.';
COMMENT ON COLUMN api_key.last_used_at IS 'When it last let its program in, to the minute: a key in constant use is not written at each call. Null: never.';
COMMENT ON COLUMN api_key.revoked_reason IS 'Why it was revoked, in the words of whoever did.';

GRANT SELECT, INSERT ON audit_entry TO usd1_service, usd1_ui;
GRANT SELECT, INSERT, UPDATE ON person TO usd1_ui;
GRANT SELECT ON person_name TO usd1_service, usd1_ui;
GRANT SELECT, INSERT, UPDATE ON api_key TO usd1_service, usd1_ui;

-- Names and passwords cannot be parameters of CREATE ROLE, so they are quoted here and nowhere else.
CREATE FUNCTION renew_login(login_name text, group_role text, login_password text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF group_role NOT IN ('usd1_ingest', 'usd1_service', 'usd1_ui') THEN
        RAISE EXCEPTION 'no group role %', group_role;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login_name) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', login_name);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN INHERIT PASSWORD %L', login_name, login_password);
    EXECUTE format('GRANT %I TO %I', group_role, login_name);
END $$;
REVOKE ALL ON FUNCTION renew_login FROM PUBLIC;
