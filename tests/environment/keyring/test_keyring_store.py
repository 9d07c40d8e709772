"""The allow-list of keyrings, against a real Secret Service."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import secretstorage
from jeepney import HeaderFields, Message  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]
from secretstorage.util import DBusAddressWrapper

from desktop.domain.shared.ids import OfficeId
from desktop.environment.keyring import secret_service as bus_of_service
from desktop.environment.keyring.secret_service import default_collection
from desktop.environment.keyring.stores import SELF_TEST, KeyringStore, open_keyring, service_name
from desktop.errors import KeyringError
from desktop.words.errors import sentence
from desktop.words.errors.sentences import SENTENCES
from tests.environment.conftest import enter
from tests.environment.keyring import session_bus
from tests.support.refusals import error_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")

OFFICE = service_name(OfficeId("0" * 32))
OTHER = service_name(OfficeId("1" * 32))
ROOT = Path(__file__).resolve().parents[3]

START = """
import sys
from desktop.environment.keyring.stores import open_keyring
store = open_keyring(sys.argv[1])
store.set("desk", "a value of this start")
print(type(store._backend).__module__, sorted(vars(store._backend)), "keyring.core" in sys.modules and
      sys.modules["keyring.core"]._keyring_backend)
"""


LOCKED_MEANWHILE = """
import sys
from desktop.environment.keyring.stores import open_keyring
from desktop.environment.keyring.secret_service import default_collection, open_bus
store = open_keyring(sys.argv[1])
default_collection(open_bus()).lock()
store.get("desk")
"""

MANY_STARTS = """
import sys
from desktop.environment.keyring.stores import open_keyring
for _ in range(8):
    open_keyring(sys.argv[1])
