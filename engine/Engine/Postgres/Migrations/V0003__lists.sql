CREATE TABLE list (
    list_id          text    PRIMARY KEY,
    publisher        text    NOT NULL,
    title            text    NOT NULL,
    format           text    NOT NULL,
    blocking         boolean NOT NULL,
    max_age_hours    int     NOT NULL CHECK (max_age_hours > 0),
    refresh_minutes  int     CHECK (refresh_minutes > 0),
    refresh_cron     text,
    expects          jsonb   NOT NULL DEFAULT '{"canaries": {}, "atLeast": {}}',
    version_in_force bigint,
    checked_at       timestamptz
);
COMMENT ON TABLE list IS 'The lists that are screened against. Which version is in force is the one fact here that changes.';
COMMENT ON COLUMN list.blocking IS 'Whether property of its parties is blocked; otherwise a hit is for review and never a freeze.';
COMMENT ON COLUMN list.max_age_hours IS 'Past this since the last successful check, screening answers list_stale and never allow.';
COMMENT ON COLUMN list.refresh_minutes IS 'From one check of the publisher to the next; null for a list that is loaded by hand. Past twice of it without success the list is late.';
COMMENT ON COLUMN list.refresh_cron IS 'The moments of the checks, UTC, in place of a gap; null where refresh_minutes says it.';
COMMENT ON COLUMN list.expects IS 'What every good copy holds: canaries (keys and addresses) and the fewest of each kind. A file without it stands in quarantine.';
COMMENT ON COLUMN list.checked_at IS 'When the version in force was last known to be the publisher''s current one: when it was last loaded or confirmed, or, where a later version is known, the day on which that was published.';

CREATE TABLE list_version (
    version_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list_id       text        NOT NULL REFERENCES list,
    sha256        bytea       NOT NULL CHECK (octet_length(sha256) = 32),
    content_sha256 bytea      CHECK (octet_length(content_sha256) = 32),
    file_name     text        NOT NULL,
    size_bytes    bigint      NOT NULL,
    published_on  date,
    loaded_at     timestamptz NOT NULL,
    loaded_by_kind   text     NOT NULL,
    loaded_by_id     text     NOT NULL,
    loaded_by_name   text     NOT NULL,
    approved_by_kind text,
    approved_by_id   text,
    approved_at      timestamptz,
    status        text        NOT NULL CHECK (status IN ('quarantined', 'accepted')),
    reason        text        NOT NULL DEFAULT '',
    parties       int         NOT NULL DEFAULT 0,
    names         int         NOT NULL DEFAULT 0,
    identifiers   int         NOT NULL DEFAULT 0,
    addresses     int         NOT NULL DEFAULT 0,
    counts        jsonb       NOT NULL,
    interim_of    bigint      REFERENCES list_version,
    fallback      boolean     NOT NULL DEFAULT false,
    CONSTRAINT list_version_four_eyes CHECK ((approved_by_kind, approved_by_id) IS DISTINCT FROM (loaded_by_kind, loaded_by_id))
);
COMMENT ON TABLE list_version IS 'Every file of a list that was ever loaded, the unreadable ones too.';
COMMENT ON COLUMN list_version.sha256 IS 'Of the unpacked file; of as much as could be unpacked where it is broken.';
COMMENT ON COLUMN list_version.content_sha256 IS 'Of the entries alone, for a format whose date says only when the file was made (UN, EU, UK): the same again is no new version. Null for others.';
COMMENT ON COLUMN list_version.published_on IS 'The publisher''s own date; null where the file was not read as far as that.';
COMMENT ON COLUMN list_version.reason IS 'Why it stands in quarantine, and the mend.';
COMMENT ON COLUMN list_version.addresses IS 'Distinct (tag, address) pairs.';
COMMENT ON COLUMN list_version.counts IS 'A ListCounts: parties by kind, names by script, how many give a birth date, …';
COMMENT ON COLUMN list_version.interim_of IS 'The version that waits because it takes much away, and whose additions this one carries together with what was there before. Null for a file. Its sha256 is over that of the version before, that of the waiting one and its number.';
COMMENT ON COLUMN list_version.fallback IS 'Whether the file was not the list''s own but the poorer one that stands in for it (OFAC''s legacy CSV). An interim version beside it is the list''s own.';
COMMENT ON COLUMN list_version.approved_by_id IS 'Who put it in force out of quarantine; never who loaded it.';
-- The same file twice is one version; a file that could not be read may be sent again.
CREATE UNIQUE INDEX list_version_content ON list_version (list_id, sha256) WHERE status = 'accepted';
ALTER TABLE list ADD FOREIGN KEY (version_in_force) REFERENCES list_version;

