"""The operations of the register, one mixin per subject; `service.py` puts them together."""
