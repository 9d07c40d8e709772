"""The sound check: a neutral voice, in the ears that will listen, from the device that will be used.

It starts with the usual sound, changed by what the request says that they need. One row: play it, see it come out,
make it louder; which ears and which output are behind a link.

Headphones are looked for repeatedly. A look takes time and one empty result means nothing: only several in a row do.
Without a device it says so, and what to do. A sound library need not list the device that it plays on: so the test is
whether the voice came out, until a listed device is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.application.ports.desk import Player, Waveform
from desktop.application.ports.sound import Ear, PlayFailure, PlayState
from desktop.domain.sessions.needs import Need, start_of
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.forms.choices import Adjuster, Choice, ListField, Segmented
from desktop.ui.kit.layouts import FlowLayout, column_in, in_a_row
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words, small, strong
from desktop.ui.player.control import VOLUME_STEP
from desktop.ui.player.controls import Level
from desktop.ui.player.panel import ears_of
from desktop.words import tr

USUAL_LOUDNESS = 60
"""Percent."""
_EARS = {Need.LEFT_EAR: Ear.LEFT, Need.RIGHT_EAR: Ear.RIGHT, None: Ear.MIXED}


@dataclass(frozen=True)
class Sound:
    """Loudness in percent, which ear hears, and the speed (1.0 is as recorded)."""

    volume: int
    ear: Ear
    rate: float


def usual_sound(needs: frozenset[Need], ceiling: int) -> Sound:
    """Return the sound to start with; it is never louder than the office's ceiling, in percent."""
    start = start_of(needs)
    return Sound(min(USUAL_LOUDNESS + VOLUME_STEP * start.loudness, ceiling), _EARS[start.ear], start.rate)


LOOK_EVERY_MS = 2000
LOOKS = 3


class Headphones(QObject):
    """Emits `looked` at each look, and `changed` when `found` changes: several looks in a row have to say otherwise.

    `named`: a look has named a device. Some systems never name any, however well they play: nothing was unplugged.
    """

    changed = Signal()
    looked = Signal()

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self.found = True
        self.named = False
        self._player = player
        self._empty = 0
        self._again = QTimer(self)
        self._again.timeout.connect(self.look)

    def watch(self) -> None:
        """Look now, and repeatedly."""
        self._again.start(LOOK_EVERY_MS)
        self.look()

    def rest(self) -> None:
        """Stop looking: the page is hidden."""
        self._again.stop()

    @Slot()
    def look(self) -> None:
        """Handle the result of the last look, and look again."""
        devices = self._player.devices()
        self.looked.emit()
        if devices is None:
            return
        named = bool(devices)
        self.named = self.named or named
        self._empty = 0 if named else self._empty + 1
        found = self._empty < LOOKS
        if found != self.found:
            self.found = found
            self.changed.emit()


LISTEN_MS, LEVEL_MS = 250, 50


class MoreLink(LinkButton):
    """The link to what is seldom set."""

    least = 36
    padding = QSize(0, 6)


