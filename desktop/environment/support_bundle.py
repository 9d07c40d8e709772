"""One file for whoever supports the program: texts and the program's own log, with nothing personal in it."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from desktop.errors import SurroundingsError


def write_bundle(file: Path, texts: Mapping[str, str], logs: Path) -> None:
    """Write it, new. Folders and names of this account are left out of the texts; the logs have none.

    Raises SurroundingsError (`bundle_not_written`).
    """
    try:
        with file.open("xb") as opened:
            _fill(opened, file, texts, logs)
    except OSError:
        raise SurroundingsError("bundle_not_written") from None


def _fill(opened: BinaryIO, file: Path, texts: Mapping[str, str], logs: Path) -> None:
    """Fill it; where that fails nothing is left of it."""
    try:
        with ZipFile(opened, "w", ZIP_DEFLATED) as bundle:
            for name, text in texts.items():
                bundle.writestr(name, _without_the_account(text))
            for log in sorted(logs.glob("*.log")):
                bundle.writestr(f"log/{log.name}", log.read_bytes())
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _without_the_account(text: str) -> str:
    text = text.replace(str(Path.home()), "~")
    name = getpass.getuser()
    return text.replace(f"/{name}/", "/.../") if len(name) > 1 else text
