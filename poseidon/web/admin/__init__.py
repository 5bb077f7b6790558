"""Two admins: a tenant's own at `/TENANT/admin/`, and the platform's at `/admin/`."""
