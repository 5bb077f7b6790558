"""The driver's connection, able to change schema without a round trip of its own."""

from typing import Any

from MySQLdb.connections import Connection


class TravellingConnection(Connection):  # type: ignore[misc]  # the driver has no types
    """Goes to another schema together with its next statement: `USE` travels in front of it, in one packet.

    Everything that runs SQL over this connection passes `query()`, cursors made past Django too, so that
    nothing runs before the move. Where the schema does not exist the statement is not run, and the move stays
    ahead.
    """

    _move: bytes | None = None

    def go_to(self, schema: str | None) -> None:
        """The next statement runs in `schema`; None takes a move back that has not been made."""
        self._move = None if schema is None else b"USE `" + schema.replace("`", "``").encode() + b"`;"

    def query(self, query: Any) -> None:
        """As the driver's."""
        if self._move is None:
            super().query(query)
            return
        super().query(self._move + (query.encode() if isinstance(query, str) else bytes(query)))
        self._move = None
        self.store_result()  # what USE gives: nothing
        self.next_result()
