"""Figures kept exact by triggers on what people write, folded aside; exports and their files.

A published contribution, version, argument or source, a counted vote or support adds one row to
`figure_delta`, and takes it away when it is no more; an official text is of nobody. `figure` holds the folded
sums; both together are the live figures, in any snapshot.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE figure_delta (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        project_id uuid NOT NULL,
        step_id uuid NOT NULL,
        section_id uuid NOT NULL,
        person uuid,
        at timestamptz NOT NULL,
        kind text NOT NULL CHECK (kind IN ('contribution', 'version', 'argument', 'source', 'vote',
            'support')),
        amount integer NOT NULL
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
            autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 10)
    """,
    # The scope is a project, a step or a section; the day is of the project's time zone, -infinity for all
    # days.
    """
    CREATE TABLE figure (
        scope_id uuid NOT NULL,
        day date NOT NULL,
        contributions integer NOT NULL DEFAULT 0,
        versions integer NOT NULL DEFAULT 0,
        arguments integer NOT NULL DEFAULT 0,
        sources integer NOT NULL DEFAULT 0,
        votes integer NOT NULL DEFAULT 0,
        participants integer NOT NULL DEFAULT 0,
        PRIMARY KEY (scope_id, day)
    ) WITH (fillfactor = 70)
    """,
    # Who is behind a figure: a person counts while they have an act there that counts.
    """
    CREATE TABLE presence (
        scope_id uuid NOT NULL,
        day date NOT NULL,
        person uuid NOT NULL,
        acts integer NOT NULL,
        type_id uuid,
        zone_id uuid,
        PRIMARY KEY (scope_id, day, person)
    )
    """,
    """
    CREATE TABLE group_figure (
        scope_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('type', 'zone')),
        group_id uuid NOT NULL,
        participants integer NOT NULL DEFAULT 0,
        PRIMARY KEY (scope_id, kind, group_id)
    )
    """,
    """
    CREATE FUNCTION count_contribution() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        kind text;
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.state = 'published' THEN
            kind := CASE WHEN OLD.version_of IS NULL THEN 'contribution' ELSE 'version' END;
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            VALUES (OLD.project_id, OLD.step_id, OLD.section_id,
                CASE WHEN NOT OLD.official THEN coalesce(OLD.author_id, OLD.id) END,
                    coalesce(OLD.published_at, OLD.created_at), kind, -1);
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.state = 'published' THEN
            kind := CASE WHEN NEW.version_of IS NULL THEN 'contribution' ELSE 'version' END;
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            VALUES (NEW.project_id, NEW.step_id, NEW.section_id,
                CASE WHEN NOT NEW.official THEN coalesce(NEW.author_id, NEW.id) END,
                    coalesce(NEW.published_at, NEW.created_at), kind, 1);
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.epoch <> NEW.epoch THEN
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            SELECT NEW.project_id, NEW.step_id, NEW.section_id, v.account_id, v.cast_at, 'vote', -1
            FROM opinion_vote v
            WHERE v.contribution_id = NEW.id AND v.epoch = OLD.epoch AND v.counted AND v.value IS NOT NULL;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER contribution_is_counted AFTER INSERT OR DELETE ON contribution
        FOR EACH ROW EXECUTE FUNCTION count_contribution()
    """,
    """
    CREATE TRIGGER contribution_is_recounted
        AFTER UPDATE OF state, epoch, author_id, published_at ON contribution FOR EACH ROW
        WHEN ((OLD.state, OLD.epoch, OLD.author_id, OLD.published_at)
              IS DISTINCT FROM (NEW.state, NEW.epoch, NEW.author_id, NEW.published_at))
        EXECUTE FUNCTION count_contribution()
    """,
    """
    CREATE FUNCTION count_answer() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.state = 'published' THEN
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            SELECT OLD.project_id, OLD.step_id, c.section_id, OLD.author_id,
                   coalesce(OLD.published_at, OLD.created_at), TG_TABLE_NAME, -1
            FROM contribution c WHERE c.id = OLD.contribution_id;
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.state = 'published' THEN
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            SELECT NEW.project_id, NEW.step_id, c.section_id, NEW.author_id,
                   coalesce(NEW.published_at, NEW.created_at), TG_TABLE_NAME, 1
            FROM contribution c WHERE c.id = NEW.contribution_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    *(
        statement
        for table in ("argument", "source")
        for statement in (
            f"""
            CREATE TRIGGER {table}_is_counted AFTER INSERT OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION count_answer()
            """,
            f"""
            CREATE TRIGGER {table}_is_recounted AFTER UPDATE OF state, author_id, published_at ON {table}
                FOR EACH ROW
                WHEN ((OLD.state, OLD.author_id, OLD.published_at)
                      IS DISTINCT FROM (NEW.state, NEW.author_id, NEW.published_at))
                EXECUTE FUNCTION count_answer()
            """,
        )
    ),
    # A vote is counted when it has a value, its voter's address is confirmed and the text is the one voted
    # on.
    """
    CREATE FUNCTION count_opinion_vote() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        place record;
        was boolean := false;
        becomes boolean := false;
    BEGIN
        SELECT c.project_id, c.step_id, c.section_id, c.epoch INTO place FROM contribution c
        WHERE c.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.contribution_id ELSE NEW.contribution_id END;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        IF TG_OP <> 'INSERT' THEN
            was := OLD.counted AND OLD.value IS NOT NULL AND OLD.epoch = place.epoch;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            becomes := NEW.counted AND NEW.value IS NOT NULL AND NEW.epoch = place.epoch;
        END IF;
        IF was AND NOT becomes THEN
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            VALUES (place.project_id, place.step_id, place.section_id, OLD.account_id, OLD.cast_at, 'vote',
                -1);
        ELSIF becomes AND NOT was THEN
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            VALUES (place.project_id, place.step_id, place.section_id, NEW.account_id, NEW.cast_at, 'vote',
                1);
        ELSIF becomes AND OLD.cast_at <> NEW.cast_at THEN
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            VALUES (place.project_id, place.step_id, place.section_id, OLD.account_id, OLD.cast_at, 'vote',
                -1),
                   (place.project_id, place.step_id, place.section_id, NEW.account_id, NEW.cast_at, 'vote',
                       1);
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER opinion_vote_is_counted AFTER INSERT OR DELETE OR UPDATE OF value, counted, epoch, cast_at
        ON opinion_vote FOR EACH ROW EXECUTE FUNCTION count_opinion_vote()
    """,
    """
    CREATE FUNCTION count_support() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        was boolean := false;
        becomes boolean := false;
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            was := OLD.counted AND OLD.active;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            becomes := NEW.counted AND NEW.active;
        END IF;
        IF was THEN
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            SELECT c.project_id, c.step_id, c.section_id, OLD.account_id, OLD.given_at, 'support', -1
            FROM contribution c WHERE c.id = OLD.contribution_id;
        END IF;
        IF becomes THEN
            INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
            SELECT c.project_id, c.step_id, c.section_id, NEW.account_id, NEW.given_at, 'support', 1
            FROM contribution c WHERE c.id = NEW.contribution_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER support_is_counted AFTER INSERT OR DELETE OR UPDATE OF active, counted, given_at
        ON support FOR EACH ROW EXECUTE FUNCTION count_support()
    """,
    # Hands raised at an event: counted, of nobody in particular.
    """
    CREATE FUNCTION count_event_vote() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)
        SELECT c.project_id, c.step_id, c.section_id, NULL, coalesce(c.published_at, c.created_at), 'vote',
               CASE WHEN TG_OP = 'DELETE' THEN -OLD.votes WHEN TG_OP = 'INSERT' THEN NEW.votes
                    ELSE NEW.votes - OLD.votes END
        FROM contribution c
        WHERE c.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.contribution_id ELSE NEW.contribution_id END;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER event_vote_is_counted AFTER INSERT OR DELETE OR UPDATE OF votes
        ON event_vote FOR EACH ROW EXECUTE FUNCTION count_event_vote()
    """,
    """
    CREATE TABLE export (
        id uuid PRIMARY KEY,
        project_id uuid NOT NULL REFERENCES project,
        organisation_id uuid NOT NULL,
        step_id uuid,
        asked_by uuid NOT NULL,
        shape text NOT NULL CHECK (shape IN ('full', 'simplified', 'by_participant')),
        format text NOT NULL CHECK (format IN ('csv', 'json')),
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
        progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
        rows integer,
        votes integer,
        size_bytes bigint,
        sha256 text,
        asked_at timestamptz NOT NULL,
        done_at timestamptz,
        expires_at timestamptz,
        file_forgotten boolean NOT NULL DEFAULT false,
        CHECK (state <> 'done' OR (rows IS NOT NULL AND votes IS NOT NULL AND expires_at IS NOT NULL))
    )
    """,
    "CREATE INDEX export_of_project ON export (project_id, asked_at DESC, id DESC)",
    "CREATE INDEX export_expiring ON export (expires_at) WHERE NOT file_forgotten",
)

COUNTED = {
    "contribution": ("contribution_is_counted", "contribution_is_recounted"),
    "argument": ("argument_is_counted", "argument_is_recounted"),
    "source": ("source_is_counted", "source_is_recounted"),
    "opinion_vote": ("opinion_vote_is_counted",),
    "support": ("support_is_counted",),
    "event_vote": ("event_vote_is_counted",),
}
FUNCTIONS = ("contribution", "answer", "opinion_vote", "support", "event_vote")


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for table, triggers in COUNTED.items():
        for trigger in triggers:
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION count_{function}()")
    for table in ("export", "group_figure", "presence", "figure", "figure_delta"):
        op.execute(f"DROP TABLE {table}")
