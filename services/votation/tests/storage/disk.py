"""What a superuser reads off the files: every row of a page, deleted or not, and the server's own log.

Both extensions are shipped with PostgreSQL; no process of the suite may use them.
"""

from collections import defaultdict
from typing import Any

import psycopg


class Disk:
    """The files of one database, as whoever administers the server has them."""

    def __init__(self, server: str, name: str) -> None:
        self.connection = psycopg.connect(server, dbname=name, autocommit=True)
        for extension in ("pageinspect", "pg_walinspect"):
            self.connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")

    def close(self) -> None:
        for extension in ("pageinspect", "pg_walinspect"):
            self.connection.execute(f"DROP EXTENSION IF EXISTS {extension}")
        self.connection.close()

    def relations(self, kinds: str) -> list[tuple[str, int]]:
        """(name, blocks) of what lies in the database, of these kinds, tables of the system left out."""
        rows = self.connection.execute(
            """
            SELECT c.oid::regclass::text, pg_relation_size(c.oid) / 8192 FROM pg_class c
            WHERE relkind = ANY(string_to_array(%s, NULL)) AND c.oid >= 16384 ORDER BY 1
            """,
            [kinds],
        )
        return [(row[0], int(row[1])) for row in rows]

    def rows(self, table: str, blocks: int) -> list[tuple[str, str, bytes]]:
        """(made by, ended by, bytes) of every row that can still be read on a table's pages."""
        found: list[Any] = []
        for block in range(blocks):
            found += self.connection.execute(
                """
                SELECT t_xmin::text, t_xmax::text, t_data FROM heap_page_items(get_raw_page(%s, %s))
                WHERE t_data IS NOT NULL ORDER BY lp_off DESC
                """,
                [table, block],
            ).fetchall()
        return [(row[0], row[1], bytes(row[2])) for row in found]

    def tables(self) -> dict[str, list[tuple[str, str, bytes]]]:
        return {name: self.rows(name, blocks) for name, blocks in self.relations("rt") if blocks}

    def files(self) -> bytes:
        """Tables, what is stored beside them, and indexes, byte for byte as the server holds them now."""
        pages = []
        for name, blocks in self.relations("rti"):
            for block in range(blocks):
                row = self.connection.execute("SELECT get_raw_page(%s, %s)", [name, block]).fetchone()
                pages.append(bytes(row[0]) if row else b"")
        return b"".join(pages)

    def log(self) -> bytes:
        """The server's own log, as much of it as is there."""
        self.connection.execute("SELECT pg_switch_wal()")
        names = [row[0] for row in self.connection.execute("SELECT name FROM pg_ls_waldir() ORDER BY name")]
        parts = [
            self.connection.execute(
                "SELECT pg_read_binary_file('pg_wal/' || %s, 0, 1 << 29, true)", [name]
            ).fetchone()
            for name in names
        ]
        return b"".join(bytes(part[0]) for part in parts if part and part[0])

    def logged(self) -> dict[str, int]:
        """Records of the log that speak of this database, by what made them."""
        row = self.connection.execute(
            "SELECT min(name) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'"
        ).fetchone()
        first = str(row[0]) if row else ""
        start = f"{int(first[8:16], 16):X}/{int(first[16:], 16) * 16_777_216:X}"
        rows = self.connection.execute(
            """
            SELECT resource_manager || ' ' || record_type, count(*)
            FROM pg_get_wal_records_info(%s, pg_current_wal_flush_lsn())
            WHERE block_ref LIKE '%%/' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/%%'
            GROUP BY 1
            """,
            [start],
        )
        return {row[0]: row[1] for row in rows}


def by_transaction(disk: Disk, electors: list[bytes]) -> dict[str, list[list[bytes]]]:
    """Every order of electors that rows give, deleted ones too: by who made them and by who ended or locked them."""
    found = {}
    for table, rows in disk.tables().items():
        for by in (0, 1):
            groups: defaultdict[int, list[bytes]] = defaultdict(list)
            for row in rows:
                groups[int(row[by])] += [elector for elector in electors if elector in row[2]]
            found[f"{table} by {('made', 'ended')[by]}"] = [
                groups[key] for key in sorted(groups) if groups[key]
            ]
    return found


def near(log: bytes, first: bytes, second: bytes, within: int) -> bool:
    """Whether two values stand in one record of the log, or so near that they may."""
    at = log.find(first)
    while at >= 0:
        if second in log[max(0, at - within) : at + within]:
            return True
        at = log.find(first, at + 1)
    return False
