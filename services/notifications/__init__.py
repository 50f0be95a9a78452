"""notifications: each message reaches each person once.

Owns: messages (one per person, kind, channel and cause, for ever), who took part where, the mails' templates.
Asked through `contracts.notifications`; hears identity's requests for mails, what happens in
consultations, and votation's mailings; asks identity for secrets and addresses, consultations for titles, and
votation for letters to electors, when it sends.
"""
