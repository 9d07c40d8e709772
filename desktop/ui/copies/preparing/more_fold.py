"""The less used controls of preparing, behind a button: loudness, repeating, letter keys on or off, an incident.

The button stands elsewhere than what it opens: at the foot of the page, which is always in sight.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.widgets.buttons import small_button
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.segmented import Adjuster, Segmented
from desktop.ui.running.context import Context
from desktop.words import tr

OFF, ON = "off", "on"


class MoreFold(QWidget):
    """The less used controls; `fold` shows and hides them, `transcript` opens a page. Emits `letters_changed`, and
    `code_found` for an incident.

    The others emit for themselves.
    """

    letters_changed = Signal()
    code_found = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._habits = context.habits
        self.fold = small_button("")
        self.transcript = small_button(tr("Transcript"))
        self.level = Adjuster(tr("Volume"), tr("Quieter"), "", tr("Louder"))
        self.loop = Segmented(tr("Repeat"), [(OFF, tr("Off")), (ON, tr("On"))], OFF)
        self.letters = Segmented(tr("Letter and number keys"), [(OFF, tr("Off")), (ON, tr("On"))], ON)
        row = FlowLayout(gap=24)
        self.setLayout(row)
        self.code = small_button(tr("There is a card’s security code in it"))
        self.code.clicked.connect(self.code_found)
        for control in (self.level, self.loop, self.letters, self.code):
            row.addWidget(control)
        self.fold.clicked.connect(self._fold)
        self.letters.chosen.connect(self._choose)
        self.letters.set_chosen(ON if self._habits.letter_keys else OFF)
        self._show(False)

    def show_volume(self, volume: int, loudest: int) -> None:
        """Show the volume in words."""
        said = tr("{n} of 10").format(n=round(volume / 10))
        self.level.set_value(said, can_less=volume > 0, can_more=volume < loudest, aloud=False)

    def _fold(self) -> None:
        self._show(self.isHidden())

    def _show(self, shown: bool) -> None:
        self.setVisible(shown)
        self.fold.set_words(tr("Less") if shown else tr("Volume, repeat, letter keys"))

    def _choose(self, key: str) -> None:
        self._habits.letter_keys = key == ON
        self.letters.set_chosen(key)
        self.letters_changed.emit()
