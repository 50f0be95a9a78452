"""What waits for a moderator, why, what was decided, and appeals."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TARGETS = "('contribution', 'argument', 'source')"

UP = (
    f"""
    CREATE TABLE report (
        id uuid PRIMARY KEY,
        target text NOT NULL CHECK (target IN {TARGETS}),
        target_id uuid NOT NULL,
        account_id uuid NOT NULL,
        reason text NOT NULL CHECK (reason IN ('spam', 'insult', 'off_topic', 'personal_data', 'illegal')),
        details text NOT NULL DEFAULT '',
        reported_at timestamptz NOT NULL,
        CONSTRAINT report_once_per_person UNIQUE (target_id, account_id)
    )
    """,
    "CREATE INDEX report_latest ON report (target_id, reported_at DESC)",
    # One line of the work list per thing, with every reason why it is there; off the list when none is left.
    f"""
    CREATE TABLE moderation_case (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        project_id uuid NOT NULL,
        step_id uuid NOT NULL,
        contribution_id uuid NOT NULL,
        target text NOT NULL CHECK (target IN {TARGETS}),
        target_id uuid NOT NULL CONSTRAINT one_case_per_target UNIQUE,
        reported boolean NOT NULL DEFAULT false,
        before_publication boolean NOT NULL DEFAULT false,
        flagged boolean NOT NULL DEFAULT false,
        appeal boolean NOT NULL DEFAULT false,
        flags text[] NOT NULL DEFAULT '{{}}',
        waiting_since timestamptz NOT NULL,
        version integer NOT NULL DEFAULT 1
    )
    """,
    *(
        f"""
        CREATE INDEX moderation_case_{scope} ON moderation_case ({scope}_id, waiting_since, id)
            WHERE reported OR before_publication OR flagged OR appeal
        """
        for scope in ("organisation", "project")
    ),
    f"""
    CREATE TABLE moderation_act (
        id uuid PRIMARY KEY,
        target text NOT NULL CHECK (target IN {TARGETS}),
        target_id uuid NOT NULL,
        author_id uuid,
        decision text NOT NULL CHECK (decision IN ('keep', 'trash', 'hide')),
        reason text NOT NULL DEFAULT '',
        moderator_id uuid NOT NULL,
        after_appeal boolean NOT NULL,
        decided_at timestamptz NOT NULL,
        latest boolean NOT NULL DEFAULT true,
        CHECK (decision = 'keep' OR reason <> '')
    )
    """,
    "CREATE UNIQUE INDEX moderation_act_latest ON moderation_act (target_id) WHERE latest",
    """
    CREATE INDEX moderation_act_author ON moderation_act (author_id, decided_at DESC, id DESC)
        WHERE latest AND decision <> 'keep'
    """,
    f"""
    CREATE TABLE appeal (
        target_id uuid PRIMARY KEY,
        target text NOT NULL CHECK (target IN {TARGETS}),
        account_id uuid NOT NULL,
        body text NOT NULL,
        appealed_at timestamptz NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for table in ("appeal", "moderation_act", "moderation_case", "report"):
        op.execute(f"DROP TABLE {table}")
