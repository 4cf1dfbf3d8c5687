"""The floor under any durable message: a transaction of two statements, through the driver and with the
pragmas that the bot itself uses."""

from pathlib import Path

from db.session import Database


class BareTransactions:
    def __init__(self, path: Path) -> None:
        self._database = Database(f"sqlite:///{path}")
        self._connection = self._database.engine.raw_connection()
        self._cursor = self._connection.cursor()
        self._cursor.execute("CREATE TABLE seen (id INTEGER PRIMARY KEY, words TEXT)")
        self._cursor.execute("CREATE TABLE state (chat INTEGER PRIMARY KEY, version INTEGER)")
        self._cursor.execute("INSERT INTO state VALUES (1, 0)")

    def one(self, number: int) -> None:
        self._cursor.execute("BEGIN IMMEDIATE")
        self._cursor.execute("INSERT INTO seen VALUES (?, ?)", (number, "x" * 1000))
        self._cursor.execute("UPDATE state SET version = version + 1 WHERE chat = 1")
        self._cursor.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()
        self._database.close()
