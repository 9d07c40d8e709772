"""A real office's keys, in the operating system's keyring and nowhere else.

Rules:
- Three keyrings are acceptable: Windows Credential Manager (kept on this machine, not roaming), the macOS
  Keychain, and on Linux the Secret Service of the session's D-Bus. The platform alone decides which.
- The backend is built directly. `keyring`'s own choice, its configuration file, PYTHON_KEYRING_BACKEND,
  KEYRING_PROPERTY_... and KEYCHAIN_PATH have no effect: they could substitute one that stores plain text,
  or nothing.
- At start a random value is written, read back and deleted. Only then is the keyring used.
- Anything missing, locked or declined is a KeyringError that says what to install or do. There is no
  fallback.

Opening can wait for the person to unlock the keyring, so it never runs on the window's thread. A command that runs
unattended says so: it opens no prompt, and a keyring that is locked, missing or silent is a KeyringError within
seconds. Values are short: Windows stores at most 1,280 characters.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from desktop.domain.shared.ids import OfficeId
from desktop.environment.file_lock import PATIENCE, locked
from desktop.errors import KeyringError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

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

    def __init__(self, backend: KeyringBackend, service: str) -> None:
        self._backend = backend
        self._service = service

    def get(self, name: str) -> str | None:
        """Return the value of that name, or None."""
        return _asked(lambda: self._backend.get_password(self._service, name))

    def set(self, name: str, value: str) -> None:
        """Store the value, and read it back to be sure."""
        _asked(lambda: self._backend.set_password(self._service, name, value))
        if self.get(name) != value:
            raise _error("keyring_not_kept")

    def delete(self, name: str) -> None:
        """Delete the value; an unknown name is no error."""
        if self.get(name) is not None:
            _asked(lambda: self._backend.delete_password(self._service, name))
        if self.get(name) is not None:
            raise _error("keyring_not_kept")


def service_name(office: OfficeId) -> str:
    """Return the service name of an office's keys in the keyring."""
    return f"listening-room/{office}"


def open_keyring(service: str, platform: str = sys.platform, *, unattended: bool = False) -> KeyringStore:
    """Open the store under that service name, and try it out. Raises KeyringError (`keyring_...`).

    `unattended`: nobody is there who could unlock it.
    """
    builders: dict[str, Callable[[], KeyringBackend]] = {
        "win32": _credential_manager,
        "darwin": _keychain,
        "linux": partial(_secret_service, attended=not unattended),
    }
    if platform not in builders:
        raise _error("keyring_platform")
    backend = builders[platform]()
    _try_out(KeyringStore(backend, SELF_TEST), UNATTENDED_S if unattended else PATIENCE)
    return KeyringStore(backend, service)


def _try_out(store: KeyringStore, patience: float) -> None:
    with _alone(patience):
        store.set(SELF_TEST, secrets.token_hex(32))
        store.delete(SELF_TEST)


@contextmanager
def _alone(patience: float) -> Iterator[None]:
    """Let one program of this account try it out at a time: of two, each would delete what the other reads.

    Where no lock can be had, it does without.
    """
    import platformdirs

    with ExitStack() as held:
        with suppress(OSError):
            folder = platformdirs.user_state_path("listening-room", appauthor=False, ensure_exists=True)
            file = held.enter_context((folder / "keyring.lock").open("ab"))
            held.enter_context(locked(file.fileno(), patience=patience))
        yield


def _bare(kind: type[Backend]) -> Backend:
    """Build it without its constructor, whose one act is to read properties from the environment."""
    return kind.__new__(kind)


def _credential_manager() -> KeyringBackend:
    from keyring.backends import Windows

    if Windows.missing_deps:
        raise _error("keyring_package")
    ring = _bare(Windows.WinVaultKeyring)
    ring.persist = "local machine"
    return ring


def _keychain() -> KeyringBackend:
    from keyring.backends import macOS

    if not hasattr(macOS, "api"):
        raise _error("keyring_package")
    ring = _bare(macOS.Keyring)
    ring.keychain = None  # the person's default keychain, whatever KEYCHAIN_PATH says
    return ring


def _secret_service(*, attended: bool) -> KeyringBackend:
    try:
        import secretstorage
    except ImportError as problem:
        raise _error("keyring_package") from problem
    from desktop.environment import secret_service

    try:
        bus = secret_service.open_bus(attended=attended)
    except Exception as problem:  # no variable, no socket, no permission: all sorts, and all mean the same
        raise _error("keyring_no_bus") from problem
    with closing(bus):
        if not _asked(lambda: secretstorage.check_service_availability(bus)):
            raise _error("keyring_no_service")
        collection = _asked(lambda: secret_service.default_collection(bus, attended=attended))
        if collection.collection_path == SESSION_COLLECTION:
            raise _error("keyring_not_kept")
        if not _asked(lambda: secret_service.unlocked(collection, attended=attended)):
            raise _error("keyring_locked")
    return _bare(secret_service.SecretServiceKeyring if attended else secret_service.UnattendedKeyring)


def _asked(question: Callable[[], Answer]) -> Answer:
    """Return the keyring's answer. The errors vary with the system, so all are caught here, at the edge."""
    try:
        return question()
    except Exception as problem:
        causes = {type(problem).__name__, type(problem.__cause__).__name__}
        if "NoCollectionError" in causes:
            raise _error("keyring_none") from problem
        raise _error("keyring_locked" if causes & LOCKED else "keyring_failed") from problem


def _error(code: str) -> KeyringError:
    return KeyringError(code)
