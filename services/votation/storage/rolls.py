"""Filling and correcting rolls."""

from sqlalchemy import Connection


class StoredRolls:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
