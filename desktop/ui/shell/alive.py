"""The windows show what another PC did, without a press.

Rules:
- After a change the lists are read again, soon and at most once in `SOON_MS`; what someone types or has open stays as
  it is.
- The policies are read again at once: a session goes on, and what is decided in it is decided under those in force.
  They are read at sign-in too: nothing was followed while nobody was signed in.
- Whoever waits for an answer from another PC is told as soon (`running.news`), also in a session.
- No list is read while a session is conducted or the desk is locked; it is afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.running.context import Context

SOON_MS, LATER_MS = 300, 2000


@runtime_checkable
class Reloads(Protocol):
    """A place that can be read again where it is, without a word."""

    def reload(self) -> None: ...


class Alive(QObject):
    """Reads `places` again, on the GUI thread, soon after a change; later where someone is `busy`."""

    _changed = Signal()

    def __init__(self, parent: QObject, busy: Callable[[], bool], places: Callable[[], Mapping[str, object]]) -> None:
        super().__init__(parent)
        self._busy, self._places = busy, places
        self._context: Context | None = None
        self._policies_read = True
        self._end: Callable[[], None] | None = None
        self.soon = QTimer(self)
        self.soon.setSingleShot(True)
        self.soon.timeout.connect(self._now)
        self.news = QTimer(self)
        self.news.setSingleShot(True)
        self.news.setInterval(SOON_MS)
        self.news.timeout.connect(self._tell)
        self._changed.connect(self._begin_soon)

    def begin(self, context: Context) -> None:
        """Follow the changes of an office; there are none of others in one on one PC."""
        self.end()
        self._context, changes = context, context.desk.changes
        if changes is not None:
            self._end = changes.follow(self._changed.emit)
            self._read_policies()

    def end(self) -> None:
        """Follow no more."""
        end, self._end = self._end, None
        self.soon.stop()
        self.news.stop()
        if end is not None:
            end()

    def _begin_soon(self) -> None:
        self._policies_read = False
        if self._end is not None and not self.soon.isActive():
            self.soon.start(SOON_MS)
        if self._end is not None and not self.news.isActive():
            self.news.start()

    def _tell(self) -> None:
        if self._context is not None:
            self._context.news.changed.emit()

    def _now(self) -> None:
        busy = self._busy()
        if not self._policies_read:
            self._read_policies()
        if busy:
            self.soon.start(LATER_MS)
            return
        for place in self._places().values():
            if isinstance(place, Reloads):
                place.reload()

    def _read_policies(self) -> None:
        context = self._context
        if context is not None:
            self._policies_read = True
            context.tasks.run(context.desk.policies.look_again, lane="sight", owner=self).otherwise(context.fail)
