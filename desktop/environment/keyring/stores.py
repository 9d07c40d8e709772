"""Where an office's keys are kept: the system's keyring, or a file of a demo or of a PC that is kept for jobs.

Three keyrings are accepted, by the platform alone: Credential Manager, Keychain, and the Secret Service. The backend is
built directly: `keyring`'s own choice and its variables could substitute one that stores plain text. It is tried out
before it is used, and whatever is missing or declined is a KeyringError: there is no fallback. Credential Manager is
called by ourselves: of two values under one service `keyring` moves the first to a second name, and leaves it there
when it is replaced, so that a signing key of before would stay. One that does not outlast a sign-out is refused.
Opening can wait for a person, so it never runs on the window's thread; a command that nobody attends opens no prompt.
A file refuses another office's or changed values (a digest catches mistakes, no attacker) and is for its account alone.
"""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol, TypeVar

from desktop.domain.shared.ids import OfficeId
from desktop.errors import KeyringError, in_place_of
from desktop.files.durable import PATIENCE, locked, put_in_place, read_regular

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


class Keyring(Protocol):
    """As much of `keyring`'s backends as is used."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


Backend = TypeVar("Backend", bound="KeyringBackend")
Answer = TypeVar("Answer")


SELF_TEST = "listening-room/self-test"
"""The service and name under which any office tries out the keyring. The next program deletes what a killed
one left."""

SESSION_COLLECTION = "/org/freedesktop/secrets/collection/session"
"""The Secret Service's collection that is in memory and ends with the session."""

UNATTENDED_S = 1.0
"""How long an unattended command waits for another program that is trying the keyring out."""

LOCKED = {"KeyringLocked", "LockedException", "PromptDismissedException", "KeychainDenied"}
"""Errors for a locked keyring or a declined prompt; by name, since none of them exists on every system."""


class KeyringStore:
    """`get`, `set` and `delete` by name, all under one service name. Each raises KeyringError."""

    def __init__(self, backend: Keyring, service: str) -> None:
        self._backend = backend
        self._service = service

    def get(self, name: str) -> str | None:
        """Return the value of that name, or None."""
        return _asked(lambda: self._backend.get_password(self._service, name))

    def set(self, name: str, value: str) -> None:
        """Store the value, and read it back to be sure."""
        _asked(lambda: self._backend.set_password(self._service, name, value))
        if self.get(name) != value:
            raise KeyringError("keyring_not_kept")

    def delete(self, name: str) -> None:
        """Delete the value; an unknown name is no error."""
        if self.get(name) is not None:
            _asked(lambda: self._backend.delete_password(self._service, name))
        if self.get(name) is not None:
            raise KeyringError("keyring_not_kept")


def service_name(office: OfficeId) -> str:
    """Return the service name of an office's keys in the keyring."""
    return f"listening-room/{office}"


def open_keyring(service: str, platform: str = sys.platform, *, unattended: bool = False) -> KeyringStore:
    """Open the store under that service name, and try it out. Raises KeyringError (`keyring_...`).

    `unattended`: nobody is there who could unlock it.
    """
    builders: dict[str, Callable[[], Keyring]] = {
        "win32": _credential_manager,
        "darwin": _keychain,
        "linux": partial(_secret_service, attended=not unattended),
    }
    if platform not in builders:
        raise KeyringError("keyring_platform")
    backend = builders[platform]()
    _try_out(KeyringStore(backend, SELF_TEST), UNATTENDED_S if unattended else PATIENCE)
    return KeyringStore(backend, service)


def _try_out(store: KeyringStore, patience: float) -> None:
    with _alone(patience):
        store.set(SELF_TEST, secrets.token_hex(32))
        store.delete(SELF_TEST)


@contextmanager
def _alone(patience: float) -> Iterator[None]:
    """Let one program of this account do it at a time: of two that try the keyring out, each would delete what the
    other reads; of two that change a file of keys, one would take the other's change back.

    Where no lock can be had, it does without. Raises KeyringError where another program does not come to its end.
    """
    import platformdirs

    with ExitStack() as held:
        try:
            folder = platformdirs.user_state_path("listening-room", appauthor=False, ensure_exists=True)
            file = held.enter_context((folder / "keyring.lock").open("ab"))
            held.enter_context(locked(file.fileno(), patience=patience))
        except TimeoutError:
            raise KeyringError("keyring_failed") from None
        except OSError:
            pass
        yield


