"""Contributions and versions, opinion votes, arguments, sources, their counters and their search."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = "('draft', 'unpublished', 'published', 'trashed', 'hidden', 'erased')"

UP = (
    # French words without their accents. unaccent is marked stable since its rules can be replaced: ours are
    # not.
    "CREATE TEXT SEARCH CONFIGURATION capco_french (COPY = french)",
    """
    ALTER TEXT SEARCH CONFIGURATION capco_french
        ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem
    """,
    """
    CREATE FUNCTION plain(text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql
        AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$
    """,
    """
    CREATE TABLE author (
        account_id uuid PRIMARY KEY,
        display_name text NOT NULL DEFAULT '',
        confirmed boolean NOT NULL DEFAULT false,
        seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    """
    CREATE TABLE contribution_number (
        step_id uuid PRIMARY KEY,
        latest integer NOT NULL
    )
    """,
    f"""
    CREATE TABLE contribution (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        project_id uuid NOT NULL,
        step_id uuid NOT NULL,
        section_id uuid NOT NULL,
        version_of uuid REFERENCES contribution,
        number integer NOT NULL,
        author_id uuid,
        author_name text,
        age_band text CHECK (age_band IN ('under_7', '7_to_10', '11_to_14', '15_to_17', '18_and_over')),
        facilitator_id uuid,
        type_id uuid,
        title text NOT NULL,
        body text NOT NULL,
        reasons text,
        rewrites_revision integer,
        diff jsonb,
        state text NOT NULL CHECK (state IN {STATES}),
        confirmed boolean NOT NULL,
        cleared boolean NOT NULL,
        official boolean NOT NULL DEFAULT false,
        trash_reason text,
        epoch integer NOT NULL DEFAULT 1,
        agree integer NOT NULL DEFAULT 0,
        mixed integer NOT NULL DEFAULT 0,
        disagree integer NOT NULL DEFAULT 0,
        arguments_for integer NOT NULL DEFAULT 0,
        arguments_against integer NOT NULL DEFAULT 0,
        comments integer NOT NULL DEFAULT 0,
        sources integer NOT NULL DEFAULT 0,
        versions integer NOT NULL DEFAULT 0,
        votes integer NOT NULL GENERATED ALWAYS AS (agree + mixed + disagree) STORED,
        discussed integer NOT NULL
            GENERATED ALWAYS AS (arguments_for + arguments_against + comments + sources + versions) STORED,
        shuffle integer NOT NULL DEFAULT floor(random() * 2147483647)::integer,
        revision integer NOT NULL DEFAULT 1,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL,
        published_at timestamptz,
        edited_at timestamptz,
        search tsvector NOT NULL GENERATED ALWAYS AS (
            setweight(to_tsvector('public.capco_french'::regconfig, title), 'A')
            || setweight(to_tsvector('public.capco_french'::regconfig, body), 'B')) STORED,
        FOREIGN KEY (section_id, step_id) REFERENCES section (id, step_id),
        CONSTRAINT contribution_number_once UNIQUE (step_id, number),
        CONSTRAINT contribution_has_an_author CHECK ((author_id IS NULL) = (facilitator_id IS NOT NULL)),
        CONSTRAINT contribution_published_when_it_may CHECK
            (state NOT IN ('published', 'trashed') OR (confirmed AND cleared)),
        CHECK (version_of IS NULL OR reasons IS NOT NULL OR state = 'erased')
    )
    """,
    # A list is read off one of these, forwards or backwards, from any of its rows on: its cost does not grow
    # with the step.
    *(
        f"""
        CREATE INDEX contribution_{scope}_{name} ON contribution ({scope}_id, {columns})
            WHERE state = 'published' AND version_of IS NULL
        """
        for scope in ("step", "section")
        for name, columns in (
            ("votes", "votes, id"),
            ("dated", "published_at, id"),
            ("discussed", "discussed, id"),
            ("random", "shuffle, id"),
        )
    ),
    """
    CREATE INDEX contribution_type ON contribution (step_id, type_id, votes, id)
        WHERE state = 'published' AND version_of IS NULL AND type_id IS NOT NULL
    """,
    "CREATE INDEX contribution_trashed ON contribution (step_id, published_at, id) WHERE state = 'trashed'",
    "CREATE INDEX contribution_versions ON contribution (version_of, votes, id) WHERE version_of IS NOT NULL",
    """
    CREATE INDEX contribution_author ON contribution (author_id, created_at DESC) WHERE author_id IS NOT NULL
    """,
    """
    CREATE INDEX contribution_unconfirmed ON contribution (author_id)
        WHERE NOT confirmed AND state = 'unpublished'
    """,
    "CREATE INDEX contribution_project ON contribution (project_id, id)",
    "CREATE INDEX contribution_search ON contribution USING gin (search)",
    "CREATE INDEX contribution_title ON contribution USING gin (plain(title) gin_trgm_ops)",
    """
    CREATE TABLE contribution_text (
        contribution_id uuid NOT NULL REFERENCES contribution,
        revision integer NOT NULL,
        title text NOT NULL,
        body text NOT NULL,
        edited_at timestamptz NOT NULL,
        PRIMARY KEY (contribution_id, revision)
    )
    """,
    """
    CREATE TABLE answer_link (
        contribution_id uuid NOT NULL REFERENCES contribution,
        answers_id uuid NOT NULL REFERENCES contribution,
        PRIMARY KEY (contribution_id, answers_id),
        CHECK (contribution_id <> answers_id)
    )
    """,
    "CREATE INDEX answer_link_back ON answer_link (answers_id, contribution_id)",
    # No foreign key to the contribution: it would make every voter write the lock of one shared row. A vote
    # counts when it has a value, is `counted` (its voter's address is confirmed) and has the contribution's
    # epoch.
    """
    CREATE TABLE opinion_vote (
        contribution_id uuid NOT NULL,
        account_id uuid NOT NULL,
        step_id uuid NOT NULL,
        value smallint CHECK (value BETWEEN -1 AND 1),
        previous smallint,
        epoch integer NOT NULL,
        counted boolean NOT NULL,
        version integer NOT NULL DEFAULT 1,
        cast_at timestamptz NOT NULL,
        CONSTRAINT one_vote_per_person_and_contribution PRIMARY KEY (contribution_id, account_id)
    ) WITH (fillfactor = 85)
    """,
    "CREATE INDEX opinion_vote_of ON opinion_vote (account_id, step_id)",
    """
    CREATE VIEW counted_opinion_vote AS
        SELECT v.contribution_id, v.account_id, v.step_id, v.value, v.cast_at
        FROM opinion_vote v JOIN contribution c ON c.id = v.contribution_id AND c.epoch = v.epoch
        WHERE v.counted AND v.value IS NOT NULL
    """,
    """
    CREATE TABLE event_vote (
        contribution_id uuid PRIMARY KEY REFERENCES contribution,
        votes integer NOT NULL CHECK (votes > 0)
    )
    """,
    # What is not yet added to the counters of contributions. Emptied every second: vacuumed often.
    """
    CREATE TABLE contribution_delta (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        contribution_id uuid NOT NULL,
        agree integer NOT NULL DEFAULT 0,
        mixed integer NOT NULL DEFAULT 0,
        disagree integer NOT NULL DEFAULT 0,
        arguments_for integer NOT NULL DEFAULT 0,
        arguments_against integer NOT NULL DEFAULT 0,
        comments integer NOT NULL DEFAULT 0,
        sources integer NOT NULL DEFAULT 0,
        versions integer NOT NULL DEFAULT 0
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
            autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 10)
    """,
    "CREATE INDEX contribution_delta_of ON contribution_delta (contribution_id)",
    *(
        f"""
        CREATE TABLE {table} (
            id uuid PRIMARY KEY,
            organisation_id uuid NOT NULL,
            project_id uuid NOT NULL,
            step_id uuid NOT NULL,
            contribution_id uuid NOT NULL REFERENCES contribution,
            author_id uuid NOT NULL,
            type_id uuid,
            {columns},
            state text NOT NULL CHECK (state IN {STATES}),
            confirmed boolean NOT NULL,
            cleared boolean NOT NULL,
            trash_reason text,
            votes integer NOT NULL DEFAULT 0,
            version integer NOT NULL DEFAULT 1,
            created_at timestamptz NOT NULL,
            published_at timestamptz,
            CONSTRAINT {table}_published_when_it_may CHECK
                (state NOT IN ('published', 'trashed') OR (confirmed AND cleared))
        )
        """
        for table, columns in (
            (
                "argument",
                "side text NOT NULL CHECK (side IN ('for', 'against', 'comment')), body text NOT NULL",
            ),
            (
                "source",
                """title text NOT NULL, link text NOT NULL, body text NOT NULL, category text NOT NULL
                CHECK (category IN ('article', 'report', 'law', 'study', 'testimony', 'other'))""",
            ),
        )
    ),
    *(
        statement
        for table in ("argument", "source")
        for statement in (
            f"CREATE INDEX {table}_votes ON {table} (contribution_id, votes, id)",
            f"CREATE INDEX {table}_dated ON {table} (contribution_id, created_at, id)",
            f"CREATE INDEX {table}_author ON {table} (author_id, created_at DESC)",
            f"""
            CREATE INDEX {table}_unconfirmed ON {table} (author_id)
                WHERE NOT confirmed AND state = 'unpublished'
            """,
            f"CREATE INDEX {table}_project ON {table} (project_id, id)",
        )
    ),
    """
    CREATE TABLE support (
        target_id uuid NOT NULL,
        account_id uuid NOT NULL,
        target text NOT NULL CHECK (target IN ('argument', 'source')),
        step_id uuid NOT NULL,
        contribution_id uuid NOT NULL,
        active boolean NOT NULL,
        counted boolean NOT NULL,
        version integer NOT NULL DEFAULT 1,
        given_at timestamptz NOT NULL,
        CONSTRAINT one_support_per_person_and_target PRIMARY KEY (target_id, account_id)
    ) WITH (fillfactor = 85)
    """,
    "CREATE INDEX support_of ON support (account_id, step_id)",
    """
    CREATE TABLE support_delta (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        target text NOT NULL,
        target_id uuid NOT NULL,
        votes integer NOT NULL
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
            autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 10)
    """,
    "CREATE INDEX support_delta_of ON support_delta (target_id)",
    """
    CREATE TABLE accepted_checkbox (
        step_id uuid NOT NULL,
        account_id uuid NOT NULL,
        requirement_id uuid NOT NULL,
        accepted_at timestamptz NOT NULL,
        PRIMARY KEY (step_id, account_id, requirement_id)
    )
    """,
)

TABLES = (
    "accepted_checkbox",
    "support_delta",
    "support",
    "source",
    "argument",
    "contribution_delta",
    "event_vote",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP VIEW counted_opinion_vote")
    for table in (
        "opinion_vote",
        "answer_link",
        "contribution_text",
        "contribution",
        "contribution_number",
        "author",
    ):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION plain(text)")
    op.execute("DROP TEXT SEARCH CONFIGURATION capco_french")
