"""Private database servers for tests: started on free ports, gone with the process that started them."""

from tests.support.servers.mariadb import MariaDB, ServerStartError
from tests.support.servers.replica import Replica, ReplicationError
from tests.support.servers.shard import Shard

__all__ = ["MariaDB", "Replica", "ReplicationError", "ServerStartError", "Shard"]