"""


def start(surroundings: dict[str, str], *, program: str = START, expect: int = 0) -> str:
    """Start a process of its own, as the application would; return its output."""
    done = subprocess.run(
        [sys.executable, "-c", program, OFFICE],
        env=surroundings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == expect, done.stderr
    return done.stdout if expect == 0 else done.stderr


def stored(service: str) -> dict[str, str]:
    """Return the secrets under a service name, asked of the Secret Service without keyring."""
    with closing(secretstorage.dbus_init()) as bus:
        items = secretstorage.search_items(bus, {"service": service})
        return {item.get_attributes()["username"]: item.get_secret().decode() for item in items}


@contextmanager
def another_default(path: str) -> Iterator[None]:
    """Make another collection the default meanwhile."""
    with closing(secretstorage.dbus_init()) as bus:
        before = secretstorage.get_collection_by_alias(bus, "default").collection_path
        service = DBusAddressWrapper("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", bus)
        service.call("SetAlias", "so", "default", path)
        try:
            yield
        finally:
            service.call("SetAlias", "so", "default", before)


@pytest.fixture
def store(in_session: None) -> Iterator[KeyringStore]:
    store = open_keyring(OFFICE)
    yield store
    for name in stored(OFFICE):
        store.delete(name)


def code_of(service: str = OFFICE, platform: str = "linux") -> str:
    refused = error_of(KeyringError, open_keyring, service, platform)
    assert refused.code in SENTENCES
    return refused.code


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_a_value_comes_back_is_replaced_and_deleted_and_another_office_does_not_see_it(store: KeyringStore) -> None:
    assert store.get("desk") is None
    store.set("desk", "one")
    store.set("desk", "ä secret")
    assert store.get("desk") == "ä secret" and stored(OFFICE) == {"desk": "ä secret"}
    assert open_keyring(OTHER).get("desk") is None
    store.delete("desk")
    store.delete("desk")
    assert store.get("desk") is None and stored(OFFICE) == {}


def test_trying_the_keyring_out_leaves_nothing_in_it(store: KeyringStore) -> None:
    with closing(secretstorage.dbus_init()) as bus:
        assert [item.get_label() for item in secretstorage.search_items(bus, {"username": SELF_TEST})] == []


def test_programs_that_start_at_once_are_not_in_each_others_way(secret_service: dict[str, str]) -> None:
    with ThreadPoolExecutor(3) as pool:
        started = [pool.submit(start, secret_service, program=MANY_STARTS) for _ in range(3)]
    assert [each.result() for each in started] == [""] * 3


@pytest.mark.against("thief")
def test_the_environment_cannot_choose_or_bend_the_keyring(secret_service: dict[str, str], store: KeyringStore) -> None:
    bent = {
        "KEYRING_PROPERTY_PREFERRED_COLLECTION": "/org/freedesktop/secrets/collection/session",
        "KEYRING_PROPERTY_SCHEME": "KeePassXC",
        "KEYRING_PROPERTY_GET_PASSWORD": "always this",
    }
    for backend in ("keyring.backends.null.Keyring", "plaintext_keyring.Keyring"):
        hostile = {**secret_service, **bent, "PYTHON_KEYRING_BACKEND": backend}
        assert start(hostile) == "desktop.environment.keyring.secret_service [] None\n"
        assert stored(OFFICE) == {"desk": "a value of this start"}


def test_a_configuration_file_cannot_choose_the_keyring(
    secret_service: dict[str, str], store: KeyringStore, tmp_path: Path
) -> None:
    plaintext = "import pathlib\npathlib.Path(__file__).with_name('loaded').touch()\n"
    (tmp_path / "plaintext_keyring.py").write_text(plaintext)
    config = tmp_path / "config" / "python_keyring" / "keyringrc.cfg"
    config.parent.mkdir(parents=True)
    config.write_text(f"[backend]\ndefault-keyring=plaintext_keyring.Keyring\nkeyring-path={tmp_path}\n")
    # The file is one that keyring, left alone, would follow.
    left_alone = {**secret_service, "XDG_CONFIG_HOME": str(tmp_path / "config")}
    subprocess.run([sys.executable, "-c", "import keyring; keyring.get_keyring()"], env=left_alone, capture_output=True)
    (tmp_path / "loaded").unlink()

    assert start(left_alone) == "desktop.environment.keyring.secret_service [] None\n"
    assert stored(OFFICE) == {"desk": "a value of this start"}
    assert not (tmp_path / "loaded").exists()


def test_without_a_session_bus_it_refuses(secret_service: dict[str, str]) -> None:
    without = {name: value for name, value in secret_service.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    assert "KeyringError: keyring_no_bus" in start(without, expect=1)


@pytest.mark.parametrize("address", ["", "nonsense", "unix:path=/nowhere/bus"])
def test_a_bus_that_cannot_be_reached_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert code_of() == "keyring_no_bus"


def test_a_bus_without_a_secret_service_says_what_to_install(
    empty_bus: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(empty_bus, monkeypatch)
    assert code_of() == "keyring_no_service"
    assert "gnome-keyring" in sentence("keyring_no_service")


def test_a_locked_keyring_whose_prompt_is_declined_refuses(
    own_secret_service: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(own_secret_service, monkeypatch)
    with closing(secretstorage.dbus_init()) as bus:
        default_collection(bus).lock()
    assert code_of() == "keyring_locked"


def test_a_keyring_that_is_locked_while_we_run_says_so(own_secret_service: dict[str, str]) -> None:
    assert "KeyringError: keyring_locked" in start(own_secret_service, program=LOCKED_MEANWHILE, expect=1)


def test_a_secret_service_that_went_away_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        store = open_keyring(OFFICE)
    assert error_of(KeyringError, store.get, "desk").code == "keyring_failed"


def test_nothing_stays_open_where_the_secret_service_has_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with session_bus.session_bus(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        with session_bus.service_on(surroundings, tmp_path):
            store = open_keyring(OFFICE)
        before = open_files()
        assert error_of(KeyringError, store.get, "desk").code == "keyring_failed" and open_files() == before


def test_a_bus_that_is_slow_to_let_us_in_is_asked_again(in_session: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def slow_once() -> object:
        tried.append("once more")
        if len(tried) == 1:
            raise TimeoutError("Did not authenticate in 1.0 seconds")
        return open_dbus_connection()

    monkeypatch.setattr(bus_of_service, "open_dbus_connection", slow_once)
    open_keyring(OFFICE).set("desk", "a value")
    assert len(tried) > 1 and stored(OFFICE) == {"desk": "a value"}


def test_no_property_is_asked_of_a_service_that_does_not_know_us_yet(
    in_session: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: dict[int, str] = {}
    kept: list[DBusConnection] = []  # so that no two have one identity
    send = DBusConnection.send_and_get_reply

    def sent(bus: DBusConnection, message: Message, **more: object) -> object:
        fields = message.header.fields
        if fields[HeaderFields.destination] == "org.freedesktop.secrets":
            first.setdefault(id(bus), fields[HeaderFields.member])
            kept.append(bus)
        return send(bus, message, **more)

    monkeypatch.setattr(DBusConnection, "send_and_get_reply", sent)
    store = open_keyring(OFFICE)
    store.set("desk", "a value")
    store.delete("desk")
    assert len(first) > 5 and set(first.values()) == {"ReadAlias"}


def test_a_bus_that_lets_nobody_in_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "bus"))
        silent.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        before = open_files()
        assert code_of() == "keyring_no_bus" and open_files() == before


@pytest.mark.parametrize("platform", ["freebsd14", ""])
def test_another_system_has_no_acceptable_keyring(platform: str) -> None:
    assert code_of(platform=platform) == "keyring_platform"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_a_backend_that_is_not_installed_is_refused_and_not_replaced(platform: str, in_session: None) -> None:
    assert code_of(platform=platform) == "keyring_package"


def test_a_system_without_the_package_for_the_secret_service_says_so(
    in_session: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "secretstorage", None)
    assert code_of() == "keyring_package"


@pytest.mark.against("thief")
def test_keys_lie_encrypted_in_the_keyrings_own_file(store: KeyringStore) -> None:
    store.set("desk", "plain as day")
    files = [file for file in Path(os.environ["XDG_DATA_HOME"]).rglob("*") if file.is_file()]
    assert files
    assert all(b"plain as day" not in file.read_bytes() for file in files)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files if file.suffix == ".keyring")


def test_a_keyring_that_ends_with_the_session_is_refused(in_session: None) -> None:
    with another_default("/org/freedesktop/secrets/collection/session"):
        assert code_of() == "keyring_not_kept"
