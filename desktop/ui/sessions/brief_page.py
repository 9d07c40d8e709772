"""Step 3: the briefing to read aloud, then the sound check with a neutral voice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.passage import Passage
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.session_page import BRIEF, SessionPage, steps_of
from desktop.ui.sessions.sound_check import SoundCheck
from desktop.words import Lines, text, tr

SCRIPT: Lines = (
    "“You’re about to hear your call. You can pause it, go back or take a break whenever you like.”",
    "“Some parts may have been removed because they’re about someone else. The screen shows where, and for how long.”",
    "“Please don’t record. You can use hearing aids, streamers, medical devices and your interpreter’s equipment.”",
    "“If you disagree with anything you hear, tell me. I’ll note it and the time.”",
)
OF_STAFF: Lines = (
    "“You’re about to hear the call. You can pause it, go back or take a break whenever you like.”",
    "“Some parts may have been removed. The screen shows where, and for how long.”",
    SCRIPT[2],
    "“If you want anything noted, tell me. I’ll note it and the time.”",
)
"""The briefing read to a colleague who was not in the call."""
ON = "on"
LETTERS = text("Letter keys work while listening: N note, B break, [ and ] speed")
LETTERS_HINT = text("Switch these off if keys might be pressed by accident, or if speech input is in use.")


class HeardField(TicksField):
    """The tick that the listener hears the voice. Until it can be ticked, it leads to the sound check."""

    def __init__(self, sound: SoundCheck) -> None:
        hears = Choice("heard", tr("They can hear the sound check comfortably"))
        super().__init__("sound_heard", tr("The sound"), (hears,))
        self._sound = sound

    def focus_target(self) -> QWidget:
        target = super().focus_target()
        return target if target.isEnabled() else self._sound.play


class BriefPage(SessionPage):
    """The page of the briefing. Emits `wanted(read, heard, volume, ear)`, `sound_check`, `left`."""

    wanted = Signal(bool, bool, int, object)
    sound_check = Signal()
    left = Signal()

    def __init__(self, view: SessionView, context: Context) -> None:
        steps = steps_of(view, context.desk.id_policy)
        internal = view.kind is Kind.INTERNAL
        along = tr("Read this aloud. The listener can read along.")
        lead = along if internal else tr("Read this aloud. The customer can read along.")
        super().__init__(BRIEF, steps, card_of(view, context), tr("Before you listen"), lead, tr("Start listening"))
        self.sound = SoundCheck(context.desk.player, context.desk.policy.sound_ceiling_percent)
        self.sound.wanted.connect(self.sound_check)
        self.sound.changed.connect(self._sound_changed)
        self._habits = context.habits
        self.script = Passage(*[tr(line) for line in (OF_STAFF if internal else SCRIPT)])
        self.read = TicksField(
            "read", tr("The words"), (Choice("read", tr("I have read this aloud, and they understand")),)
        )
        self.heard = HeardField(self.sound)
        self.letters = TicksField("letter_keys", tr("Keys"), (Choice(ON, tr(LETTERS), tr(LETTERS_HINT)),))
        self.letters.set_value((ON,) if context.habits.letter_keys else ())
        self.letters.edited.connect(self._letters_changed)
        self.add(self.script, self.read, self.sound, self.heard, self.letters)
        self.add_link(tr("The listener leaves") if internal else tr("The customer leaves"), self.left.emit)
        self.submitted.connect(self._submit)

    def where(self) -> str:
        return f"{super().where()} {self.script.words}"

    def _sound_changed(self) -> None:
        """Update the tick: nobody can have heard a voice that does not come out."""
        works, option = self.sound.works, self.heard.options["heard"]
        if not works:
            self.heard.set_value(())
        option.setEnabled(works)
        self.heard.set_hint("" if works else tr("You can tick this once headphones are connected."))

    def _letters_changed(self) -> None:
        self._habits.letter_keys = ON in self.letters.value()

    def _submit(self) -> None:
        sound = self.sound
        self.wanted.emit("read" in self.read.value(), "heard" in self.heard.value(), sound.volume, sound.ear)
