CREATE TABLE rescreening (
    in_force_id       bigint      PRIMARY KEY REFERENCES list_in_force,
    list_id           text        NOT NULL REFERENCES list,
    from_version      bigint      REFERENCES list_version,
    to_version        bigint      NOT NULL REFERENCES list_version,
    seen_at           timestamptz NOT NULL,
    in_force_at       timestamptz NOT NULL,
    started_at        timestamptz NOT NULL,
    stage             text        NOT NULL CHECK (stage IN ('addresses', 'names', 'removals', 'finished', 'overtaken')),
    parties_through   text        NOT NULL DEFAULT '',
    last_verdict_at   timestamptz,
    finished_at       timestamptz,
    entries_added     int         NOT NULL,
    entries_changed   int         NOT NULL,
    entries_removed   int         NOT NULL,
    owned_changed     int         NOT NULL,
    addresses_checked bigint      NOT NULL DEFAULT 0,
    past_transfers    bigint      NOT NULL DEFAULT 0,
    parties_compared  bigint      NOT NULL DEFAULT 0,
    searches_cut      bigint      NOT NULL DEFAULT 0,
    hits_raised       bigint      NOT NULL DEFAULT 0,
    hits_gone         bigint      NOT NULL DEFAULT 0,
    ownership_sha256  bytea       NOT NULL CHECK (octet_length(ownership_sha256) = 32),
    blocking          boolean     NOT NULL,
    CONSTRAINT rescreening_finished CHECK ((stage = 'finished') = (finished_at IS NOT NULL) AND (finished_at IS NULL OR last_verdict_at IS NOT NULL))
);
COMMENT ON TABLE rescreening IS 'Each change of a list that was answered, or is being answered: what it added and changed held against all parties, wallets and addresses of the ledger. Each population is one write or several, and its progress stands in the same write: what was killed goes on.';
COMMENT ON COLUMN rescreening.in_force_id IS 'The change: the newest of its list when it was taken up. Changes between the one answered before and this one are answered by it.';
COMMENT ON COLUMN rescreening.from_version IS 'The version that was answered before; null where none was, so that every entry is new.';
COMMENT ON COLUMN rescreening.seen_at IS 'When the first file that this answers was seen: fetched, or loaded by hand, UTC. A version that was in force before and came back: when it came back.';
COMMENT ON COLUMN rescreening.in_force_at IS 'When the first change that this answers was put in force, UTC.';
COMMENT ON COLUMN rescreening.stage IS 'Which population is being answered. overtaken: another version was put in force before this one was answered.';
COMMENT ON COLUMN rescreening.parties_through IS 'The last party, by id, that was compared.';
COMMENT ON COLUMN rescreening.last_verdict_at IS 'When the last verdict so far became durable, UTC.';
COMMENT ON COLUMN rescreening.entries_removed IS 'Parties that the list no longer holds, or no longer blocks.';
COMMENT ON COLUMN rescreening.owned_changed IS 'Entities, on whatever list, of which ownership now says something else (50 % rule).';
COMMENT ON COLUMN rescreening.addresses_checked IS 'Addresses of the delta, in all their forms, that the ledger and the wallets were asked for.';
COMMENT ON COLUMN rescreening.past_transfers IS 'Transfers of the past that those addresses took part in.';
COMMENT ON COLUMN rescreening.searches_cut IS 'Parties for whom more names were alike than are compared, so that a hit may be missing.';
COMMENT ON COLUMN rescreening.ownership_sha256 IS 'Of what ownership said of everybody when this was begun: where another list changes that meanwhile, it begins anew.';
COMMENT ON COLUMN rescreening.blocking IS 'Whether the list blocked property then, by the file of lists.';
CREATE INDEX rescreening_list ON rescreening (list_id, in_force_id DESC);

