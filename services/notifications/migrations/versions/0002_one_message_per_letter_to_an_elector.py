"""Mailings of votations, and one message per letter: electors are no accounts, so a letter's id stands for its reader.

A table of its own for mailings: code from before would take one among the fan-outs for a step that closes, find
nobody who took part, and end it.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = """'email_confirmation', 'already_registered', 'password_reset', 'magic_link', 'email_change', 'invitation',
    'confirm_reminder', 'contribution_moderated', 'appeal_decided', 'step_closing_soon', 'window_moved'"""
LETTERS = """'votation_invitation', 'votation_reminder', 'votation_code', 'votation_signed', 'votation_roll_check',
    'votation_result'"""

ADDED = f"""
CREATE TABLE mailing (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ({LETTERS})),
    votation_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    project_id uuid,
    expires_at timestamptz NOT NULL,
    urgent boolean NOT NULL,
    after uuid,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
);
CREATE INDEX mailing_unfinished ON mailing (urgent DESC, asked_at) WHERE finished_at IS NULL;

ALTER TABLE message
    ADD COLUMN letter_id uuid,
    ADD COLUMN votation_id uuid,
    ALTER COLUMN recipient_id DROP NOT NULL,
    DROP CONSTRAINT message_kind_check,
    ADD CONSTRAINT message_kind_check CHECK (kind IN ({KINDS}, {LETTERS})),
    DROP CONSTRAINT message_has_one_recipient,
    ADD CONSTRAINT message_has_one_recipient
        CHECK (num_nonnulls(account_id, credential_request_id, letter_id) = 1),
    ADD CONSTRAINT message_letter_of_a_votation CHECK ((letter_id IS NULL) = (votation_id IS NULL));
CREATE UNIQUE INDEX message_once_per_letter ON message (letter_id, channel) WHERE letter_id IS NOT NULL;
CREATE INDEX message_log_of_votation ON message (votation_id, queued_at DESC, id DESC) WHERE votation_id IS NOT NULL;
"""

TAKEN_AWAY = f"""
DROP TABLE mailing;
DROP INDEX message_once_per_letter;
DROP INDEX message_log_of_votation;
ALTER TABLE message
    DROP CONSTRAINT message_letter_of_a_votation,
    DROP CONSTRAINT message_has_one_recipient,
    ADD CONSTRAINT message_has_one_recipient CHECK (num_nonnulls(account_id, credential_request_id) = 1),
    DROP CONSTRAINT message_kind_check,
    ADD CONSTRAINT message_kind_check CHECK (kind IN ({KINDS})),
    ALTER COLUMN recipient_id SET NOT NULL,
    DROP COLUMN letter_id,
    DROP COLUMN votation_id;
"""


def upgrade() -> None:
    op.execute(ADDED)


def downgrade() -> None:
    op.execute("DELETE FROM message WHERE letter_id IS NOT NULL")
    op.execute(TAKEN_AWAY)
