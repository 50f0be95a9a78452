"""Facts told and heard."""
