"""Votations with their rules, electoral rolls, one-time rights, signatures, letters, roll files, the audit chain."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATES = (
    "('draft', 'ready', 'keyed', 'sealed', 'open', 'suspended', 'closing', 'closed', 'counted', 'proclaimed', "
    "'archived', 'destroyed', 'cancelled')"
)

UP = (
    "CREATE TABLE organisation (id uuid PRIMARY KEY, name text NOT NULL, colour text, version bigint NOT NULL)",
    f"""
    CREATE TABLE votation (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        project_id uuid,
        title text NOT NULL,
        summary text NOT NULL DEFAULT '',
        presentation text NOT NULL DEFAULT '',
        legal_basis text NOT NULL DEFAULT '',
        document jsonb,
        language text NOT NULL CHECK (language IN ('fr', 'en')),
        time_zone text NOT NULL,
        questions jsonb NOT NULL DEFAULT '[]',
        opens_at timestamptz,
        closes_at timestamptz,
        announced_closes_at timestamptz,
        grace_seconds integer NOT NULL DEFAULT 1800 CHECK (grace_seconds BETWEEN 0 AND 1800),
        bureau jsonb NOT NULL DEFAULT '[]',
        threshold integer NOT NULL DEFAULT 2,
        proxies_per_holder integer NOT NULL DEFAULT 0 CHECK (proxies_per_holder BETWEEN 0 AND 20),
        accepts_small_cells boolean NOT NULL DEFAULT false,
        risk_answers jsonb NOT NULL DEFAULT '{{}}',
        roll_by text NOT NULL DEFAULT 'none' CHECK (roll_by IN ('none', 'import', 'accounts')),
        state text NOT NULL DEFAULT 'draft' CHECK (state IN {STATES}),
        reason text,
        election_key text,
        shares jsonb,
        manifest text,
        manifest_hash text,
        box_opened boolean NOT NULL DEFAULT false,
        turnout_told integer NOT NULL DEFAULT 0,
        plain_read boolean NOT NULL DEFAULT false,
        breakdown text,
        result text,
        to_settle jsonb,
        proclaiming jsonb,
        sentence_fr text,
        sentence_en text,
        minutes_sha256 text,
        archive_sha256 text,
        created_at timestamptz NOT NULL,
        version integer NOT NULL DEFAULT 1,
        CHECK (opens_at < closes_at)
    )
    """,
    "CREATE INDEX votation_of_organisation ON votation (organisation_id, created_at DESC, id DESC)",
    "CREATE INDEX votation_of_project ON votation (project_id) WHERE project_id IS NOT NULL",
    "CREATE INDEX votation_on_the_clock ON votation (id) WHERE state IN ('sealed', 'open', 'suspended', 'closing', 'counted')",
    """
    CREATE TABLE elector (
        id uuid PRIMARY KEY,
        votation_id uuid NOT NULL REFERENCES votation,
        reference text NOT NULL,
        name text NOT NULL DEFAULT '',
        email text,
        phone text,
        postal_code text,
        account_id uuid,
        college text NOT NULL DEFAULT '',
        weight integer NOT NULL CHECK (weight > 0),
        cell text,
        secret bytea NOT NULL,
        mark text NOT NULL,
        link_hash bytea NOT NULL,
        proxy_to uuid REFERENCES elector,
        CHECK (proxy_to <> id)
    )
    """,
    "CREATE UNIQUE INDEX elector_reference ON elector (votation_id, reference)",
    "CREATE UNIQUE INDEX elector_email ON elector (votation_id, lower(email)) WHERE email IS NOT NULL",
    "CREATE UNIQUE INDEX elector_account ON elector (votation_id, account_id) WHERE account_id IS NOT NULL",
    "CREATE UNIQUE INDEX elector_link ON elector (link_hash)",
    "CREATE INDEX elector_proxy ON elector (proxy_to) WHERE proxy_to IS NOT NULL",
    "CREATE INDEX elector_account_any ON elector (account_id) WHERE account_id IS NOT NULL",
    """
    CREATE TABLE code (
        elector_id uuid PRIMARY KEY REFERENCES elector ON DELETE CASCADE,
        letter_id uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        tries integer NOT NULL DEFAULT 0,
        asked integer NOT NULL DEFAULT 1,
        counted_from timestamptz NOT NULL
    )
    """,
    # One right an elector, used or not: the constraint that nobody votes twice. A used right goes once its batch is
    # on the board, when the elector signs below.
    """
    CREATE TABLE voting_right (
        right_hash bytea PRIMARY KEY,
        votation_id uuid NOT NULL REFERENCES votation,
        elector_id uuid NOT NULL UNIQUE REFERENCES elector,
        issued_at timestamptz NOT NULL,
        consumed boolean NOT NULL DEFAULT false
    )
    """,
    "CREATE INDEX voting_right_consumed ON voting_right (votation_id) WHERE consumed",
    """
    CREATE TABLE signature (
        votation_id uuid NOT NULL REFERENCES votation,
        elector_id uuid NOT NULL UNIQUE REFERENCES elector,
        signed_on date NOT NULL,
        PRIMARY KEY (votation_id, elector_id)
    )
    """,
    """
    CREATE TABLE mailing (
        id uuid PRIMARY KEY,
        votation_id uuid NOT NULL REFERENCES votation,
        kind text NOT NULL CHECK (kind IN ('invitation', 'reminder', 'code', 'signed', 'roll_check', 'result')),
        expires_at timestamptz NOT NULL,
        asked_at timestamptz NOT NULL,
        letters integer NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX mailing_signed ON mailing (asked_at) WHERE kind = 'signed'",
    "CREATE INDEX mailing_of_votation ON mailing (votation_id, asked_at DESC)",
    "CREATE INDEX mailing_roll_check ON mailing (asked_at) WHERE kind = 'roll_check'",
    """
    CREATE TABLE letter (
        id uuid PRIMARY KEY,
        mailing_id uuid NOT NULL REFERENCES mailing ON DELETE CASCADE,
        elector_id uuid REFERENCES elector ON DELETE CASCADE,
        address text
    )
    """,
    "CREATE INDEX letter_of_mailing ON letter (mailing_id, id)",
    "CREATE INDEX letter_of_elector ON letter (elector_id) WHERE elector_id IS NOT NULL",
    # The counted ballots as the box gave them: contents and numbers, nobody's.
    """
    CREATE TABLE counted_ballot (
        votation_id uuid NOT NULL REFERENCES votation,
        published text NOT NULL,
        content text NOT NULL,
        ballots integer NOT NULL CHECK (ballots > 0)
    )
    """,
    "CREATE INDEX counted_ballot_of_group ON counted_ballot (votation_id, published)",
    """
    CREATE TABLE roll_import (
        id uuid PRIMARY KEY,
        votation_id uuid NOT NULL REFERENCES votation,
        state text NOT NULL CHECK (state IN ('guessed', 'reading', 'read', 'writing', 'written', 'failed')),
        file_key text NOT NULL,
        encoding text NOT NULL,
        separator text NOT NULL,
        has_header boolean NOT NULL,
        columns jsonb NOT NULL,
        sample jsonb NOT NULL,
        job_id uuid,
        lines integer NOT NULL DEFAULT 0,
        good integer NOT NULL DEFAULT 0,
        problems integer NOT NULL DEFAULT 0,
        weights bigint NOT NULL DEFAULT 0,
        colleges jsonb NOT NULL DEFAULT '[]',
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE roll_line (
        import_id uuid NOT NULL REFERENCES roll_import ON DELETE CASCADE,
        line integer NOT NULL,
        reference text NOT NULL,
        name text NOT NULL,
        email text,
        phone text,
        postal_code text,
        college text NOT NULL,
        weight integer NOT NULL,
        PRIMARY KEY (import_id, line)
    )
    """,
    """
    CREATE TABLE roll_problem (
        import_id uuid NOT NULL REFERENCES roll_import ON DELETE CASCADE,
        line integer NOT NULL,
        place integer NOT NULL,
        column_name text NOT NULL,
        code text NOT NULL,
        excerpt text NOT NULL,
        other_line integer,
        PRIMARY KEY (import_id, line, place)
    )
    """,
    "CREATE INDEX roll_import_of_votation ON roll_import (votation_id)",
    "CREATE INDEX roll_import_by_age ON roll_import (created_at)",
    # What was changed on a roll by hand, and why. The audit, which anyone may read, says only which fields.
    """
    CREATE TABLE roll_change (
        id uuid PRIMARY KEY,
        votation_id uuid NOT NULL REFERENCES votation,
        elector_id uuid NOT NULL,
        act text NOT NULL,
        reason text NOT NULL,
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        at timestamptz NOT NULL,
        actor_account_id uuid
    )
    """,
    "CREATE INDEX roll_change_of_votation ON roll_change (votation_id, at)",
    """
    CREATE TABLE register_event (
        id uuid PRIMARY KEY,
        votation_id uuid NOT NULL REFERENCES votation,
        kind text NOT NULL,
        text text NOT NULL,
        happened_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX register_event_of_votation ON register_event (votation_id, happened_at, id)",
    """
    CREATE TABLE audit_entry (
        votation_id uuid NOT NULL REFERENCES votation,
        seq integer NOT NULL,
        at timestamptz NOT NULL,
        act text NOT NULL,
        by text NOT NULL,
        details text NOT NULL,
        previous text NOT NULL,
        hash text NOT NULL,
        actor_account_id uuid,
        PRIMARY KEY (votation_id, seq)
    )
    """,
    """
    CREATE FUNCTION never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER audit_never_changes BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION never_changes()
    """,
    # Whoever writes: a state follows another as the table of states has it. After sealing nothing that matters changes:
    # closing may only be put off, and not once it is there; a proclaimed result stays.
    """
    CREATE FUNCTION rules_are_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'ready'), ('ready', 'draft'), ('keyed', 'draft'), ('ready', 'keyed'), ('keyed', 'sealed'),
            ('sealed', 'open'), ('open', 'suspended'), ('closing', 'suspended'), ('suspended', 'open'),
            ('open', 'closing'), ('closing', 'closed'), ('closed', 'counted'), ('counted', 'proclaimed'),
            ('proclaimed', 'archived'), ('archived', 'destroyed')
        ) AND (NEW.state <> 'cancelled' OR OLD.state IN ('proclaimed', 'archived', 'destroyed', 'cancelled')) THEN
            RAISE EXCEPTION 'no such way between states' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.state IN ('draft', 'ready', 'keyed') THEN RETURN NEW; END IF;
        IF (OLD.organisation_id, OLD.title, OLD.summary, OLD.presentation, OLD.legal_basis, OLD.time_zone,
            OLD.questions, OLD.opens_at, OLD.grace_seconds, OLD.bureau, OLD.threshold,
            OLD.proxies_per_holder, OLD.accepts_small_cells, OLD.roll_by, OLD.document, OLD.election_key, OLD.shares,
            OLD.manifest, OLD.manifest_hash, OLD.announced_closes_at, OLD.language)
           IS DISTINCT FROM
           (NEW.organisation_id, NEW.title, NEW.summary, NEW.presentation, NEW.legal_basis, NEW.time_zone,
            NEW.questions, NEW.opens_at, NEW.grace_seconds, NEW.bureau, NEW.threshold,
            NEW.proxies_per_holder, NEW.accepts_small_cells, NEW.roll_by, NEW.document, NEW.election_key, NEW.shares,
            NEW.manifest, NEW.manifest_hash, NEW.announced_closes_at, NEW.language)
           OR NEW.closes_at IS NULL OR NEW.closes_at < OLD.closes_at
           OR NEW.closes_at > OLD.closes_at AND OLD.state NOT IN ('sealed', 'open', 'suspended') THEN
            RAISE EXCEPTION 'the rules are frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.state IN ('proclaimed', 'archived', 'destroyed')
           AND (OLD.result, OLD.breakdown, OLD.sentence_fr, OLD.sentence_en, OLD.minutes_sha256) IS DISTINCT FROM
               (NEW.result, NEW.breakdown, NEW.sentence_fr, NEW.sentence_en, NEW.minutes_sha256) THEN
            RAISE EXCEPTION 'a proclaimed result never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER votation_rules BEFORE UPDATE ON votation FOR EACH ROW EXECUTE FUNCTION rules_are_frozen()",
    """
    CREATE FUNCTION roll_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM touched t JOIN votation v ON v.id = t.votation_id
                   WHERE v.state NOT IN ('draft', 'destroyed')) THEN
            RAISE EXCEPTION 'the roll is frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER roll_grows AFTER INSERT ON elector REFERENCING NEW TABLE AS touched
        FOR EACH STATEMENT EXECUTE FUNCTION roll_is_frozen()
    """,
    """
    CREATE TRIGGER roll_shrinks AFTER DELETE ON elector REFERENCING OLD TABLE AS touched
        FOR EACH STATEMENT EXECUTE FUNCTION roll_is_frozen()
    """,
    """
    CREATE FUNCTION elector_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT state FROM votation WHERE id = OLD.votation_id) <> 'draft' THEN
            RAISE EXCEPTION 'the roll is frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    # Cells are given as the roll is frozen, and last.
    """
    CREATE FUNCTION cell_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT state FROM votation WHERE id = OLD.votation_id) NOT IN ('draft', 'ready') THEN
            RAISE EXCEPTION 'the roll is frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER cell_stays BEFORE UPDATE ON elector FOR EACH ROW WHEN (OLD.cell IS DISTINCT FROM NEW.cell)
        EXECUTE FUNCTION cell_is_frozen()
    """,
    """
    CREATE TRIGGER elector_stays BEFORE UPDATE ON elector FOR EACH ROW WHEN (
        (OLD.votation_id, OLD.reference, OLD.college, OLD.weight, OLD.mark, OLD.secret, OLD.account_id)
        IS DISTINCT FROM
        (NEW.votation_id, NEW.reference, NEW.college, NEW.weight, NEW.mark, NEW.secret, NEW.account_id)
    ) EXECUTE FUNCTION elector_is_frozen()
    """,
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
