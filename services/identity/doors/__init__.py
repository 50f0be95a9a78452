"""The door of identity, by subject; `service.py` puts the parts together."""