CREATE TABLE list_entry (
    entry_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list_id        text   NOT NULL REFERENCES list,
    entry_key      text   NOT NULL,
    content_hash   bytea  NOT NULL CHECK (octet_length(content_hash) = 32),
    kind           text   NOT NULL CHECK (kind IN ('individual', 'entity', 'vessel', 'aircraft', 'unknown')),
    primary_name   text   NOT NULL,
    listed_on      date,
    programmes     text[] NOT NULL,
    blocks         boolean NOT NULL,
    content        jsonb  NOT NULL,
    UNIQUE (list_id, entry_key, content_hash)
);
COMMENT ON TABLE list_entry IS 'A party as a list describes it, once for each content that it ever had.';
COMMENT ON COLUMN list_entry.entry_key IS 'The publisher''s own stable key: for OFAC the party id.';
COMMENT ON COLUMN list_entry.listed_on IS 'The earliest listing date that the publisher gives.';
COMMENT ON COLUMN list_entry.content_hash IS 'SHA-256 of the ListEntry as JSON in UTF-8, its lists sorted.';
COMMENT ON COLUMN list_entry.blocks IS 'Whether the measures of the entry block property; a file of blocked persons can hold others too.';
COMMENT ON COLUMN list_entry.content IS 'The whole ListEntry: names with script and strength, identifiers, dates, addresses.';

CREATE TABLE list_version_entry (
    version_id bigint NOT NULL REFERENCES list_version,
    entry_id   bigint NOT NULL REFERENCES list_entry,
    PRIMARY KEY (version_id, entry_id)
);
COMMENT ON TABLE list_version_entry IS 'Which entries a version holds.';
CREATE INDEX list_version_entry_entry ON list_version_entry (entry_id);

CREATE TABLE list_address (
    entry_id bigint   NOT NULL REFERENCES list_entry,
    family   smallint NOT NULL,
    address  bytea    NOT NULL,
    tag      text     NOT NULL,
    text     text     NOT NULL,
    PRIMARY KEY (entry_id, family, address, tag)
);
COMMENT ON TABLE list_address IS 'The chain addresses of an entry, as (family, bytes) and as the publisher wrote them.';
COMMENT ON COLUMN list_address.tag IS 'The publisher''s currency tag: an asset, for display only. Never used to match.';
CREATE INDEX list_address_key ON list_address (address, family);

CREATE TABLE entry_link (
    entry_id      bigint  NOT NULL REFERENCES list_entry,
    other_list    text    NOT NULL,
    other_key     text    NOT NULL,
    kind          text    NOT NULL,
    former        boolean NOT NULL,
    share_percent numeric(9,6) CHECK (share_percent > 0 AND share_percent <= 100),
    PRIMARY KEY (entry_id, other_list, other_key, kind, former)
);
COMMENT ON TABLE entry_link IS 'Links of an entry to others, from which the 50 % rule is computed: owned by, acting for, family. An entry keeps its links in every version that holds it.';
COMMENT ON COLUMN entry_link.other_list IS 'The list of the other party: mostly the same, another one for links of our own data.';
COMMENT ON COLUMN entry_link.kind IS 'By the publisher''s word: Owned or Controlled By, Acting for or on behalf of, …; Owned by in our own data.';
COMMENT ON COLUMN entry_link.share_percent IS 'Percent that the owner holds; null where the list does not say, as OFAC never does.';

