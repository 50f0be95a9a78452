"""The door of the register, one mixin of operations per subject; `service.py` puts them together."""
