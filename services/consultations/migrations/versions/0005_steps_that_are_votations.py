"""A step may be a votation: which one, its window and its sentence are heard of."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = "('presentation', 'consultation', 'collection', 'offline', 'results', 'votation')"

UP = (
    "ALTER TABLE step ADD COLUMN votation_id uuid",
    "CREATE INDEX step_of_votation ON step (votation_id) WHERE votation_id IS NOT NULL",
    """
    DO $$ DECLARE named text; BEGIN
        FOR named IN SELECT conname FROM pg_constraint WHERE conrelid = 'step'::regclass AND contype = 'c'
            AND (pg_get_constraintdef(oid) LIKE '%presentation%' OR pg_get_constraintdef(oid) LIKE '%outcome%')
        LOOP EXECUTE format('ALTER TABLE step DROP CONSTRAINT %I', named); END LOOP;
    END $$
    """,
    f"ALTER TABLE step ADD CONSTRAINT step_kind CHECK (kind IN {KINDS})",
    "ALTER TABLE step ADD CONSTRAINT step_outcome CHECK (outcome IS NULL OR kind IN ('offline', 'votation'))",
    "ALTER TABLE step ADD CONSTRAINT step_votation CHECK (votation_id IS NULL OR kind = 'votation')",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
