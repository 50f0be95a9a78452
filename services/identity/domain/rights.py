"""Which roles may do what. A role counts where it is held: everywhere, or in the organisation concerned."""

CREATE_ORGANISATION = "create_organisation"
MANAGE_ORGANISATION = "manage_organisation"
MANAGE_MEMBERS = "manage_members"
INVITE = "invite"
READ_MEMBERS = "read_members"
DEFINE_TYPES = "define_types"
MANAGE_GROUPS = "manage_groups"
READ_AUDIT = "read_audit"

TABLE: dict[str, frozenset[str]] = {
    CREATE_ORGANISATION: frozenset({"platform_admin", "network_manager"}),
    MANAGE_ORGANISATION: frozenset({"platform_admin", "organiser"}),
    MANAGE_MEMBERS: frozenset({"platform_admin", "organiser"}),
    INVITE: frozenset({"platform_admin", "organiser"}),
    READ_MEMBERS: frozenset({"platform_admin", "organiser"}),
    DEFINE_TYPES: frozenset({"platform_admin", "organiser"}),
    MANAGE_GROUPS: frozenset({"platform_admin", "organiser"}),
    READ_AUDIT: frozenset({"platform_admin", "organiser"}),
}
