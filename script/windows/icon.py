"""Draws the program's icon as Windows has them:  python script/windows/icon.py FILE.ico"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImageReader

DRAWN = Path(__file__).resolve().parents[2] / "resources" / "installer" / "listening-room.svg"
SIDES = (16, 24, 32, 48, 64, 256)
"""In pixels: those that the task bar, the Start menu and the desktop show."""


def drawn(side: int) -> bytes:
    """Return it as PNG."""
    reader = QImageReader(str(DRAWN))
    reader.setScaledSize(QSize(side, side))
    image, data = reader.read(), QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not image.save(buffer, "PNG"):
        raise SystemExit(f"not drawn: {reader.errorString()}")
    return bytes(data.data())


def icon() -> bytes:
    """Return the file: a table of places, then the pictures. A side of 256 is written as 0."""
    pictures = [drawn(side) for side in SIDES]
    table, at = struct.pack("<HHH", 0, 1, len(SIDES)), 6 + 16 * len(SIDES)
    for side, picture in zip(SIDES, pictures, strict=True):
        table += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return table + b"".join(pictures)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(icon())
