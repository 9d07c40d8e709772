"""The kit's tests run dressed as the program is, and fail on any warning of Qt."""

from __future__ import annotations

import os

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui import style

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    style.apply(qapp, "light")
