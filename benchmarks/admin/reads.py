"""How many entries of indexes and tables a server has looked at, which no busy neighbour can change."""

from typing import Any

import MySQLdb


class Reads:
    """A watch on one server; its own questions are left out."""

    def __init__(self, access: dict[str, Any], server: int) -> None:
        self.server = server
        """Its process."""
        names = ("host", "port", "user", "password")
        self._connection = MySQLdb.connect(**{name: access[name] for name in names}, autocommit=True)
        self._asked, self._a_question = 0, 0
        first = self.so_far()
        self._a_question = self.so_far() - first

    def so_far(self) -> int:
        """Since the server's start."""
        with self._connection.cursor() as cursor:
            cursor.execute("SHOW GLOBAL STATUS LIKE 'Handler\\_read%'")
            total = sum(int(number) for _, number in cursor.fetchall())
        self._asked += 1
        return total - self._asked * self._a_question
