"""Models of tenants with every kind of relation, their unguarded twins, and models that Django routes."""

from typing import ClassVar

from django.db import models

from poseidon.tenancy.api import CURRENT_TENANT, TenantModel


class Author(TenantModel):
    """Writes books."""

    name = models.CharField(max_length=50)
    rank = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Tag(TenantModel):
    """Hangs on books; an intermediate table that Django makes."""

    label = models.CharField(max_length=50, unique=True)

    def __str__(self) -> str:
        return self.label


class Book(TenantModel):
    """Has an author and tags."""

    title = models.CharField(max_length=50)
    published = models.DateField(null=True)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books", null=True)
    tags = models.ManyToManyField(Tag, related_name="books")

    def __str__(self) -> str:
        return self.title


class Portrait(TenantModel):
    """One an author."""

    author = models.OneToOneField(Author, on_delete=models.CASCADE, related_name="portrait")


class StockAuthor(models.Model):
    """The same rows as Author's through Django's own manager and queryset: what happens without stamps."""

    _DATABASE = CURRENT_TENANT
    _UNSTAMPED = "shows what happens without stamps"

    name = models.CharField(max_length=50)
    rank = models.IntegerField(default=0)

    class Meta:
        managed = False
        db_table = "testapp_author"

    def __str__(self) -> str:
        return self.name


class StockBook(models.Model):
    """The same rows as Book's, without stamps."""

    _DATABASE = CURRENT_TENANT
    _UNSTAMPED = "shows what happens without stamps"

    title = models.CharField(max_length=50)
    author = models.ForeignKey(StockAuthor, on_delete=models.CASCADE, related_name="books", null=True)

    class Meta:
        managed = False
        db_table = "testapp_book"

    def __str__(self) -> str:
        return self.title


class Shelf(models.Model):
    """Says nothing of a database: Django's own rules apply."""

    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class NoteManager(models.Manager["Note"]):
    """A manager with a method of its own, as Django's documentation has it."""

    def write(self, text: str) -> "Note":
        """A new note on the manager's database."""
        return self.create(text=text)


class Note(models.Model):
    """Lies on a shelf, hangs with other notes."""

    text = models.CharField(max_length=50)
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="notes", null=True)
    related = models.ManyToManyField("self")

    objects: ClassVar[NoteManager] = NoteManager()

    def __str__(self) -> str:
        return self.text
