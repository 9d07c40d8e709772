"""The inside of a sheet of settings: a heading, a row for each, a note under them, the button that closes it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.fitted_scroll import FittedScroll
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, sheet_heading


def lay_out_sheet(sheet: QWidget, heading: str, settings: Iterable[QWidget], note: str, close: QWidget) -> None:
    """Lay out a sheet. Its rows scroll where they do not fit."""
    inside = QWidget()
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(8, 8, 8, 8)
    rows.setSpacing(16)
    for each in settings:
        row = QWidget()
        FlowLayout(row, gap=0).addWidget(each)
        rows.addWidget(row)
    rows.addWidget(Words(note, size=Size.SMALL, tone="muted"))
    box = QVBoxLayout(sheet)
    box.setContentsMargins(24, 20, 24, 20)
    box.setSpacing(14)
    box.addWidget(sheet_heading(heading))
    box.addWidget(FittedScroll(inside))
    box.addWidget(close)
    box.addStretch(1)
