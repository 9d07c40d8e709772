"""The keyrings of Windows and macOS, with a fake of the system's own calls: the machine's edge."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import platformdirs
import pytest
from keyring.backends import macOS
from keyring.errors import KeyringError as LibraryError

from desktop.environment.keyring import stores
from desktop.environment.keyring.stores import KeyringStore, open_keyring
from desktop.errors import KeyringError
from desktop.files.durable import locked
from tests.support.refusals import error_of

SERVICE = "listening-room/" + "0" * 32


class NotFoundError(Exception):
    """Win32's error for a missing credential."""

    winerror = 1168

    def __init__(self, funcname: str) -> None:
        self.funcname = funcname


class FakeCredentials:
    """As much of win32cred as is used."""

    CRED_TYPE_GENERIC = 1
    CRED_PERSIST_SESSION, CRED_PERSIST_LOCAL_MACHINE, CRED_PERSIST_ENTERPRISE = 1, 2, 3

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}
        self.persistence: set[int] = set()
        self.forgetful = False

    def CredWrite(self, credential: dict[str, Any], flags: int) -> None:  # noqa: N802
        self.persistence.add(credential["Persist"])
        blob = credential["CredentialBlob"].encode("utf-16")
        if not self.forgetful:
            self.held[credential["TargetName"]] = {**credential, "CredentialBlob": blob}

    def CredRead(self, Type: int, TargetName: str) -> dict[str, Any]:  # noqa: N802, N803
        if TargetName not in self.held:
            raise NotFoundError("CredRead")
        return self.held[TargetName]

    def CredDelete(self, Type: int, TargetName: str) -> None:  # noqa: N802, N803
        if self.held.pop(TargetName, None) is None:
            raise NotFoundError("CredDelete")


class FakeKeychain:
    """As much of the Security framework's wrapping as keyring uses."""

    class Error(Exception): ...

    class NotFound(Error): ...  # noqa: N818

    class KeychainDenied(Error): ...  # noqa: N818

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.keychains: set[object] = set()
        self.denied = False
        self.undeletable = False

    def set_generic_password(self, keychain: object, service: str, name: str, value: str) -> None:
        if self.denied:
            raise self.KeychainDenied
        self.keychains.add(keychain)
        self.held[service, name] = value

    def find_generic_password(self, keychain: object, service: str, name: str) -> str:
        if (service, name) not in self.held:
            raise self.NotFound
        return self.held[service, name]

    def delete_generic_password(self, keychain: object, service: str, name: str) -> None:
        if not self.undeletable:
            del self.held[service, name]


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> FakeCredentials:
    fake = FakeCredentials()
    windows = SimpleNamespace(win32cred=fake, pywintypes=SimpleNamespace(error=NotFoundError))
    monkeypatch.setitem(sys.modules, "win32ctypes", ModuleType("win32ctypes"))
    monkeypatch.setitem(sys.modules, "win32ctypes.pywin32", cast("ModuleType", windows))
    return fake


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> FakeKeychain:
    fake = FakeKeychain()
    monkeypatch.setattr(macOS, "api", fake, raising=False)
    return fake


def code_of(platform: str) -> str:
    return error_of(KeyringError, open_keyring, SERVICE, platform).code


def keep_two_and_drop_one(store: KeyringStore) -> None:
    store.set("desk", "one")
    store.set("database", "two")
    store.set("desk", "three")
    assert (store.get("desk"), store.get("database")) == ("three", "two")
    store.delete("desk")
    assert (store.get("desk"), store.get("database")) == (None, "two")
    store.delete("database")


