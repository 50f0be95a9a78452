"""What identity can be asked."""

from contracts.base import Done, Nothing, Operations
from contracts.identity import requests as takes
from contracts.identity import views as answers

ask = Operations("identity")

register_account = ask.command(
    "register_account",
    takes.RegisterAccount,
    answers.SessionView,
    "Open an account and a session; the confirmation mail follows. Answers alike whether the address is known.",
    ("too_many_attempts",),
)
resend_confirmation = ask.command(
    "resend_confirmation",
    Nothing,
    answers.CheckYourMailView,
    "Send the confirmation mail once more.",
    ("too_many_attempts",),
)
confirm_email = ask.command(
    "confirm_email",
    takes.WithToken,
    Done,
    "Confirm an e-mail address with the secret of the mail.",
    ("link_expired",),
)
sign_in = ask.command(
    "sign_in",
    takes.SignIn,
    answers.SessionView,
    "Sign in with e-mail and password.",
    ("wrong_credentials", "too_many_attempts"),
)
request_magic_link = ask.command(
    "request_magic_link",
    takes.WithEmail,
    answers.CheckYourMailView,
    "Ask for a mail that signs in.",
    ("too_many_attempts",),
)
sign_in_by_link = ask.command(
    "sign_in_by_link",
    takes.SignInByLink,
    answers.SessionView,
    "Sign in with the secret of the mail.",
    ("link_expired",),
)
refresh_session = ask.command(
    "refresh_session",
    takes.RefreshSession,
    answers.SessionView,
    "Have the next access and refresh tokens.",
    ("session_ended",),
)
sign_out = ask.command("sign_out", Nothing, Done, "End the session in use.")
list_my_sessions = ask.query(
    "list_my_sessions", takes.Paged, answers.SessionEntryPage, "List one's sessions."
)
end_session = ask.command(
    "end_session", takes.SessionById, Done, "End one of one's sessions.", ("not_found",)
)
request_password_reset = ask.command(
    "request_password_reset",
    takes.WithEmail,
    answers.CheckYourMailView,
    "Ask for a mail to choose a new password.",
    ("too_many_attempts",),
)
reset_password = ask.command(
    "reset_password",
    takes.ResetPassword,
    Done,
    "Choose a new password; every session ends, and a mail tells the owner.",
    ("link_expired",),
)
change_password = ask.command(
    "change_password",
    takes.ChangePassword,
    Done,
    "Change one's password; the other sessions end, and a mail tells the owner.",
    ("wrong_password", "too_many_attempts"),
)
change_email = ask.command(
    "change_email",
    takes.ChangeEmail,
    answers.CheckYourMailView,
    "Ask to change one's address; the new one is written to.",
    ("wrong_password", "too_many_attempts"),
)
confirm_email_change = ask.command(
    "confirm_email_change",
    takes.ConfirmEmailChange,
    Done,
    "Confirm the new address; a mail tells the old one, and how to take the account back.",
    ("link_expired",),
)
take_back_account = ask.command(
    "take_back_account",
    takes.WithToken,
    answers.TakenBackView,
    "Give the account its old address again; every session ends, and a new password is to be chosen.",
    ("link_expired",),
)
check_link = ask.query(
    "check_link",
    takes.LinkOfMail,
    answers.LinkView,
    "Whether a link of a mail still works; changes nothing.",
    ("link_expired",),
)
get_my_account = ask.query("get_my_account", Nothing, answers.AccountView, "Read one's own account.")
update_my_account = ask.command(
    "update_my_account",
    takes.UpdateAccount,
    answers.AccountView,
    "Change one's name, language, postcode or birthday.",
)
choose_participant_type = ask.command(
    "choose_participant_type",
    takes.ChooseParticipantType,
    answers.AccountView,
    "Say what one is for an organisation.",
    ("not_found",),
)
list_my_consents = ask.query("list_my_consents", Nothing, answers.ConsentsView, "Read one's consents.")
decide_consent = ask.command(
    "decide_consent",
    takes.DecideConsent,
    answers.ConsentsView,
    "Give or withdraw a consent; every word is logged.",
)

