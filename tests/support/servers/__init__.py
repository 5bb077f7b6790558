"""Private database servers for tests: started on free ports, gone with the process that started them."""

from tests.support.servers.mariadb import MariaDB, ServerStartError

__all__ = ["MariaDB", "ServerStartError"]
