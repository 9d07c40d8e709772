"""Saving a PDF to a chosen file, atomically: on failure the previous file stays as it was."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter


def save_pdf_file(path: Path, title: str, put_out: Callable[[QPdfWriter], None]) -> None:
    """Write pages of A4 without margins of their own. Raises OSError if they cannot be written there."""
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(made)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    put_out(writer)
    partial = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        partial.write_bytes(made.data().data())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