CREATE TABLE rescreened_ownership (
    list_id   text NOT NULL REFERENCES list,
    entry_key text NOT NULL,
    content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32),
    blocked   boolean NOT NULL,
    PRIMARY KEY (list_id, entry_key)
);
COMMENT ON TABLE rescreened_ownership IS 'What ownership said of each entity (50 % rule) when it was last answered: what it says otherwise now belongs to the next delta, whichever list has changed.';
COMMENT ON COLUMN rescreened_ownership.content_hash IS 'SHA-256 of finding, known share and chain.';

CREATE TABLE party_following (
    only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    taken_through bigint  NOT NULL,
    asked_through timestamptz NOT NULL
);
COMMENT ON TABLE party_following IS 'The newest version of a party that was screened against all lists in force; one row.';
COMMENT ON COLUMN party_following.asked_through IS 'Up to which expiry of false positives their parties were screened again.';
INSERT INTO party_following (taken_through, asked_through) VALUES (0, '-infinity');

CREATE TABLE party_gap (
    party_id   text        PRIMARY KEY REFERENCES party,
    version_id bigint      NOT NULL,
    reason     text        NOT NULL CHECK (reason IN ('unreadable', 'cut')),
    seen_at    timestamptz NOT NULL
);
COMMENT ON TABLE party_gap IS 'Parties that could not be screened to the end, so that a hit may be missing: somebody has to look at their names. Gone as soon as one is screened whole against all lists.';
COMMENT ON COLUMN party_gap.reason IS 'unreadable: a name without a word to look for; cut: more names are alike than are compared.';
GRANT SELECT, INSERT, UPDATE, DELETE ON party_gap TO usd1_service;
GRANT SELECT ON party_gap TO usd1_ui;

CREATE TABLE address_finding (
    finding_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN ('hit_found', 'release_review')),
    family       smallint    NOT NULL,
    address      bytea       NOT NULL,
    hit_id       bigint      REFERENCES hit,
    list_id      text        NOT NULL REFERENCES list,
    entry_key    text        NOT NULL,
    listed_name  text        NOT NULL,
    from_version bigint      REFERENCES list_version,
    to_version   bigint      NOT NULL REFERENCES list_version,
    holds        boolean     NOT NULL,
    found_at     timestamptz NOT NULL,
    CONSTRAINT address_finding_whole CHECK ((kind = 'hit_found') = (hit_id IS NOT NULL) AND (kind = 'hit_found' OR from_version IS NOT NULL))
);
COMMENT ON TABLE address_finding IS 'What a case of an address has to know of a change of lists: that it is blocked now, or that what it was blocked for is gone. One writer at a time, so that numbers become visible in their order.';
COMMENT ON COLUMN address_finding.hit_id IS 'The hit on the address; null of a release review.';
COMMENT ON COLUMN address_finding.holds IS 'Whether the ledger leaves it a balance, or cannot tell.';
-- A population that is answered again after a crash says nothing twice.
CREATE UNIQUE INDEX address_finding_hit ON address_finding (hit_id) WHERE kind = 'hit_found';
CREATE UNIQUE INDEX address_finding_release ON address_finding (address, family, list_id, entry_key, to_version) WHERE kind = 'release_review';
CREATE TRIGGER address_finding_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON address_finding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE case_hit (
    case_id  bigint      NOT NULL REFERENCES case_file,
    hit_id   bigint      NOT NULL REFERENCES hit,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, hit_id)
);
COMMENT ON TABLE case_hit IS 'The hits that a case rests on beside its alerts, or without any.';
CREATE TRIGGER case_hit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_hit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE case_opening ADD findings_taken_through bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN case_opening.findings_taken_through IS 'The newest finding_id of address_finding that was taken up.';

-- The service screens and writes what it found; people read it.
GRANT SELECT, INSERT, UPDATE ON rescreening TO usd1_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON rescreened_ownership TO usd1_service;
GRANT SELECT, UPDATE ON party_following TO usd1_service;
GRANT SELECT, INSERT ON address_finding, case_hit TO usd1_service;
GRANT SELECT ON rescreening, rescreened_ownership, party_following, address_finding, case_hit TO usd1_ui;
