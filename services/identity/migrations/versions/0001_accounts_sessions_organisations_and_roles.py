"""Accounts, sessions, credentials, organisations, roles, invitations, types, groups, consents, audit."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UP = """
CREATE TABLE account (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(email) AND length(email) <= 254),
    email_confirmed_at timestamptz,
    pending_email text CHECK (pending_email = lower(pending_email)),
    display_name text NOT NULL,
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    birth_on date,
    postcode text,
    password_hash text NOT NULL,
    registration_key bytea UNIQUE,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);
-- Whoever confirms an address first has it; opening an account never tells whether an address is known.
CREATE UNIQUE INDEX account_confirmed_email ON account (email) WHERE email_confirmed_at IS NOT NULL;
CREATE INDEX account_email ON account (email, created_at DESC);

CREATE TABLE session (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    device text NOT NULL,
    started_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    ended_at timestamptz,
    generation integer NOT NULL DEFAULT 0,
    rotated_at timestamptz
);
CREATE INDEX session_account ON session (account_id, started_at DESC, id DESC);
CREATE INDEX session_last_used_at ON session (last_used_at);
CREATE TABLE session_token (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
    generation integer NOT NULL
);
CREATE INDEX session_token_session ON session_token (session_id);

CREATE TABLE organisation (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL
        CHECK (kind IN ('municipality', 'ministry', 'union', 'school', 'association', 'company')),
    colour text,
    website text,
    small_group_size integer NOT NULL CHECK (small_group_size >= 1),
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX organisation_name ON organisation (lower(name), id);
CREATE TABLE project (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    UNIQUE (id, organisation_id)
);

CREATE TABLE role_grant (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('platform_admin', 'network_manager', 'organiser', 'moderator',
        'analyst', 'supervisor', 'decision_maker', 'mediator', 'network_member')),
    organisation_id uuid REFERENCES organisation ON DELETE CASCADE,
    project_id uuid,
    given_at timestamptz NOT NULL,
    CHECK ((role IN ('platform_admin', 'network_manager')) = (organisation_id IS NULL)),
    CHECK (project_id IS NULL OR organisation_id IS NOT NULL),
    -- A role in a project is a role in the project's own organisation.
    FOREIGN KEY (project_id, organisation_id) REFERENCES project (id, organisation_id)
);
CREATE UNIQUE INDEX role_grant_once ON role_grant (account_id, role,
    coalesce(organisation_id, '00000000-0000-0000-0000-000000000000'),
    coalesce(project_id, '00000000-0000-0000-0000-000000000000'));
CREATE INDEX role_grant_organisation ON role_grant (organisation_id, account_id);

CREATE TABLE participant_type (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation ON DELETE CASCADE,
    label_fr text NOT NULL,
    label_en text NOT NULL,
    defined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    retired_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    UNIQUE (id, organisation_id)
);
CREATE INDEX participant_type_organisation ON participant_type (organisation_id, defined_at, id);
CREATE TABLE account_participant_type (
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    organisation_id uuid NOT NULL,
    participant_type_id uuid NOT NULL,
    PRIMARY KEY (account_id, organisation_id),
    FOREIGN KEY (participant_type_id, organisation_id) REFERENCES participant_type (id, organisation_id)
);

CREATE TABLE account_group (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX account_group_organisation ON account_group (organisation_id, created_at, id);
CREATE TABLE group_address (
    group_id uuid NOT NULL REFERENCES account_group ON DELETE CASCADE,
    email text NOT NULL CHECK (email = lower(email)),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (group_id, email)
);
CREATE INDEX group_address_email ON group_address (email);

CREATE TABLE invitation (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation ON DELETE CASCADE,
    email text NOT NULL CHECK (email = lower(email)),
    role text NOT NULL CHECK (role NOT IN ('platform_admin', 'network_manager')),
    project_id uuid,
    invited_by uuid NOT NULL REFERENCES account,
    language text NOT NULL,
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by uuid REFERENCES account,
    revoked_at timestamptz,
    FOREIGN KEY (project_id, organisation_id) REFERENCES project (id, organisation_id),
    CHECK ((accepted_at IS NULL) = (accepted_by IS NULL)),
    CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
CREATE INDEX invitation_organisation ON invitation (organisation_id, sent_at DESC, id DESC);
CREATE INDEX invitation_pending ON invitation (organisation_id, email)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;

CREATE TABLE credential_request (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('email_confirmation', 'already_registered', 'password_reset',
        'magic_link', 'email_change', 'invitation')),
    account_id uuid REFERENCES account ON DELETE CASCADE,
    invitation_id uuid REFERENCES invitation ON DELETE CASCADE,
    address text,
    expires_at timestamptz NOT NULL,
    secret_hash bytea UNIQUE,
    minted_at timestamptz,
    used_at timestamptz,
    cancelled_at timestamptz,
    -- A request for an address that is nobody's leaves the same row, for nobody.
    CHECK (account_id IS NOT NULL OR invitation_id IS NOT NULL
        OR kind IN ('password_reset', 'magic_link') AND address IS NULL),
    CHECK ((kind = 'invitation') = (invitation_id IS NOT NULL))
);
CREATE INDEX credential_request_account ON credential_request (account_id, kind)
    WHERE used_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX credential_request_invitation ON credential_request (invitation_id);
CREATE INDEX credential_request_expires_at ON credential_request (expires_at);

CREATE TABLE throttle_hit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bucket text NOT NULL,
    hit_at timestamptz NOT NULL
);
CREATE INDEX throttle_hit_bucket ON throttle_hit (bucket, hit_at DESC);
CREATE INDEX throttle_hit_hit_at ON throttle_hit (hit_at);

CREATE TABLE consent_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    purpose text NOT NULL CHECK (purpose IN ('terms', 'project_news', 'network_news', 'public_name')),
    granted boolean NOT NULL,
    text_version text NOT NULL,
    decided_at timestamptz NOT NULL
);
CREATE INDEX consent_entry_account ON consent_entry (account_id, purpose, id DESC);

CREATE TABLE audit_entry (
    id uuid PRIMARY KEY,
    organisation_id uuid REFERENCES organisation,
    actor_account_id uuid,
    act text NOT NULL,
    subject text NOT NULL,
    before jsonb,
    after jsonb,
    happened_at timestamptz NOT NULL
);
CREATE INDEX audit_entry_organisation ON audit_entry (organisation_id, happened_at DESC, id DESC);

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON consent_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
"""

DOWN = """
DROP TABLE audit_entry, consent_entry, throttle_hit, credential_request, invitation, group_address,
    account_group, account_participant_type, participant_type, role_grant, project, organisation,
    session_token, session, account;
DROP FUNCTION refuse_rewriting();
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
