"""The check of the passwords of an office's people: hashes of its own, and its directory where it has one."""

from __future__ import annotations

from desktop.environment.office_file import OfficeFile
from desktop.environment.office_policies import directory_of
from desktop.environment.passwords import Passwords


def passwords_of(file: OfficeFile | None) -> Passwords:
    """Return it; without an office there is no directory. Raises PolicyRefusedError for its `directory.toml`."""
    return Passwords(directory=directory_of(file))
