CREATE TABLE rule_pack (
    pack_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256    bytea       NOT NULL CHECK (octet_length(sha256) = 32),
    files     jsonb       NOT NULL,
    rules     int         NOT NULL,
    loaded_at timestamptz NOT NULL,
    loaded_by text        NOT NULL
);
COMMENT ON TABLE rule_pack IS 'Every set of rules that was ever in force, to the letter, so that an old alert can be derived again. The greatest pack_id is in force; going back to an earlier set is a row of its own.';
COMMENT ON COLUMN rule_pack.sha256 IS 'Over the files in order of name: name and text, each as its length in bytes (32 bits, big-endian) and those bytes.';
COMMENT ON COLUMN rule_pack.files IS 'File name to its text.';
CREATE TRIGGER rule_pack_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_pack FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON rule_pack TO usd1_service;
GRANT SELECT ON rule_pack TO usd1_ui;
