"""What was done, decided and moved stays as it was written, whoever asks; a project that goes takes its moves along."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE FUNCTION never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER never_changes BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION never_changes()
    """,
    # Only the newest act on a text is marked as such: the mark goes, all else stays.
    """
    CREATE FUNCTION only_the_mark_goes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.latest AND NOT NEW.latest
           AND to_jsonb(NEW) - 'latest' = to_jsonb(OLD) - 'latest' THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER only_the_mark_goes BEFORE UPDATE OR DELETE ON moderation_act
        FOR EACH ROW EXECUTE FUNCTION only_the_mark_goes()
    """,
    "CREATE TRIGGER never_changes BEFORE UPDATE ON window_move FOR EACH ROW EXECUTE FUNCTION never_changes()",
    *(
        f"CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION never_changes()"
        for table in ("audit_entry", "moderation_act", "window_move")
    ),
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