create_organisation = ask.command(
    "create_organisation",
    takes.CreateOrganisation,
    answers.OrganisationView,
    "Open a space for an organisation.",
    ("slug_taken",),
)
change_organisation = ask.command(
    "change_organisation",
    takes.ChangeOrganisation,
    answers.OrganisationView,
    "Change an organisation's page.",
    ("stale_version",),
)
list_organisations = ask.query(
    "list_organisations", takes.Paged, answers.OrganisationPage, "List organisations."
)
get_organisation = ask.query(
    "get_organisation",
    takes.OrganisationById,
    answers.OrganisationView,
    "Read an organisation by id or slug.",
)
list_members = ask.query(
    "list_members",
    takes.InOrganisation,
    answers.MemberPage,
    "List who works for an organisation, with roles.",
)
invite_member = ask.command(
    "invite_member",
    takes.InviteMember,
    answers.InvitationView,
    "Invite someone by e-mail to a role for seven days.",
    ("too_many_attempts",),
)
list_invitations = ask.query(
    "list_invitations",
    takes.InOrganisation,
    answers.InvitationPage,
    "List invitations and what became of them.",
)
revoke_invitation = ask.command("revoke_invitation", takes.InvitationById, Done, "Take an invitation back.")
read_invitation = ask.query(
    "read_invitation",
    takes.WithToken,
    answers.InvitationOfferView,
    "See what an invitation offers.",
    ("link_expired",),
)
accept_invitation = ask.command(
    "accept_invitation",
    takes.WithToken,
    answers.AccountView,
    "Accept an invitation with the account in use; it confirms that account's address when it is the invited one.",
    ("link_expired", "other_address"),
)
give_role = ask.command("give_role", takes.RoleOfMember, answers.MemberView, "Give a member one more role.")
take_role = ask.command(
    "take_role", takes.RoleOfMember, Done, "Take a role from a member.", ("last_organiser",)
)
define_participant_type = ask.command(
    "define_participant_type",
    takes.DefineParticipantType,
    answers.ParticipantTypeView,
    "Add a participant type.",
)
retire_participant_type = ask.command(
    "retire_participant_type", takes.ParticipantTypeById, answers.ParticipantTypeView, "Stop offering a type."
)
list_participant_types = ask.query(
    "list_participant_types",
    takes.ParticipantTypesOf,
    answers.ParticipantTypesView,
    "List participant types.",
)
create_group = ask.command(
    "create_group", takes.CreateGroup, answers.GroupView, "Create a group of accounts."
)
list_groups = ask.query(
    "list_groups", takes.InOrganisation, answers.GroupPage, "List an organisation's groups."
)
add_group_member = ask.command(
    "add_group_member", takes.GroupMember, Done, "Add the account of a confirmed address to a group."
)
remove_group_member = ask.command(
    "remove_group_member", takes.GroupMember, Done, "Remove an account from a group."
)
list_audit_entries = ask.query(
    "list_audit_entries", takes.AuditTrailOf, answers.AuditEntryPage, "Read who did what in the organisation."
)
get_key_set = ask.query(
    "get_key_set", Nothing, answers.KeySetView, "The public keys that check access tokens."
)

mint_credential = ask.command(
    "mint_credential",
    takes.MintCredential,
    answers.MailCredentialView,
    "Make the secret of a mail at the moment it is sent, and say where to.",
    internal=("notifications",),
)
addresses_of = ask.query(
    "addresses_of",
    takes.AddressesOf,
    answers.AddressesView,
    "Confirmed addresses, to send a mail now.",
    internal=("notifications", "votation"),
)
check_requirements = ask.query(
    "check_requirements",
    takes.CheckRequirements,
    answers.UnmetRequirementsView,
    "Which requirements to take part an account does not meet.",
    internal=("consultations",),
)
groups_of = ask.query(
    "groups_of",
    takes.GroupsOf,
    answers.GroupMembershipView,
    "The groups an account is in.",
    internal=("consultations",),
)
owner_of_group = ask.query(
    "owner_of_group",
    takes.OwnerOfGroup,
    answers.OwnerOfGroupView,
    "Which organisation a group is of.",
    internal=("consultations",),
)
members_of_group = ask.query(
    "members_of_group",
    takes.MembersOfGroup,
    answers.GroupAccountsView,
    "The accounts in a group, by id.",
    internal=("votation",),
)
