"""The two tenants of the test suite."""

OURS = "TESTCLIENT"
OTHER = "OTHERCLIENT"
TENANT_DATABASES = ["default", OURS, OTHER]
