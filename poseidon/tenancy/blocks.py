"""Telling transactions that somebody opened on purpose from those that only surround them."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def explicit_block(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether somebody opened a transaction on this connection on purpose.

    A test case's own block does not count, nor do the blocks without savepoint that Django's `delete()` and
    `bulk_create()` open around themselves.
    """
    if not wrapper.in_atomic_block:
        return False
    blocks: list[Any] = wrapper.atomic_blocks
    return any((block.savepoint or block.durable) and not block._from_testcase for block in blocks)
