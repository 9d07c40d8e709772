"""The sound check: a neutral voice, in the ears that will listen, from the device that will be used.

Without a device it says so, and what to do. A sound library need not list the device that it plays on: so the test is
whether the voice came out, until a listed device is gone.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.ports.desk import Player
from desktop.application.ports.playing import Ear, PlayFailure, PlayState
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.choice_field import ListField
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.segmented import Adjuster, Segmented
from desktop.ui.kit.widgets.words import strong, subtitle
from desktop.ui.sessions.today.headphones import LOOK_EVERY_MS, Headphones
from desktop.words import tr

STEP, USUAL, LISTEN_MS = 10, 60, 250


class SoundCheck(QWidget):
    """The sound check. Emits `wanted` to play the voice, and `changed` when sound starts or stops working (`works`)."""

    wanted = Signal()
    changed = Signal()

    def __init__(self, player: Player, ceiling: int) -> None:
        super().__init__()
        self._player, self._ceiling = player, ceiling
        self.volume, self.ear = min(USUAL, ceiling), Ear.BOTH
        self.works = True
        self._came_out = self._armed = False
        self._failure: str | None = None
        self._headphones = Headphones(player, self)
        self._headphones.changed.connect(self._devices_changed)
        self._look, self._see = QTimer(self), QTimer(self)
        self._look.setInterval(LISTEN_MS)
        self._look.timeout.connect(self._listen)
        self._see.setInterval(LOOK_EVERY_MS)
        self._see.timeout.connect(self._seen)
        self._make_controls()
        self._lay_out()
        self._set_volume(self.volume)
        player.set_ear(self.ear)

    def look_again(self) -> None:
        """Query the PC again; its answer arrives with the second look."""
        self._forget_failure()
        self._looking = 2
        self.again.set_words(tr("Looking …"))
        self.again.setEnabled(False)
        self._headphones.watch()
        self._see.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._headphones.watch()
        self._look.start()
        self._see.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._headphones.rest()
        self._look.stop()
        self._see.stop()

    def _make_controls(self) -> None:
        self.play = SecondaryButton(tr("Play the sound check"))
        self.play.clicked.connect(self._play)
        self.level = Adjuster(tr("Loudness"), tr("Quieter"), "", tr("Louder"))
        self.level.less.connect(lambda: self._set_volume(self.volume - STEP))
        self.level.more.connect(lambda: self._set_volume(self.volume + STEP))
        self.level.usual.connect(lambda: self._set_volume(USUAL))
        choices = ((Ear.LEFT, tr("Left")), (Ear.BOTH, tr("Both")), (Ear.RIGHT, tr("Right")))
        self.ears = Segmented(tr("Ear"), [(ear.value, text) for ear, text in choices], Ear.BOTH.value)
        self.ears.chosen.connect(self._set_ear)
        self.device = ListField("device", tr("Sound output"), ())
        self.device.input.setItemText(0, tr("This PC’s default"))
        self.device.edited.connect(self._set_device)
        self._shown: tuple[str, ...] = ()
        self.none = Banner("problem")
        self.again = SecondaryButton(tr("Look again"))
        self.again.clicked.connect(self.look_again)
        self.again.hide()
        self._looking = 0

    def _lay_out(self) -> None:
        row = FlowLayout(gap=20, row_gap=12)
        for widget in (self.play, self.level, self.ears):
            row.addWidget(widget)
        controls = QWidget()
        controls.setLayout(row)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(16)
        title = subtitle(tr("Sound check: a neutral voice says a sentence."))
        for part in (title, self.none, self.again, controls, self.device):
            box.addWidget(part)
        self._show_devices()

    def _play(self) -> None:
        self._forget_failure()
        self.wanted.emit()

    def _forget_failure(self) -> None:
        """Discard the player's failure from before."""
        self._armed, self._failure = False, None

    @Slot()
    def _listen(self) -> None:
        """Read the player's status of the voice."""
        status = self._player.status()
        if status.state is not PlayState.FAILED:
            self._armed, self._failure = True, None
        elif self._armed:
            self._failure, self._came_out = status.failure, False
        self._came_out = self._came_out or status.sounding
        self._judge()

    @Slot()
    def _devices_changed(self) -> None:
        if self._headphones.named and not self._headphones.found:
            self._came_out = False
        self._judge()

    @Slot()
    def _seen(self) -> None:
        self._show_devices()
        self._looking = max(0, self._looking - 1)
        if not self._looking and not self.again.isEnabled():
            self.again.set_words(tr("Look again"))
            self.again.setEnabled(True)
            self._judge()

    def _judge(self) -> None:
        works = (self._headphones.found or self._came_out) and self._failure is None
        self.again.setVisible(not works)
        self.none.set_parts(*self._why_not() if not works else ())
        if works != self.works:
            self.works = works
            self.changed.emit()

    def _why_not(self) -> tuple[str, ...]:
        if self._failure not in (None, PlayFailure.SOUND_NO_DEVICE.value):
            return (tr("The sound check stopped. Play it again."),)
        what = tr(
            "Plug them in or switch them on, then look again. If you can hear the sound check anyway, you can continue."
        )
        return strong(tr("Headphones not found.")), what

    def _show_devices(self) -> None:
        found = self._player.devices()
        ids = tuple(device.id for device in found)
        if ids == self._shown:
            return
        self._shown = ids
        chosen = self.device.value()
        while self.device.input.count() > 1:
            self.device.input.removeItem(1)
        for device in found:
            self.device.input.addItem(device.name, device.id)
        self.device.set_value(chosen)
        self.device.setVisible(len(found) > 1)

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
