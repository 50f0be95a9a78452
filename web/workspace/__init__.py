"""What the pages of those who work for an organisation share: the workspace, edits that may be late, words."""
