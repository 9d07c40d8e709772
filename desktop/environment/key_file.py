"""A file of keys, for want of a keyring: a demo's (`demo_store`), or that of a PC kept for jobs (`root_store`).

Rules:
- The file says what it is and which office's, and carries a digest over that and its values. A file with another marker
  or identifier, or whose values were changed or carried over from another office, is refused.
- It can be read by its account alone (mode 0600 where there are modes), and is replaced whole or not at all.

The digest catches mistakes, not an attacker: whoever can read this file has its keys.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, NoReturn

from desktop.environment.lasting import read_regular, sync_folder
from desktop.errors import KeyringError


class Errors(NamedTuple):
    """The error codes of three failures in one kind of file."""

    unreadable: Callable[[], KeyringError]
    unwritable: Callable[[], KeyringError]
    not_ours: Callable[[], KeyringError]


class KeyFile:
    """`get`, `set` and `delete` by name, as in the keyring's store, in one file."""

    def __init__(self, file: Path, owner: str, marker: str, errors: Errors) -> None:
        """`owner`: whose keys they are. Raises KeyringError if the file is not that owner's."""
        self._file, self._owner, self._marker, self._errors = file, owner, marker, errors
        self._read()

    def get(self, name: str) -> str | None:
        """Return the value of that name, or None; read afresh: another program of this account may have changed it."""
        return self._read().get(name)

    def set(self, name: str, value: str) -> None:
        """Store the value; it is on the disk when this returns."""
        self._write({**self._read(), name: value})

    def delete(self, name: str) -> None:
        """Delete the value; an unknown name is no error."""
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
            draft.replace(self._file)
            sync_folder(self._file.parent)
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
