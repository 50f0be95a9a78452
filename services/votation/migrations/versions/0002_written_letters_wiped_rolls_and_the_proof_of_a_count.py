"""A mailing's letters are counted once they are written; the roll of a cancelled votation may be wiped; what the
minutes tell of the count; the audit is not emptied at once either."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE votation ADD COLUMN count_proof jsonb",
    """
    CREATE TRIGGER audit_never_truncated BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION never_changes()
    """,
    "ALTER TABLE mailing ALTER COLUMN letters DROP NOT NULL",
    """
    CREATE OR REPLACE FUNCTION roll_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM touched t JOIN votation v ON v.id = t.votation_id
                   WHERE v.state <> 'draft' AND (TG_OP = 'INSERT' OR v.state NOT IN ('destroyed', 'cancelled'))) THEN
            RAISE EXCEPTION 'the roll is frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
