"""An alias per tenant, as most projects begin: all of them in DATABASES, and a router over a thread-local."""
