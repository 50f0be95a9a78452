"""identity: who someone is, and what they may do where.

Owns: accounts and their passwords, sessions, credential mails, consents, organisations, members and their
roles, invitations, participant types, groups, the audit trail of all that. Asked through
`contracts.identity`, tells `contracts.identity.facts`, hears which organisation each project of
consultations belongs to.
"""
