"""The test application."""

from django.apps import AppConfig


class TestappConfig(AppConfig):
    """Label `testapp`; installed by `settings.testing` only."""

    name = "tests.testapp"
    label = "testapp"
    default_auto_field = "django.db.models.BigAutoField"
