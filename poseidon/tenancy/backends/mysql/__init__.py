"""Django's MySQL backend with connections that all tenants of a server share.

`"ENGINE": "poseidon.tenancy.backends.mysql"`; without `OPTIONS["pool"]` it is Django's own, connection by
connection (behind RDS Proxy). With it, a process opens at most `size + max_overflow` connections to a
server, however many tenants live there.
"""
