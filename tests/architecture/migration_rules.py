"""What is wrong with a migration that will run on a thousand databases while the version before it serves.

Reads the text, not the objects: what a function does is not to be seen in them. Each complaint is a line's
number and a rule of docs/migrations.md.
"""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

DATA: Final = frozenset(("RunPython", "RunSQL"))
TABLES: Final = frozenset(("CreateModel", "AddIndex", "AddConstraint", "AlterField", "RemoveIndex"))
LEAVING: Final = frozenset(("RemoveField", "DeleteModel", "RenameField", "RenameModel", "AlterModelTable"))
_HINTS: Final = frozenset(("tables", "model_name", "model"))
_BACKWARDS: Final = {"RunPython": ("reverse_code", 1), "RunSQL": ("reverse_sql", 1)}
_LIVE_IMPORT: Final = re.compile(
    r"django\.apps|django\.contrib\.auth|poseidon\.(?!.*(?:fields|validators)$).*|settings"
)
_OTHER_DATABASE: Final = frozenset(
    ("connection", "connections", "tenant_context", "tenant_atomic", "use_primary")
)
_OTHER_SCHEMA: Final = re.compile(
    r"\b(?:from|join|into|update|table)\s+[`\"]?\w+[`\"]?\s*\.\s*[`\"]?\w", re.IGNORECASE
)
_DROPS: Final = re.compile(r"\b(?:drop|rename|change)\s+(?:table|column|to|index)\b", re.IGNORECASE)
_MANAGERS: Final = frozenset(("objects", "_default_manager", "_base_manager"))


class Complaint(NamedTuple):
    """`rule`: a heading of docs/migrations.md, in lower case."""

    line: int
    rule: str
    told: str


class Text(NamedTuple):
    """A migration's file, and the operations in it. `unmanaged`: models whose tables are not ours."""

    tree: ast.Module
    lines: list[str]
    unmanaged: frozenset[str]

    def operations(self, *names: str) -> Iterator[tuple[str, ast.Call]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and (name := _name(node.func)) in names:
                yield name, node

    def says(self, node: ast.expr, word: str) -> bool:
        """Whether a comment on one of the node's lines is `# word: a reason`."""
        found = re.compile(rf"#\s*{word}:\s*\w+")
        return any(found.search(line) for line in self.lines[node.lineno - 1 : node.end_lineno])


def complaints(source: str, *, unmanaged: frozenset[str] = frozenset()) -> list[Complaint]:
    """All that is wrong, from top to bottom. `unmanaged`: lower-case names of the legacy models."""
    text = Text(ast.parse(source), source.splitlines(), unmanaged)
    return sorted({complaint for rule in RULES for complaint in rule(text)})


def hinted(text: Text) -> Iterator[Complaint]:
    for name, call in text.operations(*DATA):
        hints = _argument(call, "hints")
        keys = hints.keys if isinstance(hints, ast.Dict) else []
        if not any(isinstance(key, ast.Constant) and key.value in _HINTS for key in keys):
            yield Complaint(call.lineno, "hints", f"{name} does not say which tables it is about")


def backwards(text: Text) -> Iterator[Complaint]:
    for name, call in text.operations(*DATA):
        back = _argument(call, *_BACKWARDS[name])
        nothing = back is None or (isinstance(back, ast.Constant) and back.value is None)
        if nothing and not text.says(call, "irreversible"):
            yield Complaint(call.lineno, "backwards", f"{name} has no way back and does not say why")


def no_live_code(text: Text) -> Iterator[Complaint]:
    data = any(text.operations(*DATA))
    for node in ast.walk(text.tree):
        for module in _modules(node):
            if _LIVE_IMPORT.fullmatch(module) and (data or module.startswith("poseidon")):
                yield Complaint(
                    node.lineno, "no live code", f"imports {module}, which will have changed by then"
                )  # type: ignore[attr-defined]


def one_database(text: Text) -> Iterator[Complaint]:
    for node in ast.walk(text.tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in {alias.name for alias in node.names} & _OTHER_DATABASE:
                yield Complaint(node.lineno, "one database", f"{name} leads to other databases")
        elif isinstance(node, ast.Attribute) and node.attr in _MANAGERS and not _is_bound(text.tree, node):
            yield Complaint(
                node.lineno, "one database", f"{node.attr} without using(schema_editor.connection.alias)"
            )
        elif isinstance(node, ast.Call) and _name(node.func) == "save" and _argument(node, "using") is None:
            yield Complaint(
                node.lineno, "one database", "save() without using=schema_editor.connection.alias"
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and _OTHER_SCHEMA.search(node.value)
        ):
            yield Complaint(node.lineno, "one database", "SQL that names a schema")


def atomic_on_mysql(text: Text) -> Iterator[Complaint]:
    data = list(text.operations(*DATA))
    tables = [call for _, call in text.operations(*TABLES, *LEAVING, "AddField")]
    for name, call in data:
        if tables:
            yield Complaint(
                call.lineno, "atomic", f"{name} beside operations on tables, which MySQL never undoes"
            )
        if name == "RunPython" and _argument(call, "atomic") is None:
            yield Complaint(call.lineno, "atomic", "RunPython does not say atomic=True or, in batches, False")


def expand_and_contract(text: Text) -> Iterator[Complaint]:
    for name, call in text.operations(*LEAVING):
        if not _is_unmanaged(text, call) and not text.says(call, "contract"):
            yield Complaint(
                call.lineno, "expand and contract", f"{name} takes away what the version before it uses"
            )
    for _, call in text.operations("AddField"):
        if not _is_unmanaged(text, call) and not _may_be_left_out(_argument(call, "field", 2)):
            yield Complaint(
                call.lineno, "expand and contract", "AddField that the version before it cannot fill"
            )
    for _, call in text.operations("RunSQL"):
        forth = _argument(call, "sql", 0)
        drops = forth is not None and _DROPS.search(ast.unparse(forth))
        if drops and not text.says(call, "contract"):
            yield Complaint(
                call.lineno, "expand and contract", "RunSQL takes away what the version before it uses"
            )


RULES: Final[tuple[Callable[[Text], Iterator[Complaint]], ...]] = (
    hinted,
    backwards,
    no_live_code,
    one_database,
    atomic_on_mysql,
    expand_and_contract,
)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if position is not None and len(call.args) > position else None


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _is_bound(tree: ast.Module, manager: ast.Attribute) -> bool:
    """Whether `.using(alias)` or `.db_manager(alias)` follows, with an alias that is not written down."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.value is manager:
            named = node.args[0] if node.args else None
            return node.func.attr in ("using", "db_manager") and not isinstance(
                named, (ast.Constant, type(None))
            )
    return False


def _is_unmanaged(text: Text, call: ast.Call) -> bool:
    named = _argument(call, "model_name", 0) or _argument(call, "name", 0)
    return isinstance(named, ast.Constant) and str(named.value).lower() in text.unmanaged


def _may_be_left_out(field: ast.expr | None) -> bool:
    """Whether an INSERT that does not know the column succeeds."""
    if not isinstance(field, ast.Call):
        return False
    null = _argument(field, "null")
    nullable = isinstance(null, ast.Constant) and null.value is True
    return nullable or _argument(field, "db_default") is not None or _name(field.func) == "ManyToManyField"
