"""Stands in for identity in tests of notifications."""
