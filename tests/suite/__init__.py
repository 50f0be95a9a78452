"""A whole suite to test against, and people who use its public API."""
