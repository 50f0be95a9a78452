"""Organisations as heard, projects, steps, windows, sections, labels, participation, audit."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE organisation (
        id uuid PRIMARY KEY,
        slug text NOT NULL,
        name text NOT NULL,
        kind text NOT NULL,
        colour text,
        small_group_size integer NOT NULL CHECK (small_group_size >= 1),
        version integer NOT NULL
    )
    """,
    """
    CREATE TABLE participant_type (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        label_fr text NOT NULL,
        label_en text NOT NULL,
        version integer NOT NULL
    )
    """,
    """
    CREATE TABLE label (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('theme', 'zone')),
        label text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (id, organisation_id, kind)
    )
    """,
    "CREATE UNIQUE INDEX label_once ON label (organisation_id, kind, lower(label))",
    """
    CREATE TABLE project (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        slug text NOT NULL CONSTRAINT project_slug_once UNIQUE,
        title text NOT NULL,
        summary text NOT NULL DEFAULT '',
        body text NOT NULL DEFAULT '',
        cover text,
        language text NOT NULL CHECK (language IN ('fr', 'en')),
        time_zone text NOT NULL,
        visibility text NOT NULL DEFAULT 'draft' CHECK (visibility IN ('draft', 'public', 'members',
            'group')),
        group_id uuid,
        authors text[] NOT NULL DEFAULT '{}',
        series_id uuid,
        edition_rank integer NOT NULL DEFAULT 1,
        edition_label text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        published_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        UNIQUE (id, organisation_id),
        CHECK (visibility <> 'group' OR group_id IS NOT NULL)
    )
    """,
    "CREATE INDEX project_newest ON project (created_at DESC, id DESC)",
    "CREATE INDEX project_of_organisation ON project (organisation_id, created_at DESC, id DESC)",
    "CREATE INDEX project_series ON project (series_id) WHERE series_id IS NOT NULL",
    """
    CREATE TABLE project_label (
        project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
        label_id uuid NOT NULL REFERENCES label,
        kind text NOT NULL CHECK (kind IN ('theme', 'zone')),
        PRIMARY KEY (project_id, label_id)
    )
    """,
    "CREATE INDEX project_label_of ON project_label (label_id, project_id)",
    """
    CREATE TABLE step (
        id uuid PRIMARY KEY,
        project_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('presentation', 'consultation', 'collection', 'offline',
            'results')),
        title text NOT NULL,
        body text NOT NULL DEFAULT '',
        position integer NOT NULL CHECK (position >= 0),
        opens_at timestamptz,
        closes_at timestamptz,
        strict_graph boolean NOT NULL DEFAULT false,
        event_mode boolean NOT NULL DEFAULT false,
        moderated_before boolean NOT NULL DEFAULT false,
        outcome text,
        outcome_recorded_at timestamptz,
        closing_told_for timestamptz,
        version integer NOT NULL DEFAULT 1,
        FOREIGN KEY (project_id, organisation_id) REFERENCES project (id, organisation_id),
        UNIQUE (id, project_id),
        CONSTRAINT step_position_once UNIQUE (project_id, position) DEFERRABLE INITIALLY DEFERRED,
        CHECK (opens_at < closes_at),
        CHECK (outcome IS NULL OR kind = 'offline')
    )
    """,
    "CREATE INDEX step_closing ON step (closes_at) WHERE closes_at IS NOT NULL",
    """
    CREATE TABLE requirement (
        id uuid PRIMARY KEY,
        step_id uuid NOT NULL REFERENCES step ON DELETE CASCADE,
        position integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('email_confirmed', 'age', 'postcode', 'group', 'checkbox')),
        age_least integer,
        age_most integer,
        postcodes text[] NOT NULL DEFAULT '{}',
        group_id uuid,
        wording text,
        CHECK (kind <> 'checkbox' OR wording IS NOT NULL),
        CHECK (kind <> 'group' OR group_id IS NOT NULL),
        CHECK (kind <> 'age' OR age_least IS NOT NULL OR age_most IS NOT NULL)
    )
    """,
    "CREATE INDEX requirement_of_step ON requirement (step_id, position)",
    """
    CREATE TABLE window_move (
        id uuid PRIMARY KEY,
        step_id uuid NOT NULL REFERENCES step ON DELETE CASCADE,
        moved_at timestamptz NOT NULL,
        moved_by uuid NOT NULL,
        reason text NOT NULL,
        opens_at_before timestamptz,
        closes_at_before timestamptz,
        opens_at timestamptz,
        closes_at timestamptz
    )
    """,
    "CREATE INDEX window_move_of_step ON window_move (step_id, moved_at)",
    """
    CREATE TABLE section (
        id uuid PRIMARY KEY,
        step_id uuid NOT NULL,
        project_id uuid NOT NULL,
        parent_id uuid,
        depth integer NOT NULL CHECK (depth BETWEEN 1 AND 4),
        position integer NOT NULL CHECK (position >= 0),
        title text NOT NULL,
        help_text text NOT NULL DEFAULT '',
        colour text,
        pictogram text,
        role text NOT NULL DEFAULT 'plain' CHECK
            (role IN ('plain', 'problem', 'stake', 'cause', 'solution', 'article', 'prompt')),
        contributable boolean NOT NULL DEFAULT true,
        votes boolean NOT NULL DEFAULT true,
        arguments text NOT NULL DEFAULT 'for_and_against' CHECK
            (arguments IN ('none', 'comments', 'for', 'for_and_against')),
        sources boolean NOT NULL DEFAULT true,
        versions boolean NOT NULL DEFAULT false,
        sort text NOT NULL DEFAULT 'votes' CHECK (sort IN ('votes', 'newest', 'oldest', 'random',
            'discussed')),
        threshold integer CHECK (threshold >= 1),
        version integer NOT NULL DEFAULT 1,
        FOREIGN KEY (step_id, project_id) REFERENCES step (id, project_id) ON DELETE CASCADE,
        UNIQUE (id, step_id),
        FOREIGN KEY (parent_id, step_id) REFERENCES section (id, step_id),
        CONSTRAINT section_position_once UNIQUE NULLS NOT DISTINCT (step_id, parent_id, position)
            DEFERRABLE INITIALLY DEFERRED
    )
    """,
    """
    CREATE TABLE participation (
        step_id uuid NOT NULL,
        account_id uuid NOT NULL,
        project_id uuid NOT NULL,
        type_id uuid,
        zone_id uuid,
        first_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (step_id, account_id),
        FOREIGN KEY (step_id, project_id) REFERENCES step (id, project_id)
    )
    """,
    "CREATE INDEX participation_of_project ON participation (project_id, account_id)",
    "CREATE INDEX participation_of_account ON participation (account_id)",
    """
    CREATE TABLE audit_entry (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        project_id uuid,
        actor_account_id uuid,
        actor_name text,
        act text NOT NULL,
        subject text NOT NULL,
        before jsonb,
        after jsonb,
        happened_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE INDEX audit_of_project ON audit_entry (project_id, happened_at DESC, id DESC)",
)

TABLES = (
    "audit_entry",
    "participation",
    "section",
    "window_move",
    "requirement",
    "step",
    "project_label",
    "project",
    "label",
    "participant_type",
    "organisation",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
