"""The contenders' Django projects: as alike as their ways to find a tenant's database allow."""
