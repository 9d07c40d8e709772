"""Errors above the page; where someone else was quicker, with who it was and what they did."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject, Signal

from desktop.errors import ListeningRoomError, RefusedError
from desktop.ui.kit.widgets.banner import Banner
from desktop.words.errors import words_of

if TYPE_CHECKING:
    from desktop.ui.running.context import Context


class Window(Protocol):
    """A window that has an office, and knows who is signed in."""

    context: Context | None


class Failing(QObject):
    """Shows each error in the banner of `window`, which is its parent and not held: a window goes when it is closed.

    Emits `shown` of each.
    """

    shown = Signal(ListeningRoomError)

    def __init__(self, banner: Banner, window: QObject) -> None:
        super().__init__(window)
        self._banner = banner

    def show(self, error: ListeningRoomError) -> None:
        """Show it, once it is known who was quicker."""
        context = cast("Window", self.parent()).context
        if context is not None and isinstance(error, RefusedError) and error.about:
            from desktop.ui.running.overtaken import ask_who  # a window opens without

            if ask_who(context, error, partial(self._say, error), self):
                return
        self._say(error)

    def _say(self, error: ListeningRoomError, quicker: str = "") -> None:
        self._banner.set_parts(words_of(error), quicker)
        self.shown.emit(error)
