"""Step 3: the words that are read aloud, then the sound check with a neutral voice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.application.playing import Ear
from desktop.application.views import SessionView
from desktop.ui.context import Context
from desktop.ui.session.session_page import BRIEF, SessionPage, card_of, stacked, steps_of
from desktop.ui.widgets.buttons import SecondaryButton
from desktop.ui.widgets.choice_field import Choice, ListField, TicksField
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.segmented import Adjuster, Segmented
from desktop.ui.widgets.words import Words
from desktop.ui.wording import tr

SCRIPT = (
    "“You are about to hear your call. Pause it whenever you like, go back, or take a break.”",
    "“Some parts may be removed, because they are about somebody else. You will see where, and for how long.”",
    "“Please do not record. Hearing aids, streamers, medical devices and your interpreter’s equipment are welcome.”",
    "“If you disagree with something you hear, say so. We note it with its time.”",
)
STEP = 10


class BriefPage(SessionPage):
    """Emits `wanted(read, heard, volume, ear)`, `sound_check`, `left`."""

    wanted = Signal(bool, bool, int, object)
    sound_check = Signal()
    left = Signal()

    def __init__(self, view: SessionView, context: Context) -> None:
        steps = steps_of(view, context.desk.id_policy)
        lead = tr("Read this aloud. The customer can read along.")
        super().__init__(BRIEF, steps, card_of(view, context), tr("Before you listen"), lead, tr("Start listening"))
        self._player = context.desk.player
        self._ceiling = context.desk.policy.sound_ceiling_percent
        self.volume, self.ear = min(60, self._ceiling), Ear.BOTH
        self._player.set_volume(self.volume)
        self._player.set_ear(self.ear)
        script = stacked(*[Words(tr(line)) for line in SCRIPT], spacing=10)
        self.read = TicksField(
            "read", tr("The words"), (Choice("read", tr("I have read this aloud, and they understand")),)
        )
        self.heard = TicksField(
            "sound_heard", tr("The sound"), (Choice("heard", tr("They hear the sound check comfortably")),)
        )
        self.add(script, self.read, self._sound(), self.heard)
        self.add_link(tr("The customer leaves"), self.left.emit)
        self.submitted.connect(self._submit)

    def _sound(self) -> QWidget:
        self.play = SecondaryButton(tr("Play the sound check"))
        self.play.clicked.connect(self.sound_check)
        self.level = Adjuster(tr("Loudness"), tr("Quieter"), "", tr("Louder"))
        self.level.less.connect(lambda: self._set_volume(self.volume - STEP))
        self.level.more.connect(lambda: self._set_volume(self.volume + STEP))
        self.level.usual.connect(lambda: self._set_volume(60))
        choices = ((Ear.LEFT, tr("Left")), (Ear.BOTH, tr("Both")), (Ear.RIGHT, tr("Right")))
        self.ears = Segmented(tr("Ear"), [(ear.value, text) for ear, text in choices], Ear.BOTH.value)
        self.ears.chosen.connect(self._set_ear)
        devices = [Choice(found.id, found.name) for found in self._player.devices()]
        self.device = ListField("device", tr("Where the sound comes out"), devices)
        self.device.input.setItemText(0, tr("As this PC is set"))
        self.device.setVisible(len(devices) > 1)
        self.device.edited.connect(self._set_device)
        row = FlowLayout(gap=20, row_gap=12)
        for widget in (self.play, self.level, self.ears):
            row.addWidget(widget)
        title = Words(tr("Sound check: a neutral voice says a sentence."), bold=True)
        self._set_volume(self.volume)
        controls = QWidget()
        controls.setLayout(row)
        return stacked(title, controls, self.device)

    def _set_volume(self, volume: int) -> None:
        self.volume = max(0, min(volume, self._ceiling))
        self._player.set_volume(self.volume)
        shown = tr("{n} of 10").format(n=round(self.volume / 10))
        self.level.set_value(shown, can_less=self.volume > 0, can_more=self.volume < self._ceiling)

    def _set_ear(self, key: str) -> None:
        self.ear = Ear(key)
        self.ears.set_chosen(key)
        self._player.set_ear(self.ear)

    def _set_device(self) -> None:
        device = self.device.value()
        if device:
            self._player.set_device(device)

    def _submit(self) -> None:
        self.wanted.emit("read" in self.read.value(), "heard" in self.heard.value(), self.volume, self.ear)
