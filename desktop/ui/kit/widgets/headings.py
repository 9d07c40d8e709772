"""The headings of columns: small and bold, above what they name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from desktop.ui.kit.style import Size, font


def heading_of(columns: Sequence[str], section: int, orientation: Qt.Orientation, role: int) -> object:
    """Return what a model says of a column's heading in a role of Qt's."""
    if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
        return columns[section]
    if role == Qt.ItemDataRole.FontRole:
        return font(Size.SMALL, bold=True)
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return None
