CREATE TABLE party_version (
    version_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    party_id     text        NOT NULL CHECK (party_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    content      jsonb       NOT NULL,
    content_hash bytea       NOT NULL CHECK (octet_length(content_hash) = 32),
    since        timestamptz NOT NULL,
    by_kind      text        NOT NULL,
    by_id        text        NOT NULL,
    by_name      text        NOT NULL,
    UNIQUE (party_id, version_id)
);
COMMENT ON TABLE party_version IS 'Everything that was ever known of a party, once for each change: append-only, because decisions rest on it. Versions become visible in the order of their numbers: every writer holds one advisory lock from before it draws a number until it commits.';
COMMENT ON COLUMN party_version.version_id IS 'Ascending over all parties; with gaps, where a write was given up.';
COMMENT ON COLUMN party_version.party_id IS 'The issuer''s own opaque customer number. It goes into logs, addresses of pages and the audit trail: never a name, never a tax or social security number.';
COMMENT ON COLUMN party_version.content IS 'Role, kind, status, names, birth dates, countries, gender, identifiers, wallets as given, owners: personal data.';
COMMENT ON COLUMN party_version.content_hash IS 'SHA-256 of the content as canonical JSON in UTF-8, its lists sorted: what did not change makes no version.';
COMMENT ON COLUMN party_version.since IS 'When it became current, UTC.';
CREATE TRIGGER party_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON party_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE party (
    party_id     text        PRIMARY KEY,
    version_id   bigint      NOT NULL,
    role         text        NOT NULL CHECK (role IN ('customer', 'beneficial_owner', 'counterparty', 'vasp')),
    kind         text        NOT NULL CHECK (kind IN ('person', 'organisation')),
    status       text        NOT NULL CHECK (status IN ('active', 'closed')),
    primary_name text        NOT NULL,
    names        text        NOT NULL,
    created_at   timestamptz NOT NULL,
    FOREIGN KEY (party_id, version_id) REFERENCES party_version (party_id, version_id)
);
COMMENT ON TABLE party IS 'Whom the issuer deals with and who stands behind them, as known now: a pointer to the current version, and what people look for them by.';
COMMENT ON COLUMN party.names IS 'All names, a line each, in lower case: for people who look for one. Screening has an index of its own.';
COMMENT ON COLUMN party.created_at IS 'When the first version was made, UTC.';
CREATE INDEX party_owners ON party_version USING gin ((content -> 'owners') jsonb_path_ops);

CREATE TABLE party_wallet (
    party_id text     NOT NULL REFERENCES party,
    family   smallint NOT NULL,
    address  bytea    NOT NULL,
    PRIMARY KEY (party_id, family, address)
);
COMMENT ON TABLE party_wallet IS 'The wallets of each party''s current version, as (family, bytes).';
CREATE INDEX party_wallet_address ON party_wallet (address, family);

GRANT SELECT, INSERT ON party_version TO usd1_service;
GRANT SELECT, INSERT, UPDATE ON party TO usd1_service;
GRANT SELECT, INSERT, DELETE ON party_wallet TO usd1_service;
GRANT SELECT ON party, party_version, party_wallet TO usd1_ui;
