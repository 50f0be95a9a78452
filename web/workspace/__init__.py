"""What the pages of those who work for an organisation share: the desk, edits that may be late, words."""
