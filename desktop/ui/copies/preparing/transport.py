"""The playback controls of the preparing page: buttons, keys, and the sound's state on the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.application.ports.playing import Halt
from desktop.errors import ListeningRoomError
from desktop.ui.copies.preparing.editing import Part
from desktop.ui.copies.preparing.page import OFF, ON, EditorPage
from desktop.ui.copies.preparing.sounding import RATE_STEP, VOLUME_STEP, Sounding
from desktop.ui.kit.widgets.words import announce
from desktop.words.codes import why_paused
from desktop.words.errors import words_of


class Transport(QObject):
    """The link between `sounding` and `page`. `selection` returns the current selection."""

    def __init__(self, sounding: Sounding, page: EditorPage, selection: Callable[[], Part | None]) -> None:
        super().__init__(page)
        self.sounding, self._page, self._selection = sounding, page, selection
        self._connect()

    def begin(self) -> None:
        """Start at the beginning: the sound is open."""
        self.sounding.begin()
        self._page.more.show_rate(self.sounding.rate)
        self._page.more.show_volume(self.sounding.volume, self.sounding.loudest)
        self._moved(0)

    def toggle(self) -> None:
        """Play or pause, and clear an earlier fault."""
        self._page.show_problem("")
        self.sounding.toggle()

    def play_part(self) -> None:
        """Play the selection; without one, play from the current position."""
        self._page.show_problem("")
        part = self._selection()
        if part is not None:
            self.sounding.play_part(part)
        else:
            self.sounding.play()

    def toggle_loop(self) -> None:
        self.set_loop(not self.sounding.loop)

    def set_loop(self, loop: bool) -> None:
        """Set whether the selection plays in a loop."""
        self.sounding.loop = loop
        loops = self._page.loop
        loops.set_chosen(ON if loop else OFF)
        if not loops.options[ON if loop else OFF].hasFocus():
            self._say(loops.options[ON if loop else OFF].accessibleName())

    def slower(self) -> None:
        self._set_rate(self.sounding.rate - RATE_STEP)

    def faster(self) -> None:
        self._set_rate(self.sounding.rate + RATE_STEP)

    def as_recorded(self) -> None:
        self._set_rate(1.0)

    def quieter(self) -> None:
        self._set_volume(self.sounding.volume - VOLUME_STEP)

    def louder(self) -> None:
        self._set_volume(self.sounding.volume + VOLUME_STEP)

    def _set_rate(self, rate: float) -> None:
        self.sounding.set_rate(rate)
        self._page.more.show_rate(self.sounding.rate)
        self._say(self._page.more.speed.middle.accessibleName())

    def _set_volume(self, volume: int) -> None:
        self.sounding.set_volume(volume)
        self._page.more.show_volume(self.sounding.volume, self.sounding.loudest)
        self._say(self._page.more.level.middle.accessibleName())

    def _say(self, said: str) -> None:
        """Tell a screen reader, even where the control is folded away."""
        announce(self._page.lanes, said)

    def _connect(self) -> None:
        page, sounding = self._page, self.sounding
        page.play.clicked.connect(self.toggle)
        page.play_part.clicked.connect(self.play_part)
        page.loop.chosen.connect(lambda key: self.set_loop(key == ON))
        page.more.speed.less.connect(self.slower)
        page.more.speed.usual.connect(self.as_recorded)
        page.more.speed.more.connect(self.faster)
        page.more.level.less.connect(self.quieter)
        page.more.level.more.connect(self.louder)
        page.lanes.seek.connect(sounding.seek)
        sounding.moved.connect(self._moved)
        sounding.playing_changed.connect(page.show_playing)
        sounding.failed.connect(self._failed)
        sounding.halted_by.connect(self._halted)

    @Slot(int)
    def _moved(self, ms: int) -> None:
        self._page.lanes.set_head(ms, follow=self.sounding.playing)
        self._page.show_time(ms)

    @Slot(object)
    def _halted(self, because: Halt) -> None:
        self._page.show_problem(why_paused(because))

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self._page.show_problem(words_of(error))
