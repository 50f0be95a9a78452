"""Messages, what is told to many, who took part where, windows and organisations as heard."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE fan_out (
    id uuid PRIMARY KEY,
    cause text NOT NULL CONSTRAINT fan_out_once UNIQUE,
    kind text NOT NULL CHECK (kind IN ('moved', 'closing')),
    organisation_id uuid NOT NULL,
    project_id uuid NOT NULL,
    step_id uuid NOT NULL,
    step_version bigint NOT NULL,
    opens_at timestamptz,
    closes_at timestamptz,
    closes_at_before timestamptz,
    after uuid,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
);
CREATE INDEX fan_out_unfinished ON fan_out (asked_at) WHERE finished_at IS NULL;

CREATE TABLE message (
    id uuid PRIMARY KEY,
    cause text NOT NULL CHECK (length(cause) BETWEEN 1 AND 200),
    kind text NOT NULL CHECK (kind IN (
        'email_confirmation', 'already_registered', 'password_reset', 'magic_link', 'email_change',
        'invitation',
        'confirm_reminder', 'contribution_moderated', 'appeal_decided', 'step_closing_soon', 'window_moved')),
    channel text NOT NULL DEFAULT 'email' CHECK (channel IN ('email')),
    account_id uuid,
    credential_request_id uuid,
    recipient_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(account_id, credential_request_id)) STORED,
    organisation_id uuid,
    project_id uuid,
    step_id uuid,
    target text CHECK (target IN ('contribution', 'argument', 'source')),
    target_id uuid,
    decision text CHECK (decision IN ('keep', 'trash', 'hide')),
    fan_out_id uuid REFERENCES fan_out,
    urgent boolean NOT NULL,
    useless_after timestamptz,
    state text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'not_wanted', 'stale')),
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    claim_id uuid,
    claimed_at timestamptz,
    handed_at timestamptz,
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at timestamptz,
    last_error text CHECK (length(last_error) <= 80),
    CONSTRAINT message_once UNIQUE (recipient_id, cause, kind, channel),
    CONSTRAINT message_has_one_recipient CHECK (num_nonnulls(account_id, credential_request_id) = 1),
    CONSTRAINT message_claimed_while_sending CHECK ((state = 'sending') = (claim_id IS NOT NULL)),
    CONSTRAINT message_claimed_at_a_time CHECK ((claim_id IS NULL) = (claimed_at IS NULL)),
    CONSTRAINT message_handed_while_sending CHECK (handed_at IS NULL OR state = 'sending'),
    CONSTRAINT message_sent_at_a_time CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX message_due ON message (urgent DESC, due_at, id) WHERE state = 'queued';
CREATE INDEX message_claimed ON message (claimed_at) WHERE state = 'sending';
CREATE INDEX message_open ON message (state) WHERE state IN ('queued', 'sending', 'failed', 'stale');
CREATE INDEX message_log ON message (organisation_id, queued_at DESC, id DESC);
CREATE INDEX message_log_by_state ON message (organisation_id, state, queued_at DESC, id DESC);

CREATE TABLE participation (
    project_id uuid NOT NULL,
    step_id uuid NOT NULL,
    account_id uuid NOT NULL,
    left_waiting boolean NOT NULL,
    seen_published boolean NOT NULL,
    PRIMARY KEY (step_id, account_id)
);
CREATE INDEX participation_of_project ON participation (project_id, account_id);

CREATE TABLE step_window (
    step_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    opens_at timestamptz,
    closes_at timestamptz
);

CREATE TABLE organisation (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    name text NOT NULL,
    colour text CHECK (colour ~ '^#[0-9a-f]{6}$')
);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE message, fan_out, participation, step_window, organisation")
