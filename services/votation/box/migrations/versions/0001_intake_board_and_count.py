"""The box: what was taken in, the board, the chain of its batches, the count.

No column holds an elector, a college's member, an address, or a time finer than a day.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE box (
        votation_id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('prepared', 'open', 'closed', 'counted', 'destroyed')),
        manifest text,
        manifest_hash text,
        sealed_length integer,
        batch integer,
        root text,
        epochs integer NOT NULL DEFAULT 0,
        ballots integer NOT NULL DEFAULT 0
    )
    """,
    # A ballot on its way: known by the hash of its right until its batch is full. `claims` counts the attempts that
    # may still be accepted, `tries` the passes of the reconciler.
    """
    CREATE TABLE intake (
        right_hash bytea PRIMARY KEY,
        votation_id uuid NOT NULL REFERENCES box,
        sealed bytea NOT NULL,
        ballot_hash bytea NOT NULL,
        by_server boolean NOT NULL,
        cell text,
        accepted boolean NOT NULL DEFAULT false,
        claims integer NOT NULL DEFAULT 1,
        tries integer NOT NULL DEFAULT 0,
        CHECK (accepted = (cell IS NOT NULL))
    )
    """,
    "CREATE UNIQUE INDEX intake_ballot ON intake (votation_id, ballot_hash)",
    "CREATE INDEX intake_accepted ON intake (votation_id, cell) WHERE accepted",
    "CREATE INDEX intake_pending ON intake (votation_id) WHERE NOT accepted",
    """
    CREATE TABLE board (
        votation_id uuid NOT NULL REFERENCES box,
        place integer NOT NULL,
        epoch integer NOT NULL,
        ballot_hash bytea NOT NULL,
        sealed bytea NOT NULL,
        by_server boolean NOT NULL,
        PRIMARY KEY (votation_id, place)
    )
    """,
    "CREATE UNIQUE INDEX board_ballot ON board (votation_id, ballot_hash)",
    """
    CREATE TABLE epoch (
        votation_id uuid NOT NULL REFERENCES box,
        number integer NOT NULL,
        cell text NOT NULL,
        ballots integer NOT NULL,
        root text NOT NULL,
        record text NOT NULL,
        PRIMARY KEY (votation_id, number)
    )
    """,
    # The rights of a batch whose electors have still to sign: no ballot stands beside them.
    """
    CREATE TABLE spent_right (
        right_hash bytea PRIMARY KEY,
        votation_id uuid NOT NULL REFERENCES box,
        epoch integer NOT NULL
    )
    """,
    "CREATE INDEX spent_right_of_epoch ON spent_right (votation_id, epoch)",
    """
    CREATE TABLE ballot_count (
        votation_id uuid PRIMARY KEY REFERENCES box,
        state text NOT NULL CHECK (state IN ('running', 'failed', 'done')),
        attempt uuid NOT NULL,
        progress integer NOT NULL DEFAULT 0,
        error text,
        breakdown text,
        leased_until timestamptz
    )
    """,
    """
    CREATE TABLE plain_ballot (
        votation_id uuid NOT NULL REFERENCES box,
        published text NOT NULL,
        content text NOT NULL,
        ballots integer NOT NULL CHECK (ballots > 0)
    )
    """,
    # Not by content: a long ballot does not fit an index.
    "CREATE INDEX plain_ballot_of_group ON plain_ballot (votation_id, published)",
    """
    CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('board', 'plain_ballot')
           AND (SELECT state FROM box WHERE votation_id = OLD.votation_id) = 'destroyed' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "CREATE TRIGGER board_only_grows BEFORE UPDATE OR DELETE ON board FOR EACH ROW EXECUTE FUNCTION only_grows()",
    "CREATE TRIGGER epoch_only_grows BEFORE UPDATE OR DELETE ON epoch FOR EACH ROW EXECUTE FUNCTION only_grows()",
    """
    CREATE TRIGGER plain_ballot_only_grows BEFORE UPDATE OR DELETE ON plain_ballot
        FOR EACH ROW EXECUTE FUNCTION only_grows()
    """,
    """
    CREATE FUNCTION box_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE states text[] := ARRAY['prepared', 'open', 'closed', 'counted', 'destroyed'];
    BEGIN
        IF array_position(states, NEW.state) < array_position(states, OLD.state)
           OR NEW.epochs < OLD.epochs OR NEW.ballots < OLD.ballots
           OR OLD.organisation_id <> NEW.organisation_id
           OR OLD.state <> 'prepared' AND (OLD.manifest, OLD.manifest_hash, OLD.sealed_length, OLD.batch)
              IS DISTINCT FROM (NEW.manifest, NEW.manifest_hash, NEW.sealed_length, NEW.batch)
           OR OLD.state NOT IN ('prepared', 'open') AND (OLD.epochs, OLD.ballots, OLD.root)
              IS DISTINCT FROM (NEW.epochs, NEW.ballots, NEW.root) THEN
            RAISE EXCEPTION 'a box only goes forward' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    # The board only: a ballot that comes late is taken out of the intake by who finds the box closed.
    """
    CREATE FUNCTION box_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM more m JOIN box b ON b.votation_id = m.votation_id WHERE b.state <> 'open') THEN
            RAISE EXCEPTION 'the box is closed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_of_open_box AFTER INSERT ON {table} REFERENCING NEW TABLE AS more
            FOR EACH STATEMENT EXECUTE FUNCTION box_is_open()
        """
        for table in ("board", "epoch")
    ),
    "CREATE TRIGGER box_forward BEFORE UPDATE ON box FOR EACH ROW EXECUTE FUNCTION box_goes_forward()",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
