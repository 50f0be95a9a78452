"""Parts outside the rules: password hashing, signing."""
