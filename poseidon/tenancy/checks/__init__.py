"""System checks: mistakes that Django would let through until a request meets them.

One function a message, stable ids `poseidon.E…` and `poseidon.W…`, each with a hint that says the fix;
`docs/checks.md` lists them. None of them connects to a database, nor walks the tenants: one tenant stands for
all, since all tenants' settings are built by one function.

subjects.py        what the checks look at
models.py          where models live, and how they keep their tenant
references.py      declared references
databases.py       database settings
project.py         applications, routers, middleware, caches
data_migrations.py operations that do not say where they belong
registration.py    puts them into Django's framework
"""
