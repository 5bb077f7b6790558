"""What is put into CREATE USER and GRANT means what it says, or is refused."""

import pytest

from poseidon.tenancy.fleet.quoting import account, granted_schema, identifier, text


@pytest.mark.parametrize(
    ("schema", "granted"),
    [("alpha", "`alpha`.*"), ("conf_a", r"`conf\_a`.*"), ("a_b_c", r"`a\_b\_c`.*"), ("x-1", "`x-1`.*")],
)
def test_wildcards_of_a_granted_schema_are_escaped(schema: str, granted: str) -> None:
    assert granted_schema(schema) == granted


def test_server_that_reads_wildcards_literally_gets_them_literally() -> None:
    assert granted_schema("conf_a", literal_wildcards=True) == "`conf_a`.*"


@pytest.mark.parametrize("name", ["", "a`b", "a.b", "conf%", "a b", "a\\b", "x" * 65, "ünder", "a\n"])
def test_name_that_is_no_schema_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a schema"):
        identifier(name)
    with pytest.raises(ValueError, match="no name of a schema"):
        granted_schema(name)


@pytest.mark.parametrize(("user", "host"), [("a'b", "%"), ("x" * 33, "%"), ("", "%"), ("a", ""), ("a", "'")])
def test_account_that_could_be_read_otherwise_is_refused(user: str, host: str) -> None:
    with pytest.raises(ValueError, match="no database user"):
        account(user, host)


def test_password_with_quote_and_backslash_is_one_literal() -> None:
    assert text("it's \\ here") == r"'it''s \\ here'"


def test_password_with_a_line_break_is_refused_without_repeating_it() -> None:
    with pytest.raises(ValueError, match="cannot be printed") as caught:
        text("secret\n")
    assert "secret" not in str(caught.value)
