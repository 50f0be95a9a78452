"""Stands in for votation in tests of notifications."""
