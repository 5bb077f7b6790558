"""What the children measured, as tables with the limits that the engine promises."""

from collections.abc import Callable
from statistics import median
from typing import Any, Final

from benchmarks.contenders import by_key
from benchmarks.micro.children import Children
from benchmarks.plan import SCHEMAS, Plan
from benchmarks.table import table

OURS: Final = "poseidon-select-db"
NAIVE: Final = "naive-0"
MANY: Final = 10_000
Figure = Callable[[Children, Plan], str]


def _part(title: str, head: tuple[str, ...], rows: list[list[str]], remark: str = "") -> str:
    parts = [f"### {title}", remark, table(head, rows)]
    return "\n\n".join(part for part in parts if part)


def routing(children: Children, plan: Plan) -> str:
    """The router, and the queries that pass it."""
    seen: dict[str, dict[str, float]] = children.send("routing", OURS, plan.repetitions)
    rows = [
        [what, f"{us['with']:.2f}", f"{us['without']:.2f}", f"{us['with'] - us['without']:+.2f}"]
        for what, us in seen.items()
    ]
    head = ("Microseconds", "Poseidon", "Django, no router", "more")
    return _part("Routing", head, rows, "Promised: under 1 microsecond a query for the routing itself.")


def stamped(children: Children, plan: Plan) -> str:
    """A list of fifty rows."""
    seen = children.send("stamped", OURS, plan.repetitions)
    us, ratios = seen["microseconds"], seen["ratios"]
    rows = [
        ["`list()` of 50 `People`", f"{us['stamped']:.0f}", "1.000"],
        ["stock model, same connection", f"{us['unstamped']:.0f}", f"{ratios['unstamped']:.3f}"],
        ["stock model, Django's own connection", f"{us['bare']:.0f}", f"{ratios['bare']:.3f}"],
    ]
    head = ("A stamped list", "us", "stamped / this")
    return _part("Fifty rows", head, rows, "Promised: at most 1.03 of the stock model's list.")


def signals(children: Children, plan: Plan) -> str:
    """What Django does around every request."""
    rows = []
    for key, title in ((OURS, "Poseidon"), ("poseidon-unshared", "Poseidon, kept connections of its own")):
        given = {"conn_max_age": 60} if key == "poseidon-unshared" else {}
        for in_use in (1, 50):
            us = children.send("signals", key, in_use, plan.repetitions, **given)["signals"]
            rows.append([title, str(in_use), str(SCHEMAS), f"{us:.0f}"])
    for listed in (1, SCHEMAS, MANY):
        us = children.send("signals", NAIVE, 1, max(5, plan.repetitions // 40), tenants=listed)["signals"]
        rows.append(["alias per tenant, eager", "1", str(listed), f"{us:.0f}"])
    head = ("`request_started` and `request_finished`", "tenants in use", "tenants listed", "us")
    return _part("Request signals", head, rows, "Promised: under 60 microseconds with 50 tenants in use.")


def start(children: Children, plan: Plan) -> str:
    """A fresh process and its first page."""
    rows = []
    for key, title in ((OURS, "Poseidon"), (NAIVE, "alias per tenant, eager")):
        seen: dict[int, list[dict[str, float]]] = {1: [], MANY: []}
        for _ in range(max(3, plan.rounds * 2)):
            for tenants, found in seen.items():
                found.append(children.send("start", key, tenants=tenants))
        for unit, factor in (("seconds", 1000), ("mebibytes", 1)):
            one, many = (median(each[unit] for each in seen[tenants]) * factor for tenants in (1, MANY))
            label = {"seconds": "ms", "mebibytes": "MiB"}[unit]
            rows.append([title, label, f"{one:.1f}", f"{many:.1f}", f"{many / one:.3f}"])
    head = ("From an empty process to the first page", "unit", "1 tenant", f"{MANY} tenants", "ratio")
    return _part("Start", head, rows, "Promised: within 10 % of one tenant.")


def every_tenant(children: Children, plan: Plan) -> str:  # noqa: ARG001 - ten thousand is ten thousand
    """One process, ten thousand tenants."""
    rows = []
    for key in ("poseidon-select-db", "poseidon-reset", "poseidon-unshared"):
        seen, most = children.send_and_watch("every_tenant", key, MANY, 100, tenants=MANY)
        early, late = seen["early"], seen["late"]
        rows.append([by_key(key).title, f"{early:.1f}", f"{late:.1f}", f"{late - early:+.1f}", str(most)])
    head = (
        "One process asked for 10,000 tenants in turn",
        "MiB after 100",
        "MiB after all",
        "more",
        "connections",
    )
    remark = f"The tenants share {SCHEMAS} schemas. Promised: within 25 MiB, connections within the cap of 6."
    return _part("Every tenant", head, rows, remark)


def context(children: Children, plan: Plan) -> str:
    """Entering and leaving a tenant."""
    us: dict[str, Any] = children.send("context", OURS, plan.repetitions)
    rows = [
        ["`with tenant_context(…)`, entered and left", f"{us['one']:.2f}"],
        ["two of them, nested", f"{us['two, nested']:.2f}"],
        ["`current_tenant()`", f"{us['look']:.2f}"],
    ]
    return _part("Context", ("Microseconds", "us"), rows)


def switch(children: Children, plan: Plan) -> str:
    """From one tenant's connection to another's."""
    rows = []
    for key in ("poseidon-select-db", "poseidon-reset", "poseidon-unshared"):
        us = children.send("switch", key, plan.repetitions)
        rows.append([by_key(key).title, *(f"{us[name]:.0f}" for name in ("held", "same", "other"))])
    head = ("Microseconds for `SELECT 1`", "connection held", "same tenant again", "another tenant")
    return _part("Switching", head, rows)


FIGURES: Final[dict[str, Figure]] = {
    "routing": routing,
    "stamped": stamped,
    "signals": signals,
    "start": start,
    "every_tenant": every_tenant,
    "context": context,
    "switch": switch,
}
