"""Texts from operators' hands: what passes, what is refused, and that nothing else happens."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.commons.config.databases import parse_endpoint, parse_tenant_list, parse_tenant_shards
from poseidon.commons.config.parsing import Place, parse_place

TENANT = re.compile(r"[A-Z][A-Z0-9_]{1,19}")
SHARD = re.compile(r"[a-z][a-z0-9-]{0,30}")
RESERVED = {"DEFAULT", "POSEIDON", "ACCOUNTS"}

tenants = st.from_regex(TENANT, fullmatch=True).filter(lambda t: not t.endswith("_RO") and t not in RESERVED)
shards = st.from_regex(SHARD, fullmatch=True)
blanks = st.text(" \t\n", max_size=3)
hosts = st.from_regex(r"[a-z][a-z0-9]{0,10}(-[a-z0-9]{1,5})?(\.[a-z0-9]{1,8}){0,4}", fullmatch=True)
ports = st.integers(1, 65535)


# ------------------------------------------------------------------ the list of tenants


@given(st.lists(st.tuples(blanks, tenants, blanks, st.booleans()), max_size=12))
def test_a_tenant_list_is_read_whatever_its_case_and_blanks(
    items: list[tuple[str, str, str, bool]],
) -> None:
    text = ",".join(before + (name.lower() if low else name) + after for before, name, after, low in items)
    assert parse_tenant_list(text) == {name for _, name, _, _ in items}


@given(st.text(max_size=60))
def test_whatever_passes_is_fit_for_sql_paths_and_urls(text: str) -> None:
    try:
        names = parse_tenant_list(text)
    except ValueError:
        return
    for name in names:
        assert TENANT.fullmatch(name)
        assert name.isascii()
        assert not name.endswith("_RO")
        assert name not in RESERVED


@pytest.mark.parametrize("text", ["", " ", ",", " , ,\n"])
def test_an_empty_list_has_no_tenants(text: str) -> None:
    assert parse_tenant_list(text) == frozenset()


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ("A", "2 to 20 characters"),
        ("A" * 21, "2 to 20 characters"),
        ("1ST", "beginning with a letter"),
        ("_A", "beginning with a letter"),
        ("A B", "A-Z, 0-9"),
        ("A-B", "A-Z, 0-9"),
        ("A;DROP", "A-Z, 0-9"),
        ("../ETC", "A-Z, 0-9"),
        ("ALPHA\nBETA", "A-Z, 0-9"),
        ("MÜNCHEN", "A-Z, 0-9"),
        ("straße", "A-Z, 0-9"),
        ("ısl", "A-Z, 0-9"),  # noqa: RUF001 - its upper case is a plain ISL
        ("alpha_ro", "marks a replica's alias"),
        ("default", "are taken"),
        ("Poseidon", "are taken"),
        ("ACCOUNTS", "are taken"),
        ("mysql", "a server keeps its own data"),
        ("Information_Schema", "a server keeps its own data"),
        ("template1", "a server keeps its own data"),
        ('"ALPHA"', "A-Z, 0-9"),
        ("\ufeffALPHA", "A-Z, 0-9"),
    ],
)
def test_a_bad_name_is_refused_with_its_rule(bad: str, rule: str) -> None:
    with pytest.raises(ValueError, match=re.escape(rule)) as caught:
        parse_tenant_list(f"ALPHA, {bad} ,BETA")
    assert repr(bad) in str(caught.value)


@pytest.mark.parametrize("text", ['["ALPHA", "BETA"]', ' ["ALPHA"', '{"ALPHA": 1}', "[]"])
def test_json_is_refused_with_what_to_write_instead(text: str) -> None:
    with pytest.raises(ValueError, match="looks like JSON; write names with commas between them"):
        parse_tenant_list(text)


def test_the_same_text_is_read_once() -> None:
    text = ",".join(f"TENANT{number}" for number in range(500))
    assert parse_tenant_list(text) is parse_tenant_list(text)


# ------------------------------------------------------------------------------- shards


@given(st.dictionaries(tenants, shards, max_size=12), blanks)
def test_shards_are_read_in_pairs(pairs: dict[str, str], blank: str) -> None:
    text = ",".join(
        f"{blank}{tenant.lower()}{blank}={blank}{shard}{blank}" for tenant, shard in pairs.items()
    )
    assert parse_tenant_shards(text + ",") == pairs


@given(st.text("AB=, -_ro1\n", max_size=40))
def test_whatever_shards_pass_are_well_named(text: str) -> None:
    try:
        pairs = parse_tenant_shards(text)
    except ValueError:
        return
    for tenant, shard in pairs.items():
        assert TENANT.fullmatch(tenant)
        assert SHARD.fullmatch(shard)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ALPHA", "'ALPHA' gives no shard: write TENANT=shard"),
        ("ALPHA=", "'' is no shard name"),
        ("ALPHA=EU", "'EU' is no shard name: 1 to 31 characters, a-z"),
        ("ALPHA=eu_1", "'eu_1' is no shard name"),
        ("ALPHA=" + "e" * 32, "is no shard name"),
        ("ALPHA=eu=1", "'eu=1' is no shard name"),
        ("=eu", "'' is no tenant name"),
        ("DEFAULT=eu", "'DEFAULT' is no tenant name"),
        ("ALPHA=eu,alpha=us", "Tenant ALPHA is given two shards, eu and us"),
    ],
)
def test_a_bad_pair_is_refused_with_its_rule(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_tenant_shards(text)


def test_the_pairs_are_the_callers_own() -> None:
    parse_tenant_shards("ALPHA=eu")["BETA"] = "changed by somebody"
    assert parse_tenant_shards("ALPHA=eu") == {"ALPHA": "eu"}


def test_the_same_pair_twice_is_no_contradiction() -> None:
    assert parse_tenant_shards("ALPHA=eu, alpha = eu") == {"ALPHA": "eu"}


# ---------------------------------------------------------------------------- endpoints


@given(hosts, ports, st.sampled_from(["", "mysql://", "MySQL://"]))
def test_host_and_port_come_apart(host: str, port: int, scheme: str) -> None:
    assert parse_endpoint(f"{scheme}{host}:{port}") == (host, port)
    assert parse_endpoint(f" {scheme}{host}\n") == (host, 3306)


@given(st.ip_addresses(v=6).map(str), ports)
def test_ipv6_stands_in_brackets(address: str, port: int) -> None:
    assert parse_endpoint(f"[{address}]:{port}") == (address, port)
    assert parse_endpoint(f"mysql://[{address}]/") == (address, 3306)
    with pytest.raises(ValueError, match="IPv6"):
        parse_endpoint(address)


@given(st.text(max_size=40))
def test_whatever_passes_is_one_host_and_one_port(text: str) -> None:
    try:
        host, port = parse_endpoint(text)
    except ValueError:
        return
    assert re.fullmatch(r"[A-Za-z0-9._:-]+", host)
    assert 1 <= port <= 65535


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "it must be host"),
        (":3306", "it must be host"),
        ("host:", "it must be host"),
        ("host:port", "it must be host"),
        ("host:3306:3307", "it must be host"),
        ("host:\u0663", "it must be host"),  # a digit, but not of ours
        ("-host", "it must be host"),
        ("host name", "it must be host"),
        ("host;port=1", "it must be host"),
        ("[::1", "it must be host"),
        ("[host]", "it must be host"),
        ("mysql://", "it must be host"),
        ("mysql://host/database", "it must be host"),
        ("mysql://host?ssl=1", "it must be host"),
        ("postgres://host", "only mysql://"),
        ("host:0", "the port must be"),
        ("host:65536", "the port must be"),
    ],
)
def test_a_bad_endpoint_is_refused_with_its_rule(text: str, rule: str) -> None:
    with pytest.raises(ValueError, match=re.escape(rule)):
        parse_endpoint(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("db", Place("mysql", "db", 3306)),
        ("MySQL://db:3307", Place("mysql", "db", 3307)),
        (" postgresql://pg.example.org ", Place("postgresql", "pg.example.org", 5432)),
        ("postgresql://[::1]:6432/", Place("postgresql", "::1", 6432)),
        ("sqlite:///srv/tenants", Place("sqlite", folder="/srv/tenants")),
        ("sqlite:///srv/tenants/", Place("sqlite", folder="/srv/tenants")),
    ],
)
def test_a_place_says_whose_server_it_is(text: str, place: Place) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("oracle://host", "only mysql://, postgresql:// or sqlite://"),
        ("postgres://host", "only mysql://, postgresql:// or sqlite://"),
        ("postgresql://me:s3cret@host", "user and password do not belong"),
        ("postgresql://host/database", "it must be host"),
        ("sqlite://srv/tenants", "the whole path of a folder"),
        ("sqlite:///srv/../etc", "the whole path of a folder"),
        ("sqlite:///srv/a b", "the whole path of a folder"),
        ("sqlite://", "the whole path of a folder"),
    ],
)
def test_a_bad_place_is_refused_with_its_rule(text: str, rule: str) -> None:
    with pytest.raises(ValueError, match=re.escape(rule)) as caught:
        parse_place(text)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["mysql://root:s3cret@host:3306", "root:s3cret@host", "ftp://s3cret", "s3cret:x:y"]
)
def test_a_refused_endpoint_is_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="connection string is wrong") as caught:
        parse_endpoint(text)
    assert "s3cret" not in str(caught.value)
