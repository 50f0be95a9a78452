"""notifications: each message reaches each person once.

Owns: messages (one per person, kind, channel and cause, for ever), who took part where, the mails' templates.
Asked through `contracts.notifications.operations`; hears identity's requests for mails and what happens in
consultations; asks identity for secrets and addresses, and consultations for titles, when it sends.
"""
