"""The referred rows of many rows: one query for each database and target model, whatever their number."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import prefetch_related_objects

from poseidon.tenancy import stamps
from poseidon.tenancy.references.reference import Reference, load, references_of

Tree = dict[str, Any]
"""Paths by first part: `{"session": {"conference": {}}, "person": {}}`."""


def prefetch_across(rows: Iterable[models.Model], *paths: str) -> list[Any]:
    """`rows` as a list, with what they refer to by `paths` at hand.

    A path is a reference (`person`), or a foreign key or a reference and what follows from there
    (`session__conference`). Each step costs one query for each database and target model, and one more for
    every further 2,000 different keys. Rows may be of several models and tenants; each is served from its
    own. ValueError for a path that is none.
    """
    listed = list(rows)
    fill(listed, tree_of(paths))
    return listed


def tree_of(paths: Iterable[str]) -> Tree:
    """`paths` as a tree, so that what they share is walked once."""
    tree: Tree = {}
    for path in paths:
        branch = tree
        for part in path.split("__"):
            branch = branch.setdefault(part, {})
    return tree


def check_paths(model: type[models.Model], tree: Tree) -> None:
    """ValueError for the first part of `tree` that is neither a reference nor a foreign key."""
    for name, branch in tree.items():
        reference = references_of(model).get(name)
        check_paths(reference.model if reference else _related(model, name), branch)


def _related(model: type[models.Model], name: str) -> type[models.Model]:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if field is None or not field.is_relation or not field.concrete or field.many_to_many:
        there = ", ".join(references_of(model)) or "none"
        raise ValueError(
            f"{model.__name__} has no reference {name!r} that prefetch_across() could follow; "
            f"it has: {there}."
        )
    related: type[models.Model] = field.related_model  # type: ignore[assignment]
    return related


def fill(rows: Sequence[models.Model], tree: Tree) -> None:
    """Loads what `rows` refer to by the names in `tree`, and so on from there."""
    if not tree:
        return
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, group in by_model.items():
        check_paths(model, {name: {} for name in tree})
        _load_level(group, tree)
    for name, branch in tree.items():
        if branch:
            reached = (getattr(row, name) for row in rows)
            fill(list({id(row): row for row in reached if row is not None}.values()), branch)


def _load_level(rows: list[models.Model], tree: Tree) -> None:
    declared = references_of(type(rows[0]))
    if foreign_keys := [name for name in tree if name not in declared]:
        for group in _by_tenant(rows):  # Django would read all of them from the first row's database
            prefetch_related_objects(group, *foreign_keys)
    by_target: dict[Any, list[Reference]] = {}
    for name in tree:
        if name in declared:
            reference = declared[name]
            _refuse_deferred(rows[0], reference)
            by_target.setdefault((reference.model, reference.target_field), []).append(reference)
    for references in by_target.values():
        load(rows, references)


def _by_tenant(rows: list[models.Model]) -> Iterable[list[models.Model]]:
    groups: dict[str | None, list[models.Model]] = {}
    for row in rows:
        groups.setdefault(stamps.tenant_of_instance(row), []).append(row)
    return groups.values()


def _refuse_deferred(row: models.Model, reference: Reference) -> None:
    if reference.column_in(type(row)).attname in row.get_deferred_fields():
        raise ValueError(
            f"{reference.name!r} needs the column {reference.column!r}, which was deferred: each row would "
            f"cost a query. Name {reference.column!r} in only(), or leave it out of defer()."
        )
