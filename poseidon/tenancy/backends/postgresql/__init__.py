"""Django's PostgreSQL backend, made to answer as the servers do that the product was written for.

`"ENGINE": "poseidon.tenancy.backends.postgresql"`. What differs stands here once, instead of at each query:
rows without a value come first, and a key that a row brings along moves the counter on.
"""
