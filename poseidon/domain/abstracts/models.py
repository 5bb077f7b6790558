"""Abstracts and their authors."""

from django.db import models

from poseidon.commons import legacy_fields as legacy
from poseidon.tenancy.api import Reference, TenantModel


class Abstract(TenantModel):
    """A contribution that was submitted to a conference."""

    id = models.AutoField(primary_key=True, db_column="absid")
    conference_code = legacy.text(8, "conference", db_column="cfcnf")
    conference = Reference("poseidon.PlanionContainer", column="conference_code")
    number = legacy.text(20, db_column="absnum")
    title = legacy.text(500)
    body = legacy.body()
    track = legacy.text(200)
    type = legacy.text(100, db_column="abstype")
    status = legacy.text(20)
    language = legacy.text(20, db_column="lang")
    presenter_pid = models.IntegerField("presenter", null=True, blank=True)
    presenter = Reference("poseidon.People", column="presenter_pid")
    external_id = legacy.text(64, db_column="extid")
    created_at = legacy.moment(auto_now_add=True)
    updated_at = legacy.moment(auto_now=True)

    class Meta:
        managed = False
        db_table = "abstract"

    def __str__(self) -> str:
        return self.title or f"Abstract {self.number or self.id}"


class AbstractAuthors(TenantModel):
    """One author of one abstract, at a position, with the affiliation as it is printed."""

    id = models.AutoField(primary_key=True)
    abstract = legacy.LegacyForeignKey(Abstract, db_column="absid", related_name="authors")
    pid = models.IntegerField("person", null=True, blank=True)
    person = Reference("poseidon.People", column="pid")
    order = models.IntegerField(null=True, blank=True, db_column="sortord")
    presenting = legacy.flag()
    corresponding = legacy.flag()
    affiliation = legacy.text(255, db_column="affil")

    class Meta:
        managed = False
        db_table = "abstractauthors"
        verbose_name = "author"
        verbose_name_plural = "authors"

    def __str__(self) -> str:
        return f"Author {self.order or '?'} of abstract {self.abstract_id}"
