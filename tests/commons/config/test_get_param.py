"""Where a parameter comes from, and what is said when it comes from nowhere."""

import pytest

from poseidon.commons.config import ParameterConfig, ParameterInvalid, ParameterMissing
from tests.support.ssm import PREFIX, SsmServer


def test_a_parameter_is_read_from_below_the_prefix(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("DATABASE_RW_CONNECTION_STRING", "writer:3306")
    assert config.get_param("DATABASE_RW_CONNECTION_STRING") == "writer:3306"
    assert ssm.calls == [[PREFIX + "DATABASE_RW_CONNECTION_STRING"]]


def test_a_known_parameter_is_not_asked_for_again(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("NAME", "first")
    config.get_param("NAME")
    ssm.put("NAME", "second")
    assert config.get_param("NAME") == "first"
    assert len(ssm.calls) == 1


def test_a_secure_string_comes_decrypted(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("SECRET_KEY", "plain words", kind="SecureString")
    assert config.get_param("SECRET_KEY") == "plain words"


def test_the_environment_wins_and_the_store_is_not_asked(
    ssm: SsmServer, config: ParameterConfig, environ: dict[str, str]
) -> None:
    ssm.put("NAME", "of the store")
    environ["NAME"] = "of the environment"
    assert config.get_param("NAME") == "of the environment"
    assert config.get_params(["NAME"]) == {"NAME": "of the environment"}
    assert config.refresh("NAME") == "of the environment"
    assert ssm.calls == []


def test_the_environment_wins_over_what_is_already_known(
    ssm: SsmServer, config: ParameterConfig, environ: dict[str, str]
) -> None:
    ssm.put("NAME", "of the store")
    config.get_param("NAME")
    environ["NAME"] = "of the environment"
    assert config.get_param("NAME") == "of the environment"


def test_an_empty_environment_variable_is_an_empty_text(
    ssm: SsmServer, config: ParameterConfig, environ: dict[str, str]
) -> None:
    environ["NAME"] = ""
    assert config.get_param("NAME", "default") == ""


def test_a_missing_parameter_is_an_error_that_names_path_variable_and_fix(
    ssm: SsmServer, config: ParameterConfig, environ: dict[str, str]
) -> None:
    environ["POSEIDON_SSM_PREFIX"] = "/poseidon/production/"
    with pytest.raises(ParameterMissing) as caught:
        config.get_param("DATABASE_RO_CONNECTION_STRING")
    message = str(caught.value)
    assert "/poseidon/production/DATABASE_RO_CONNECTION_STRING" in message
    assert "the environment (DATABASE_RO_CONNECTION_STRING)" in message
    assert "aws ssm put-parameter" in message
    assert "not asked" not in message


@pytest.mark.parametrize("default", ["text", "", None, 5])
def test_a_default_stands_for_a_missing_parameter(
    ssm: SsmServer, config: ParameterConfig, default: object
) -> None:
    assert config.get_param("NAME", default) is default
    assert config.get_param("NAME", default=default) is default


@pytest.mark.parametrize("prefix", [None, "", " / "])
def test_without_a_prefix_nothing_is_asked(
    ssm: SsmServer, config: ParameterConfig, environ: dict[str, str], prefix: str | None
) -> None:
    ssm.put("NAME", "of the store")
    del environ["POSEIDON_SSM_PREFIX"]
    if prefix is not None:
        environ["POSEIDON_SSM_PREFIX"] = prefix
    assert config.get_param("NAME", "default") == "default"
    assert config.get_params(["NAME"], None) == {"NAME": None}
    assert config.refresh("NAME", "default") == "default"
    config.preload(["NAME"])
    with pytest.raises(ParameterMissing, match=r"/poseidon/production/NAME.*POSEIDON_SSM_PREFIX is not set"):
        config.get_param("NAME")
    assert ssm.calls == []


@pytest.mark.parametrize("prefix", ["/poseidon/test", "poseidon/test/", " /poseidon/test/ "])
def test_the_prefix_may_lack_its_slashes(
    ssm: SsmServer, config: ParameterConfig, environ: dict[str, str], prefix: str
) -> None:
    environ["POSEIDON_SSM_PREFIX"] = prefix
    ssm.put("NAME", "value")
    assert config.get_param("NAME") == "value"


@pytest.mark.parametrize("name", ["", "/NAME", "NAME/", "A B", "A,B", "../OTHER//X", "NAME\n"])
def test_what_is_no_name_is_refused_before_it_is_sent(
    ssm: SsmServer, config: ParameterConfig, name: str
) -> None:
    for read in (config.get_param, config.refresh, lambda name: config.get_params([name])):
        with pytest.raises(ValueError, match="is no parameter name"):
            read(name)
    assert ssm.calls == []


def test_a_name_may_have_a_path(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("shards/eu-1/WRITER", "eu-1.example.org")
    assert config.get_param("shards/eu-1/WRITER") == "eu-1.example.org"


def test_forget_asks_again(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("NAME", "first")
    config.get_param("NAME")
    ssm.put("NAME", "second")
    config.forget()
    assert config.get_param("NAME") == "second"


@pytest.mark.parametrize(
    ("text", "meaning"), [("true", True), (" YES ", True), ("1", True), ("off", False), ("No", False)]
)
def test_get_bool_reads_words(
    config: ParameterConfig, environ: dict[str, str], text: str, meaning: bool
) -> None:
    environ["FLAG"] = text
    assert config.get_bool("FLAG") is meaning


def test_get_int_reads_a_whole_number(config: ParameterConfig, environ: dict[str, str]) -> None:
    environ["NUMBER"] = " -12 "
    assert config.get_int("NUMBER") == -12


def test_get_list_strips_and_drops_empty_items(config: ParameterConfig, environ: dict[str, str]) -> None:
    environ["ALLOWED_HOSTS"] = " a.example.org, ,b.example.org,"
    assert config.get_list("ALLOWED_HOSTS") == ["a.example.org", "b.example.org"]


def test_typed_reads_give_the_default_as_it_is(ssm: SsmServer, config: ParameterConfig) -> None:
    assert config.get_bool("NAME", None) is None
    assert config.get_int("NAME", 5) == 5
    assert config.get_list("NAME", default=["x"]) == ["x"]
    with pytest.raises(ParameterMissing):
        config.get_int("NAME")


@pytest.mark.parametrize(("read", "kind"), [("get_bool", "one of true"), ("get_int", "a whole number")])
def test_a_text_of_another_kind_is_an_error_without_the_text(
    config: ParameterConfig, environ: dict[str, str], read: str, kind: str
) -> None:
    environ["NAME"] = "h4rdly"
    with pytest.raises(ParameterInvalid, match=f"NAME .*must be {kind}") as caught:
        getattr(config, read)("NAME")
    assert "h4rdly" not in str(caught.value)
    assert caught.value.__context__ is None