def _bare(kind: type[Backend]) -> Backend:
    """Build it without its constructor, whose one act is to read properties from the environment."""
    return kind.__new__(kind)


_NOT_FOUND = 1168
"""Windows' error where no credential has that name."""


class CredentialManager:
    """Windows' Credential Manager: each value under its service and name, on this machine alone (others roam)."""

    def __init__(self, api: Any, error: type[Exception]) -> None:
        self._api, self._error = api, error

    def get_password(self, service: str, username: str) -> str | None:
        """Return the value, or None."""
        try:
            found = self._api.CredRead(Type=self._api.CRED_TYPE_GENERIC, TargetName=f"{service}/{username}")
        except self._error as error:
            self._must_be_missing(error)
            return None
        return bytes(found["CredentialBlob"]).decode("utf-16")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store the value, in the place of the one before."""
        credential = {
            "Type": self._api.CRED_TYPE_GENERIC,
            "TargetName": f"{service}/{username}",
            "UserName": username,
            "CredentialBlob": password,
            "Persist": self._api.CRED_PERSIST_LOCAL_MACHINE,
        }
        self._api.CredWrite(credential, 0)

    def delete_password(self, service: str, username: str) -> None:
        """Delete the value."""
        self._api.CredDelete(Type=self._api.CRED_TYPE_GENERIC, TargetName=f"{service}/{username}")

    def _must_be_missing(self, error: Exception) -> None:
        if getattr(error, "winerror", None) != _NOT_FOUND:
            raise error


_TEMPORARY, _MANDATORY = 0x1, 0x4
"""PT_TEMPORARY and PT_MANDATORY. Source: GetProfileType, userenv.h."""
_GENERIC, _OF_THE_MACHINE = 1, 2
"""CRED_TYPE_GENERIC and CRED_PERSIST_LOCAL_MACHINE. Source: wincred.h."""


def windows_keeps(load: Callable[[str], Any] | None = None) -> bool:
    """Return whether what this account's Credential Manager is given is still there when it signs in the next time.

    Not where its profile is thrown away or begun anew at each sign-in, nor where the PC's policy stores no passwords.
    """
    load = load or getattr(ctypes, "WinDLL", None)
    if load is None:
        return True
    profile, lasts = ctypes.c_uint32(), (ctypes.c_uint32 * (_GENERIC + 1))()
    if load("userenv").GetProfileType(ctypes.byref(profile)) and profile.value & (_TEMPORARY | _MANDATORY):
        return False
    return not load("advapi32").CredGetSessionTypes(len(lasts), lasts) or lasts[_GENERIC] >= _OF_THE_MACHINE


def _credential_manager() -> Keyring:
    with in_place_of(ImportError, KeyringError("keyring_package")):
        from win32ctypes.pywin32 import pywintypes, win32cred  # type: ignore[import-not-found]
    if not windows_keeps():
        raise KeyringError("keyring_ends")
    return CredentialManager(win32cred, pywintypes.error)


def _keychain() -> Keyring:
    from keyring.backends import macOS

    if not hasattr(macOS, "api"):
        raise KeyringError("keyring_package")
    ring = _bare(macOS.Keyring)
    ring.keychain = None  # the person's default keychain, whatever KEYCHAIN_PATH says
    return ring


def _secret_service(*, attended: bool) -> Keyring:
    try:
        import secretstorage
    except ImportError as problem:
        raise KeyringError("keyring_package") from problem
    from desktop.environment.keyring import secret_service

    try:
        bus = secret_service.open_bus(attended=attended)
    except Exception as problem:  # no variable, no socket, no permission: all sorts, and all mean the same
        raise KeyringError("keyring_no_bus") from problem
    with closing(bus):
        if not _asked(lambda: secretstorage.check_service_availability(bus)):
            raise KeyringError("keyring_no_service")
        collection = _asked(lambda: secret_service.default_collection(bus, attended=attended))
        if collection.collection_path == SESSION_COLLECTION:
            raise KeyringError("keyring_not_kept")
        if not _asked(lambda: secret_service.unlocked(collection, attended=attended)):
            raise KeyringError("keyring_locked")
    return _bare(secret_service.SecretServiceKeyring if attended else secret_service.UnattendedKeyring)


def _asked(question: Callable[[], Answer]) -> Answer:
    """Return the keyring's answer. The errors vary with the system, so all are caught here, at the edge."""
    try:
        return question()
    except Exception as problem:
        causes = {type(problem).__name__, type(problem.__cause__).__name__}
        if "NoCollectionError" in causes:
            raise KeyringError("keyring_none") from problem
        raise KeyringError("keyring_locked" if causes & LOCKED else "keyring_failed") from problem


