"""What operators do to all tenants' databases, or to some: the sub-commands of `manage.py fleet`."""
