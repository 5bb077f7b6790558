"""The table of people, as a project that knows no tenants would declare it."""

from django.db import models


class People(models.Model):
    """The same columns as Poseidon's model of that name, in the same order."""

    pid = models.AutoField(primary_key=True)
    first_name = models.CharField(max_length=100, null=True)
    last_name = models.CharField(max_length=100, null=True)
    title = models.CharField(max_length=50, null=True)
    degree = models.CharField(max_length=50, null=True)
    organisation = models.CharField(max_length=255, null=True)
    email = models.CharField(max_length=254, null=True)
    phone = models.CharField(max_length=50, null=True)
    city = models.CharField(max_length=100, null=True)
    country = models.CharField(max_length=100, null=True)
    biography = models.TextField(null=True)
    photo = models.CharField(max_length=500, null=True)
    public = models.BooleanField(null=True)
    external_id = models.CharField(max_length=64, null=True)
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "people"

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
