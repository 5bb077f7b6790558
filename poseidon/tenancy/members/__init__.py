"""Who belongs to a tenant: invitations, roles, and their end. All of it is in the control database."""
