"""django-tenants: a PostgreSQL schema per tenant, one connection, `SET search_path`."""
