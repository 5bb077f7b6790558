"""The container's health check: exit code 0 if the web server on port 8000 answers `/live`.

It asks `127.0.0.1`: health checks are answered whatever the host is called.
"""

import http.client
import os
import sys

TIMEOUT = 2.0  # seconds


def answers(port: int) -> bool:
    """Whether `/live` says 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/live")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not answers(int(os.environ.get("HEALTH_PORT", "8000"))))
