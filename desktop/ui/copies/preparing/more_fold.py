"""The less used controls of preparing, behind a button: speed, volume, letter keys on or off, the list of keys."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.ports.playing import FASTEST, SLOWEST
from desktop.ui.copies.preparing.keys import KEYS, ON_THE_WAVEFORM
from desktop.ui.kit.sheet import Sheet
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.segmented import Adjuster, Segmented
from desktop.ui.running.context import Context
from desktop.words import tr

OFF, ON = "off", "on"


class MoreFold(QWidget):
    """The less used controls. Emits `letters_changed`; the adjusters emit for themselves."""

    letters_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._habits = context.habits
        self.fold = SecondaryButton("")
        self.speed = Adjuster(tr("Speed"), tr("Slower"), tr("As recorded"), tr("Faster"))
        self.level = Adjuster(tr("Loudness"), tr("Quieter"), "", tr("Louder"))
        self.letters = Segmented(tr("Letter keys"), [(OFF, tr("Off")), (ON, tr("On"))], ON)
        self._inside = QWidget()
        self._lay_out()
        self.fold.clicked.connect(self._fold)
        self.letters.chosen.connect(self._choose)
        self.letters.set_chosen(ON if self._habits.letter_keys else OFF)
        self._show(False)

    def show_rate(self, rate: float) -> None:
        """Show the speed in words."""
        said = tr("As recorded") if rate == 1.0 else tr("{rate} % speed").format(rate=round(rate * 100))
        self.speed.set_value(said, can_less=rate > SLOWEST, can_more=rate < FASTEST, aloud=False)

    def show_volume(self, volume: int, loudest: int) -> None:
        """Show the volume in words."""
        said = tr("{n} of 10").format(n=round(volume / 10))
        self.level.set_value(said, can_less=volume > 0, can_more=volume < loudest, aloud=False)

    def _lay_out(self) -> None:
        keys = Sheet()
        pairs = [(tr(key.shown), tr(key.words)) for key in KEYS]
        keys.show_pairs([*pairs, *((tr(shown), tr(words)) for shown, words in ON_THE_WAVEFORM)])
        ways = QWidget()
        row = FlowLayout(gap=24)
        ways.setLayout(row)
        for adjuster in (self.speed, self.level, self.letters):
            row.addWidget(adjuster)
        inside, outside = (ways, keys), (self.fold, self._inside)
        for box, parts in ((QVBoxLayout(self._inside), inside), (QVBoxLayout(self), outside)):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(16)
            for part in parts:
                box.addWidget(part)

    def _fold(self) -> None:
        self._show(self._inside.isHidden())

    def _show(self, shown: bool) -> None:
        self._inside.setVisible(shown)
        self.fold.set_words(tr("Hide keys, speed and loudness") if shown else tr("Keys, speed and loudness"))

    def _choose(self, key: str) -> None:
        self._habits.letter_keys = key == ON
        self.letters.set_chosen(key)
        self.letters_changed.emit()
