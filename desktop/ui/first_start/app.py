"""The first start of an account, from its window to the office that is opened next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.first_start.window import FirstStartWindow, Opens
from desktop.ui.kit import appearance
from desktop.ui.shell.app import application, show_within_screen

if TYPE_CHECKING:
    from desktop.application.ports.first_start import FirstStart
    from desktop.ui.running.tasks import Noted

__all__ = ["Opens", "run_first_start"]


def run_first_start(start: FirstStart, noted: Noted | None = None) -> tuple[Opens | None, bool]:
    """Show the window until it is closed; return what is to be opened, and whether a demo replaced one of another day.

    None: nothing, it was closed.
    """
    app = application()
    appearance.wear(app, appearance.kept(appearance.own_settings()))
    window = FirstStartWindow(start, noted)
    show_within_screen(window)
    app.exec()
    window.end()
    opens, passed = window.opens, window.demo is not None and window.demo.passed
    window.deleteLater()
    return opens, passed
