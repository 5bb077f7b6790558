"""A hypothesis state machine over the ORM's verbs in two tenants, a kind of step a file."""