class KeyFileErrors(NamedTuple):
    """The error codes of three failures in one kind of file."""

    unreadable: Callable[[], KeyringError]
    unwritable: Callable[[], KeyringError]
    not_ours: Callable[[], KeyringError]


class KeyFile:
    """`get`, `set` and `delete` by name, as in the keyring's store, in one file."""

    def __init__(self, file: Path, owner: str, marker: str, errors: KeyFileErrors) -> None:
        """`owner`: whose keys they are. Raises KeyringError if the file is not that owner's."""
        self._file, self._owner, self._marker, self._errors = file, owner, marker, errors
        self._read()

    def get(self, name: str) -> str | None:
        """Return the value of that name, or None; read afresh: another program of this account may have changed it."""
        return self._read().get(name)

    def set(self, name: str, value: str) -> None:
        """Store the value; it is on the disk when this returns."""
        with _alone(PATIENCE):
            self._write({**self._read(), name: value})

    def delete(self, name: str) -> None:
        """Delete the value; an unknown name is no error."""
        with _alone(PATIENCE):
            values = self._read()
            if name in values:
                self._write({key: value for key, value in values.items() if key != name})

    def _read(self) -> dict[str, str]:
        try:
            text = read_regular(self._file)
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise self._errors.unreadable() from problem
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            self._refuse()
        if not isinstance(content, dict) or content.get("marker") != self._marker:
            self._refuse()
        values = content.get("values")
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            self._refuse()
        if content != self._content(values):
            self._refuse()
        return values

    def _write(self, values: dict[str, str]) -> None:
        draft = self._file.with_name(f"{self._file.name}.{secrets.token_hex(8)}")
        try:
            _write_private(draft, json.dumps(self._content(values), indent=2).encode())
            put_in_place(draft, self._file)
        except OSError as problem:
            with suppress(OSError):
                draft.unlink()
            raise self._errors.unwritable() from problem

    def _content(self, values: dict[str, str]) -> dict[str, object]:
        bound = json.dumps([self._marker, self._owner, values], sort_keys=True)
        digest = sha256(bound.encode()).hexdigest()
        return {"marker": self._marker, "office": self._owner, "values": values, "digest": digest}

    def _refuse(self) -> NoReturn:
        raise self._errors.not_ours()


def _write_private(file: Path, content: bytes) -> None:
    """Write a new file that was never readable by others, not even while it was being written."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # noqa: PTH123
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


DEMO = "demo"
DEMO_MARKER = "listening-room demo keys: never for a real office"
DEMO_ERRORS = KeyFileErrors(
    lambda: KeyringError("demo_store_unreadable"),
    lambda: KeyringError("demo_store_unwritable"),
    lambda: KeyringError("demo_store_not_ours"),
)


class DemoStore(KeyFile):
    """The keys of one demo office."""

    def __init__(self, file: Path, office: OfficeId, kind: str) -> None:
        """Raises KeyringError if the office is no demo, or the file is not this office's."""
        if kind != DEMO:
            raise KeyringError("demo_store_real_office")
        super().__init__(file, office, DEMO_MARKER, DEMO_ERRORS)


ROOT_MARKER = "listening-room keys of a PC kept for jobs: for root alone"
ROOT_ERRORS = KeyFileErrors(
    lambda: KeyringError("root_store_unreadable"),
    lambda: KeyringError("root_store_unwritable"),
    lambda: KeyringError("root_store_not_ours"),
)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class RootStore(KeyFile):
    """The keys of one PC kept for jobs."""

    def __init__(self, file: Path, owner: str) -> None:
        """Raises KeyringError where the account is not root's, the file open to others, or not this office's."""
        if sys.platform != "linux":
            raise KeyringError("root_store_linux")
        if os.geteuid() != 0:
            raise KeyringError("root_store_root")
        with suppress(FileNotFoundError):
            found = file.stat(follow_symlinks=False)
            if not stat.S_ISREG(found.st_mode) or found.st_uid != 0 or found.st_mode & OTHERS:
                raise KeyringError("root_store_open")
        super().__init__(file, owner, ROOT_MARKER, ROOT_ERRORS)
