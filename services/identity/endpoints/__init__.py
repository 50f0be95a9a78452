"""The operations of identity, by subject; `service.py` puts the parts together."""
