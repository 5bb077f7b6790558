"""What a tenant's staff works in; every view here is for members only and only reads."""
