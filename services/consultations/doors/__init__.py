"""The door, in parts: one mixin of operations per subject, put together in `consultations.service`."""
