"""The playback controls of the preparing page: buttons, keys, and the sound's state on the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.application.ports.playing import Halt
from desktop.errors import ListeningRoomError
from desktop.ui.copies.preparing.editing import Part
from desktop.ui.copies.preparing.more_fold import OFF, ON
from desktop.ui.copies.preparing.page import EditorPage
from desktop.ui.copies.preparing.sounding import SPEEDS, VOLUME_STEP, Sounding
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
        self._page.show_rate(self.sounding.rate)
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
        loops = self._page.more.loop
        loops.set_chosen(ON if loop else OFF)
        if not loops.options[ON if loop else OFF].hasFocus():
            self._say(loops.options[ON if loop else OFF].accessibleName())

    def again_slower(self) -> None:
        """Play the last seconds again, slower, once."""
        self._page.show_problem("")
        self.sounding.again_slower()

    def slower(self) -> None:
        self.set_rate(max((speed for speed in SPEEDS if speed < self.sounding.rate), default=SPEEDS[0]))

    def faster(self) -> None:
        self.set_rate(min((speed for speed in SPEEDS if speed > self.sounding.rate), default=SPEEDS[-1]))

    def quieter(self) -> None:
        self._set_volume(self.sounding.volume - VOLUME_STEP)

    def louder(self) -> None:
        self._set_volume(self.sounding.volume + VOLUME_STEP)

    def set_rate(self, rate: float) -> None:
        """Set the speed, and say it, unless the keyboard is on it."""
        self.sounding.set_rate(rate)
        self._page.show_rate(self.sounding.rate)
        chosen = self._page.speed.options[str(self.sounding.rate)]
        if not chosen.hasFocus():
            self._say(chosen.accessibleName())

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
        page.more.loop.chosen.connect(lambda key: self.set_loop(key == ON))
        page.back_slower.clicked.connect(self.again_slower)
        page.speed.chosen.connect(lambda key: self.set_rate(float(key)))
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
