"""The operations, one mixin per subject, put together in `consultations.service`."""
