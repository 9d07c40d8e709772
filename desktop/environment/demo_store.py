"""The demo office's key store: a file, for want of a keyring. Never a real office's.

Rules:
- It is built for an office of kind `demo` and refuses every other kind before it touches a file.
- The file says that it is a demo's, and which office's, and carries a digest over that and its values. A
  file with another marker or identifier, or whose values were changed or carried over from another office,
  is refused.
- The file can be read by its account alone (mode 0600 where there are modes), and is replaced whole or not
  at all.

The digest catches mistakes, not an attacker: whoever can read this file has the demo's keys. They protect nothing but
invented calls with synthetic voices.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from desktop.domain.shared.ids import OfficeId
from desktop.environment.lasting import read_regular
from desktop.errors import KeyringError

DEMO = "demo"
MARKER = "listening-room demo keys: never for a real office"


class DemoStore:
    """`get`, `set` and `delete` by name, as in the keyring's store, in one demo office's file."""

    def __init__(self, file: Path, office: OfficeId, kind: str) -> None:
        """Raises KeyringError if the office is no demo, or the file is not this office's."""
        if kind != DEMO:
            raise KeyringError("demo_store_real_office")
        self._file = file
        self._office = office
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
            raise KeyringError("demo_store_unreadable") from problem
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            _refuse()
        if not isinstance(content, dict) or content.get("marker") != MARKER:
            _refuse()
        values = content.get("values")
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            _refuse()
        if content != self._content(values):
            _refuse()
        return values

    def _write(self, values: dict[str, str]) -> None:
        draft = self._file.with_name(f"{self._file.name}.{secrets.token_hex(8)}")
        try:
            _write_private(draft, json.dumps(self._content(values), indent=2).encode())
            draft.replace(self._file)
        except OSError as problem:
            with suppress(OSError):
                draft.unlink()
            raise KeyringError("demo_store_unwritable") from problem

    def _content(self, values: dict[str, str]) -> dict[str, object]:
        bound = json.dumps([MARKER, self._office, values], sort_keys=True)
        digest = sha256(bound.encode()).hexdigest()
        return {"marker": MARKER, "office": self._office, "values": values, "digest": digest}


def _write_private(file: Path, content: bytes) -> None:
    """Write a new file that was never readable by others, not even while it was being written."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # noqa: PTH123
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _refuse() -> NoReturn:
    raise KeyringError("demo_store_not_ours")
