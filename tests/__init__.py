"""Across services: what only the whole suite can show."""
