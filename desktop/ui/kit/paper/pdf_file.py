"""A PDF in memory, and a file saved to a chosen place, atomically: on failure the previous file stays as it was."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter


def as_pdf(title: str, put_out: Callable[[QPdfWriter], None]) -> bytes:
    """Return a PDF: pages of A4 without margins of their own."""
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(made)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    put_out(writer)
    return bytes(made.data().data())


def save_whole(path: Path, data: bytes) -> None:
    """Write a file. Raises OSError if it cannot be written there."""
    partial = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
