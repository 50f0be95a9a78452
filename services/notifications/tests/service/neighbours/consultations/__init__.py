"""Stands in for consultations in tests of notifications."""
