"""What an installation may say in its environment, and what it is told when it says it wrong."""

import os
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from partnership import environment


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("THING", "THING_FILE", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_text_is_stripped_and_an_empty_one_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.text("THING", "default") == "default"
    monkeypatch.setenv("THING", "  ")
    assert environment.text("THING", "default") == "default"
    monkeypatch.setenv("THING", " word ")
    assert environment.text("THING", "default") == "word"


def test_words_are_cut_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.words("THING", ["default"]) == ["default"]
    monkeypatch.setenv("THING", "one, two,,")
    assert environment.words("THING", ["default"]) == ["one", "two"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1", True), ("TRUE", True), ("yes", True), ("on", True), ("0", False), ("False", False), ("no", False)],
)
def test_flag_may_be_written_in_many_ways(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv("THING", written)
    assert environment.flag("THING", default=not meant) is meant


def test_flag_unset_is_its_default() -> None:
    assert environment.flag("THING") is False
    assert environment.flag("THING", default=True) is True


def test_flag_refuses_another_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "maybe")
    with pytest.raises(ImproperlyConfigured, match="THING is 'maybe'; write 1 to switch it on or 0 to switch it off"):
        environment.flag("THING")


def test_integer_is_a_whole_number_or_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.integer("THING", 8000) == 8000
    monkeypatch.setenv("THING", "9000")
    assert environment.integer("THING", 8000) == 9000


@pytest.mark.parametrize("written", ["-1", "8 000", "ten", "٨"])
def test_integer_refuses_what_is_none(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("THING", written)
    with pytest.raises(ImproperlyConfigured, match="write a whole number, such as 8000"):
        environment.integer("THING", 8000)


def test_secret_is_the_value_or_the_content_of_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert environment.secret("THING") == ""
    monkeypatch.setenv("THING", "value")
    assert environment.secret("THING") == "value"
    monkeypatch.delenv("THING")
    file = tmp_path / "thing"
    file.write_text("from a file\n")
    monkeypatch.setenv("THING_FILE", str(file))
    assert environment.secret("THING") == "from a file"


def test_secret_refuses_to_choose_between_value_and_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "value")
    monkeypatch.setenv("THING_FILE", "/anywhere")
    with pytest.raises(ImproperlyConfigured, match="Both THING and THING_FILE are set"):
        environment.secret("THING")


def test_secret_says_which_file_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THING_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match=r"THING_FILE names .*absent, which cannot be read: No such file"):
        environment.secret("THING")


def test_kept_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    made = environment.kept_secret(path)
    assert len(made) >= 50
    assert environment.kept_secret(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_kept_secret_of_the_process_that_was_first_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret_key"

    def other_process_is_first(_length: int) -> str:
        path.write_text("theirs")
        return "ours"

    monkeypatch.setattr("secrets.token_urlsafe", other_process_is_first)
    assert environment.kept_secret(path) == "theirs"


def test_data_lies_in_the_checkout_unless_another_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert environment.data_dir() == environment.CHECKOUT / "var"
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
    assert environment.data_dir() == tmp_path / "elsewhere"
    assert not (tmp_path / "elsewhere").exists()


def test_own_folder_is_made(tmp_path: Path) -> None:
    assert environment.own_folder(tmp_path / "a" / "b").is_dir()


def test_own_folder_of_another_user_is_refused_with_two_commands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    owner = tmp_path.owner()
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.own_folder(tmp_path)
    assert f"belongs to {owner}" in str(refusal.value)
    assert f"sudo -u {owner} make run" in str(refusal.value)
    assert "DATA_DIR=~/partnership make run" in str(refusal.value)


def test_own_folder_of_a_user_without_a_name_is_refused_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unknown(_uid: int) -> None:
        raise KeyError

    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    with pytest.raises(ImproperlyConfigured, match=f"belongs to #{tmp_path.stat().st_uid}"):
        environment.own_folder(tmp_path)


def test_own_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match=r"cannot be made: Not a directory. Choose another: DATA_DIR="):
        environment.own_folder(tmp_path / "file" / "folder")


def test_database_address_of_a_server() -> None:
    assert environment.database("postgresql://ana:s%40fe@db.example:5433/registry?sslmode=require", pool_size=3) == {
        "ENGINE": "partnership.postgresql",
        "NAME": "registry",
        "USER": "ana",
        "PASSWORD": "s@fe",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {
            "options": environment.MEMORY_IS_FAST,
            "sslmode": "require",
            "pool": {"min_size": 1, "max_size": 3, "timeout": 10},
        },
    }


def test_database_address_of_a_socket() -> None:
    found = environment.database("postgresql://postgres@/name?host=/run/a%20b", pool_size=1)
    assert (found["HOST"], found["NAME"], found["PORT"]) == ("/run/a b", "name", "")


def test_database_address_that_is_none_is_refused_without_quoting_it() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not an address of PostgreSQL") as refusal:
        environment.database("mysql://ana:password@db/registry", pool_size=1)
    assert "ana" not in str(refusal.value)
