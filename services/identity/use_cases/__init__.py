"""One verb per file.

Commands that carry a password keep no answer under their key: with it a hash of the request would be kept, which is
easier to guess than argon2. They tell a retry by themselves.
"""
