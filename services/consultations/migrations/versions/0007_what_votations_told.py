"""What votations told is kept, so that a step added later shows it at once."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE known_votation (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        version integer,
        opens_at timestamptz,
        closes_at timestamptz,
        sentence_fr text,
        sentence_en text,
        proclaimed_at timestamptz
    )
    """,
    # The sentence of a result is kept in the language of the project that has it.
    """
    INSERT INTO known_votation
    SELECT DISTINCT ON (step.votation_id) step.votation_id, step.organisation_id, step.votation_version,
        step.opens_at, step.closes_at, step.outcome, step.outcome, step.outcome_recorded_at
    FROM step WHERE step.votation_version IS NOT NULL
    ORDER BY step.votation_id, step.votation_version DESC, step.outcome IS NULL, step.id
    """,
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