CREATE TABLE list_in_force (
    in_force_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list_id     text        NOT NULL REFERENCES list,
    version_id  bigint      NOT NULL REFERENCES list_version,
    since       timestamptz NOT NULL,
    put_by      text        NOT NULL
);
COMMENT ON TABLE list_in_force IS 'Which version was in force from when: the history of list.version_in_force.';
CREATE TRIGGER list_in_force_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON list_in_force FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE list_fetch (
    fetch_id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list_id       text        NOT NULL REFERENCES list,
    url           text        NOT NULL,
    at            timestamptz NOT NULL,
    status        int,
    bytes         bigint      NOT NULL,
    sha256        bytea       CHECK (octet_length(sha256) = 32),
    etag          text,
    last_modified text,
    outcome       text        NOT NULL CHECK (outcome IN ('not_modified', 'fetched', 'failed')),
    code          text        NOT NULL DEFAULT '',
    error         text        NOT NULL DEFAULT '',
    version_id    bigint      REFERENCES list_version,
    became        text        CHECK (became IN ('in_force', 'interim', 'confirmed', 'quarantined', 'turned_away'))
);
COMMENT ON TABLE list_fetch IS 'Every attempt to fetch a list from its publisher, the failed ones too.';
COMMENT ON COLUMN list_fetch.url IS 'As rules/lists.json has it, before any redirect.';
COMMENT ON COLUMN list_fetch.status IS 'The last HTTP status; null where no answer came.';
COMMENT ON COLUMN list_fetch.bytes IS 'Of the body, as far as it came.';
COMMENT ON COLUMN list_fetch.sha256 IS 'Of the body as it came, packed or not; null where it did not come whole.';
COMMENT ON COLUMN list_fetch.etag IS 'The publisher''s mark of what it sent, asked with again only while the version that came of it judges.';
COMMENT ON COLUMN list_fetch.code IS 'Why it failed, as in docs/errors.md; empty otherwise.';
COMMENT ON COLUMN list_fetch.error IS 'The same in a sentence, with the mend.';
COMMENT ON COLUMN list_fetch.became IS 'What was done with it then: what is in force today may be another matter. Null for a failure.';
COMMENT ON COLUMN list_fetch.version_id IS 'What the file became, in quarantine or not; for not_modified the version that it confirmed.';
CREATE INDEX list_fetch_latest ON list_fetch (list_id, fetch_id DESC);
CREATE TRIGGER list_fetch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON list_fetch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON list_fetch TO usd1_service;
GRANT SELECT ON list_fetch TO usd1_ui;

CREATE TABLE list_return (
    return_id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list_id          text        NOT NULL REFERENCES list,
    version_id       bigint      NOT NULL REFERENCES list_version,
    away_from        bigint      NOT NULL REFERENCES list_version CHECK (away_from <> version_id),
    reason           text        NOT NULL CHECK (length(reason) BETWEEN 10 AND 4000),
    proposed_by_kind text        NOT NULL CHECK (proposed_by_kind = 'Person'),
    proposed_by_id   text        NOT NULL,
    proposed_by_name text        NOT NULL,
    proposed_at      timestamptz NOT NULL,
    UNIQUE (return_id, proposed_by_kind, proposed_by_id)
);
COMMENT ON TABLE list_return IS 'Proposals of persons to return to an earlier version of a list. What became of each stands in list_return_step.';
COMMENT ON COLUMN list_return.away_from IS 'The version in force when it was proposed: an approval of another state of affairs is refused.';
CREATE INDEX list_return_list ON list_return (list_id, return_id DESC);
CREATE TRIGGER list_return_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON list_return FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE list_return_step (
    step_id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id        bigint      NOT NULL,
    proposed_by_kind text        NOT NULL,
    proposed_by_id   text        NOT NULL,
    kind             text        NOT NULL CHECK (kind IN ('approved', 'refused', 'ended')),
    reason           text        NOT NULL,
    seen_up_to       bigint      REFERENCES list_version,
    taken_by_kind    text        NOT NULL,
    taken_by_id      text        NOT NULL,
    taken_by_name    text        NOT NULL,
    taken_at         timestamptz NOT NULL,
    -- Carried along so that the next line can compare: the key holds it to be the proposal's own.
    FOREIGN KEY (return_id, proposed_by_kind, proposed_by_id) REFERENCES list_return (return_id, proposed_by_kind, proposed_by_id),
    CONSTRAINT list_return_four_eyes CHECK (kind <> 'approved' OR (taken_by_kind = 'Person' AND taken_by_id <> proposed_by_id)),
    CHECK ((kind = 'approved') = (seen_up_to IS NOT NULL))
);
COMMENT ON TABLE list_return_step IS 'What became of a proposed return: approved by a second person or refused, and, once it stood, ended.';
COMMENT ON COLUMN list_return_step.seen_up_to IS 'On an approval, the newest version there was: while the return stands, a file that is one of these is turned away.';
COMMENT ON COLUMN list_return_step.taken_by_kind IS 'A return is approved by a person; it may be ended by the job that meets another file.';
CREATE UNIQUE INDEX list_return_decided_once ON list_return_step (return_id) WHERE kind IN ('approved', 'refused');
CREATE UNIQUE INDEX list_return_ended_once ON list_return_step (return_id) WHERE kind = 'ended';
CREATE TRIGGER list_return_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON list_return_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON list_return, list_return_step TO usd1_ui, usd1_service;

