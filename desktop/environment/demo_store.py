"""The demo office's key store: a file, for want of a keyring. Never a real office's.

It is built for an office of kind `demo` and refuses every other kind before it touches a file. Its keys protect nothing
but invented calls with synthetic voices.
"""

from __future__ import annotations

from pathlib import Path

from desktop.domain.shared.ids import OfficeId
from desktop.environment.key_file import Errors, KeyFile
from desktop.errors import KeyringError

DEMO = "demo"
MARKER = "listening-room demo keys: never for a real office"
ERRORS = Errors(
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
        super().__init__(file, office, MARKER, ERRORS)