def test_windows_keeps_several_names_on_this_machine_alone(
    credentials: FakeCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_PERSIST", "enterprise")
    keep_two_and_drop_one(open_keyring(SERVICE, "win32"))
    assert credentials.persistence == {FakeCredentials.CRED_PERSIST_LOCAL_MACHINE}
    assert credentials.held == {}


def test_windows_forgets_a_value_once_it_is_replaced(credentials: FakeCredentials) -> None:
    """`keyring`'s own backend keeps the first of two names under a second one, with the value of before."""
    store = open_keyring(SERVICE, "win32")
    for value in ("before", "now"):
        store.set("signing-keys", value)
        store.set("identity", "another")
    assert {bytes(each["CredentialBlob"]).decode("utf-16") for each in credentials.held.values()} == {"now", "another"}


def test_windows_without_its_library_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "win32ctypes.pywin32", None)  # as if it were not there
    assert code_of("win32") == "keyring_package"


@pytest.mark.skipif(sys.platform != "win32", reason="the real Credential Manager is Windows'")
def test_the_real_credential_manager_keeps_replaces_and_forgets() -> None:
    store = open_keyring(SERVICE, "win32")
    keep_two_and_drop_one(store)
    store.set("letters", long := "Llŷn " * 250)
    assert store.get("letters") == long
    store.delete("letters")
    assert store.get("letters") is None


def test_while_another_program_tries_it_out_nobody_does_and_is_told_so(
    credentials: FakeCredentials, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both once went on after a while, and each deleted what the other was about to read."""
    monkeypatch.setattr(platformdirs, "user_state_path", lambda *asked, **more: tmp_path)
    monkeypatch.setattr(stores, "PATIENCE", 0.01)
    with (tmp_path / "keyring.lock").open("ab") as file, locked(file.fileno()):
        assert code_of("win32") == "keyring_failed" and credentials.persistence == set()
    open_keyring(SERVICE, "win32")


def test_windows_without_memory_is_refused(credentials: FakeCredentials) -> None:
    credentials.forgetful = True
    assert code_of("win32") == "keyring_not_kept"


@pytest.mark.parametrize(
    ("profile", "lasts", "is_kept"),
    [(0, 2, True), (2, 3, True), (1, 2, False), (4, 2, False), (6, 3, False), (0, 1, False), (0, 0, False)],
)
def test_a_windows_account_that_is_begun_anew_or_stores_nothing_is_seen(
    profile: int, lasts: int, is_kept: bool
) -> None:
    """Temporary (1) and mandatory (4) profiles, roaming ones (2) not; and how long the longest credential lasts."""

    def type_into(found: Any) -> int:
        found._obj.value = profile
        return 1

    def types_into(count: int, found: Any) -> int:
        found[count - 1] = lasts
        return 1

    libraries = {
        "userenv": SimpleNamespace(GetProfileType=type_into),
        "advapi32": SimpleNamespace(CredGetSessionTypes=types_into),
    }
    assert stores.windows_keeps(libraries.__getitem__) is is_kept


def test_windows_is_refused_where_the_next_sign_in_begins_without_keys(
    credentials: FakeCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "windows_keeps", lambda: False)
    assert code_of("win32") == "keyring_ends" and not credentials.persistence


def test_macos_keeps_several_names_in_the_default_keychain(
    keychain: FakeKeychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(macOS.Keyring, "keychain", "/tmp/from/KEYCHAIN_PATH")
    monkeypatch.setenv("KEYRING_PROPERTY_KEYCHAIN", "/tmp/other")
    keep_two_and_drop_one(open_keyring(SERVICE, "darwin"))
    assert keychain.keychains == {None}
    assert keychain.held == {}


def test_a_keychain_whose_prompt_is_declined_is_locked(keychain: FakeKeychain) -> None:
    keychain.denied = True
    assert code_of("darwin") == "keyring_locked"


def test_a_keyring_that_does_not_let_go_is_refused(keychain: FakeKeychain) -> None:
    keychain.undeletable = True
    assert code_of("darwin") == "keyring_not_kept"


def test_the_librarys_errors_never_get_out(keychain: FakeKeychain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keychain, "find_generic_password", lambda *_: (_ for _ in ()).throw(LibraryError()))
    assert code_of("darwin") == "keyring_failed"