class SoundCheck(QWidget):
    """The sound check. Emits `wanted` to play the voice, and `changed` when sound starts or stops working (`works`), or
    when the voice has come out for the first time (`came_out`)."""

    wanted = Signal()
    changed = Signal()

    def __init__(self, player: Player, ceiling: int, sound: Sound, channels: int) -> None:
        super().__init__()
        self._player, self._ceiling, self._usual = player, ceiling, sound.volume
        self.volume, self.ear = sound.volume, sound.ear
        self.works = True
        self.came_out = self._armed = False
        self._failure: str | None = None
        self._levels: tuple[float, ...] = ()
        self._frames_each = 1
        self._headphones = Headphones(player, self)
        self._headphones.changed.connect(self._devices_changed)
        self._headphones.looked.connect(self._seen)
        self._look, self._move = QTimer(self, interval=LISTEN_MS), QTimer(self, interval=LEVEL_MS)
        self._look.timeout.connect(self._listen)
        self._move.timeout.connect(self._show_level)
        self._make_controls(channels)
        self._lay_out()
        self._set_volume(self.volume)
        player.set_ear(self.ear)

    def look_again(self) -> None:
        """Query the PC again; its answer arrives with the second look."""
        self._forget_failure()
        self._headphones.watch()
        self._looking = 2
        self.again.set_words(tr("Looking …"))
        self.again.setEnabled(False)

    def show_voice(self, voice: Waveform) -> None:
        """Take the waveform of the voice, for its level."""
        self._levels = tuple(max(-low, high) for low, high in voice.channels[0]) if voice.channels else ()
        self._frames_each = max(1, voice.frames // max(1, len(self._levels)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._headphones.watch()
        self._look.start()
        self._move.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._headphones.rest()
        self._look.stop()
        self._move.stop()

    def _make_controls(self, channels: int) -> None:
        self.play = SecondaryButton(tr("Play the voice"))
        self.play.clicked.connect(self._play)
        self.meter = Level()
        self.state = small(tone="muted")
        self.level = Adjuster(tr("Volume"), tr("Quieter"), "", tr("Louder"))
        self.level.less.connect(lambda: self._set_volume(self.volume - VOLUME_STEP))
        self.level.more.connect(lambda: self._set_volume(self.volume + VOLUME_STEP))
        self.level.usual.connect(lambda: self._set_volume(self._usual))
        self.ears = Segmented(tr("Ear"), ears_of(channels), self.ear.value)
        self.ears.chosen.connect(self._set_ear)
        self.device = ListField("device", tr("Sound output"), (), none=tr("This PC’s default"))
        self.device.edited.connect(self._set_device)
        self._shown: tuple[str, ...] = ()
        self.none = Banner("problem")
        self.again = SecondaryButton(tr("Look again"))
        self.again.clicked.connect(self.look_again)
        self.again.hide()
        self.more = MoreLink(tr("Ears, output and keys"), Size.SMALL)
        self.more.clicked.connect(self._unfold)
        self._looking = 0

    def _lay_out(self) -> None:
        heard = QWidget()
        column_in(heard, self.meter, self.state, gap=2)
        controls = in_a_row(self.play, heard, self.level, gap=20)
        self.folded = QWidget()
        self._behind = FlowLayout(self.folded, gap=16, row_gap=8)
        self._behind.add(self.ears, self.device)
        self.folded.hide()
        head = QWidget()
        top = FlowLayout(head, gap=16, row_gap=0)
        top.addWidget(Words(strong(tr("Sound check.")), tr("Ask whether they hear the voice well.")))
        top.add_spring()
        top.addWidget(self.more)
        self._silent = in_a_row(self.none, self.again, gap=16)
        column_in(self, head, self._silent, controls, self.folded, gap=8)
        self._show_devices()
        self._say_state()

    def fold_too(self, field: QWidget) -> None:
        """Fold this field of the page behind the same link."""
        self._behind.addWidget(field)

    def _unfold(self) -> None:
        self.folded.setVisible(self.folded.isHidden())
        self.changed.emit()

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
            self._failure, self.came_out = status.failure, False
        came = self.came_out
        self.came_out = self.came_out or status.sounding
        self._judge()
        if self.came_out != came:
            self.tell()

    @Slot()
    def _show_level(self) -> None:
        status = self._player.status()
        place = status.frame // self._frames_each if self._levels else 0
        self.meter.show_level(self._levels[place] if status.sounding and place < len(self._levels) else 0.0)

    @Slot()
    def _devices_changed(self) -> None:
        if self._headphones.named and not self._headphones.found:
            self.came_out = False
        self._judge()
        self._say_state()

    @Slot()
    def _seen(self) -> None:
        self._show_devices()
        self._looking = max(0, self._looking - 1)
        if not self._looking and not self.again.isEnabled():
            self.again.set_words(tr("Look again"))
            self.again.setEnabled(True)
            self._judge()

    def _judge(self) -> None:
        works = (self._headphones.found or self.came_out) and self._failure is None
        self.again.setVisible(not works)
        self._silent.setVisible(not works)
        self.none.set_parts(*self._why_not() if not works else ())
        if works != self.works:
            self.works = works
            self.tell()

    def tell(self) -> None:
        """Say how it stands."""
        self._say_state()
        self.changed.emit()

    def _say_state(self) -> None:
        said = tr("The voice was played.") if self.came_out and self.works else tr("Not played yet.")
        self.state.set_parts(said)
        self.meter.setAccessibleName(tr("Level of the sound check: {state}").format(state=said))

    def _why_not(self) -> tuple[str, ...]:
        if self._failure not in (None, PlayFailure.SOUND_NO_DEVICE.value):
            return (tr("The sound check stopped. Play it again."),)
        what = tr("Plug them in, or go on if they can hear it.")
        return strong(tr("Headphones not found.")), what

    def _show_devices(self) -> None:
        found = self._player.devices() or ()
        ids = tuple(device.id for device in found)
        if ids == self._shown:
            return
        self._shown = ids
        self.device.set_choices(tuple(Choice(device.id, device.name) for device in found))
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