CREATE FUNCTION demand_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The people's door puts in force what two have agreed on and nothing else; who loads files does so by his own login. The owner of the table is nobody's door.
    IF pg_has_role(current_user, 'usd1_ui', 'usage') AND NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'usage')
        AND NOT EXISTS (SELECT FROM list_version v WHERE v.version_id = NEW.version_in_force AND v.list_id = NEW.list_id AND v.status = 'accepted' AND v.approved_by_id IS NOT NULL)
        AND NOT EXISTS (SELECT FROM list_return r JOIN list_return_step s USING (return_id) WHERE r.list_id = NEW.list_id AND r.version_id = NEW.version_in_force AND s.kind = 'approved'
            AND NOT EXISTS (SELECT FROM list_return_step e WHERE e.return_id = r.return_id AND e.kind = 'ended')) THEN
        RAISE EXCEPTION 'version % of % is put in force by two persons: it was not approved, and no return to it stands', NEW.version_in_force, NEW.list_id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER list_switch_needs_two BEFORE UPDATE ON list FOR EACH ROW WHEN (NEW.version_in_force IS DISTINCT FROM OLD.version_in_force) EXECUTE FUNCTION demand_second_person();

CREATE TABLE list_refresh_request (
    request_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list_id       text        NOT NULL REFERENCES list,
    asked_by_kind text        NOT NULL,
    asked_by_id   text        NOT NULL,
    asked_by_name text        NOT NULL,
    asked_at      timestamptz NOT NULL,
    taken_at      timestamptz,
    stage         text        NOT NULL DEFAULT '',
    bytes         bigint      NOT NULL DEFAULT 0,
    finished_at   timestamptz,
    outcome       text        CHECK (outcome IN ('in_force', 'waits', 'confirmed', 'turned_away', 'failed', 'refused')),
    said          text        NOT NULL DEFAULT '',
    CHECK ((finished_at IS NULL) = (outcome IS NULL))
);
COMMENT ON TABLE list_refresh_request IS 'Refreshes that people asked for by hand: the service takes them up within its pause and says how far it is.';
COMMENT ON COLUMN list_refresh_request.stage IS 'What is being done now, in words; empty before it was taken up.';
COMMENT ON COLUMN list_refresh_request.bytes IS 'How much of it is done, of the stage; for a bar without an end.';
COMMENT ON COLUMN list_refresh_request.said IS 'How it ended, in a sentence with the mend.';
CREATE UNIQUE INDEX list_refresh_request_open ON list_refresh_request (list_id) WHERE finished_at IS NULL;
CREATE INDEX list_refresh_request_latest ON list_refresh_request (list_id, request_id DESC);
GRANT SELECT, INSERT ON list_refresh_request TO usd1_ui;
GRANT SELECT, INSERT, UPDATE (taken_at, stage, bytes, finished_at, outcome, said) ON list_refresh_request TO usd1_service;

CREATE TABLE address_label (
    family     smallint    NOT NULL,
    address    bytea       NOT NULL,
    category   text        NOT NULL,
    name       text        NOT NULL,
    origin     text        NOT NULL,
    labelled_at timestamptz NOT NULL,
    PRIMARY KEY (address, family, category, origin)
);
COMMENT ON TABLE address_label IS 'What an address is known to be: mixer, exchange, bridge, merchant, … Attribution, not a sanction.';
COMMENT ON COLUMN address_label.origin IS 'Where the label comes from: an import replaces what its origin gave before.';

CREATE TABLE label_import (
    import_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin      text        NOT NULL,
    labels      int         NOT NULL,
    replaced    int         NOT NULL,
    imported_at timestamptz NOT NULL
);
COMMENT ON TABLE label_import IS 'Every import of labels: its newest number tells monitoring whether the labels that it holds are those in force.';
CREATE TRIGGER label_import_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON label_import FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON label_import TO usd1_service;
GRANT SELECT ON label_import TO usd1_ui;

GRANT SELECT, INSERT, UPDATE ON list TO usd1_service;
GRANT SELECT, INSERT, UPDATE ON list_version TO usd1_service;
GRANT SELECT, INSERT ON list_entry, list_version_entry, list_address, entry_link, list_in_force TO usd1_service;
GRANT SELECT, INSERT, DELETE ON address_label TO usd1_service;
-- People approve a version in the browser: what that takes, and no more.
GRANT UPDATE (version_in_force, checked_at) ON list TO usd1_ui;
GRANT UPDATE (status, reason, approved_by_kind, approved_by_id, approved_at) ON list_version TO usd1_ui;
GRANT INSERT ON list_in_force TO usd1_ui;
GRANT SELECT ON list, list_version, list_entry, list_version_entry, list_address, entry_link, list_in_force, address_label TO usd1_ui;
