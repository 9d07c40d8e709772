"""The panel of a listening window: waveform, time, removed parts, large controls. Subclasses add to it and lay it out.

It speaks the listener's language, whatever the program speaks (`spoken`). While sound plays, a screen reader hears only
answers to the listener, and that a part is removed: announced in the silence at its beginning, briefly where it is
short. The position is announced when playback stops.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from desktop.application.ports.desk import Waveform
from desktop.application.ports.sound import FASTEST, SLOWEST, Ear
from desktop.application.sessions.views import CallView, RemovedView
from desktop.domain.copies.copy import Chapter
from desktop.domain.shared.spans import Span, gaps
from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import SecondaryButton, WordsButton
from desktop.ui.kit.forms.choices import Adjuster, Segmented
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.sound_bars import BarView, Part, WaveformBar
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Clock, Where, Words, announce, headed, in_sentences
from desktop.ui.player.controls import ListenButton, Panel, PlayButton, draw_back
from desktop.ui.running.context import Context
from desktop.words import Language, tr, written_in
from desktop.words.codes import words
from desktop.words.copies import ending_words, parts_removed
from desktop.words.formatting import clock, length, not_heard


def ears_of(channels: int) -> list[tuple[str, str]]:
    """Return the choices for a copy of so many channels, each with its words."""
    ears = [(Ear.LEFT, tr("Left")), (Ear.MIXED, tr("Both")), (Ear.RIGHT, tr("Right"))]
    apart = [(Ear.BOTH, tr("One voice in each"))] if channels > 1 else []
    return [(ear.value, words) for ear, words in (*ears, *apart)]


def as_chosen(ear: Ear, channels: int) -> Ear:
    """Return the choice that stands for `ear`: with one channel there is nothing to keep apart."""
    return Ear.MIXED if ear is Ear.BOTH and channels == 1 else ear


P = ParamSpec("P")
R = TypeVar("R")


class Speaks(Protocol):
    """Anything that has a language; None is that of the program."""

    @property
    def language(self) -> Language | None:
        """Its language."""
        ...


S = TypeVar("S", bound=Speaks)


def spoken(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Have the method put its words into the language of its object."""

    @wraps(method)
    def said(self: S, /, *given: P.args, **named: P.kwargs) -> R:
        if self.language is None:
            return method(self, *given, **named)
        with written_in(self.language):
            return method(self, *given, **named)

    return said


SOON_SECONDS, END_SECONDS = 15, 3
SAID_WITHIN_SECONDS = 4
"""The seconds that a screen reader takes to say everything about a removed part."""


class PlayPanel(Panel):
    """The panel of a listening window, whose buttons the window connects. Scrolls only where it is too low."""

    removed_is_silent = True
    """Whether nothing of the call is heard where a part is removed."""
    fastest = FASTEST
    """The highest speed that is offered."""
    language: Language | None = None
    """The language of what it says, where that is not the program's. It is made in it, too (`words.written_in`)."""

    def __init__(
        self, call: CallView, waveform: Waveform, context: Context, *, name: str, voices: tuple[str, str], finish: str
    ) -> None:
        super().__init__()
        self.call, self._context = call, context
        self._where = Where(self, self.where)
        self._within: RemovedView | None = None
        self.about, self.problem = headed(Words(tone="muted"), 1), Banner("problem")
        self.waveform = self.make_bar(name, waveform, voices)
        self.elapsed = Clock(Size.CLOCK, clock(call.frames / call.rate))
        self.elapsed.set_parts("0:00")
        total = tr("of {total}").format(total=clock(call.frames / call.rate))
        self.total = Words(total, size=Size.PANEL, tone="muted", wraps=False)
        self.next_part = Words(size=Size.TITLE)
        self.skip = SecondaryButton(tr("Skip it"), big=True)
        self.skip.setParent(self)
        self.skip.hide()
        self.play = PlayButton()
        self.back = self.make_back()
        self.finish = SecondaryButton(finish, big=True)
        self.speed = Adjuster(tr("Speed"), tr("Slower"), tr("As recorded"), tr("Faster"))
        self.level = Adjuster(tr("Volume"), tr("Quieter"), "", tr("Louder"))
        self.display, self.help = SecondaryButton(tr("Display")), SecondaryButton(tr("Keys"))
        self.display.setAccessibleName(tr("Display: text size and colours"))
        self.help.set_key("F1")
        self.ear = Segmented(tr("Ear"), ears_of(call.channels), Ear.MIXED.value)

    def make_bar(self, name: str, waveform: Waveform, voices: tuple[str, str]) -> WaveformBar:
        """Make the bar to point into: a waveform, with a lane for each voice."""
        made = WaveformBar(name)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        labels = voices if len(waveform.channels) == 2 else ("",)
        made.show_channels(zip(labels, waveform.channels, strict=True))
        return made

    def make_back(self) -> SecondaryButton:
        """Make the button that goes back."""
        return ListenButton(tr("Back 10 seconds"), draw_back, size=Size.BODY)

    @spoken
    def show_heard(self, heard: tuple[Span, ...]) -> None:
        """Show what was heard, and name what was skipped."""
        last = heard[-1].end if heard else 0
        passed = [gap for gap in gaps(heard, last) if len(gap) > self.call.rate] if last else []
        quiet = (Part(each.start, each.end, words(each.kind)) for each in self.call.chapters)
        notes = (*(Part(gap.start, gap.end, self._not_heard(gap)) for gap in passed), *quiet)
        self.waveform.show_bar(bar_of(self.call, heard, notes))

    @spoken
    def where(self) -> str:
        """Return the text for a screen reader when the window opens."""
        total = length(self.call.frames / self.call.rate)
        return in_sentences(self.about.words, ". ".join((total, *self._removed())), tr("Space plays and pauses."))

    @spoken
    def show_playing(self, playing: bool) -> None:
        """Show whether it plays. When it stops, a screen reader gets the position, and a removed part there or soon."""
        self.play.set_playing(playing)
        self._within = None
        with unspoken():
            self.show_next(self.waveform.frame)
        if not playing:
            stopped = tr("Stopped at {place}").format(place=self.waveform.place_words())
            announce(self, in_sentences(stopped, self.next_words(self.waveform.frame).strip()))

    @spoken
    def show_frame(self, frame: int) -> None:
        """Move the playhead and the clock, and say what comes next."""
        self.waveform.set_frame(frame)
        shown = clock(frame / self.call.rate)
        if shown != self.elapsed.words:
            with unspoken():
                self.elapsed.set_parts(shown)
                self.show_next(frame)
            self._offer_to_pass(self.chapter_at(frame) is not None)
        self._say_removed(frame)

    def show_next(self, frame: int) -> None:
        """Say what comes next, or what is removed here."""
        self.next_part.set_parts(self.next_words(frame))

    def chapter_at(self, frame: int) -> Chapter | None:
        """Return the stretch without speech at the playhead, if there is one."""
        return next((chapter for chapter in self.call.chapters if chapter.start <= frame < chapter.end), None)

    @spoken
    def show_rate(self, rate: float) -> None:
        """Show the speed in words."""
        text = tr("As recorded") if rate == 1.0 else tr("{rate}% speed").format(rate=round(rate * 100))
        self.speed.set_value(text, can_less=rate > SLOWEST, can_more=rate < self.fastest)

    @spoken
    def show_volume(self, volume: int) -> None:
        """Show the volume in words."""
        ceiling = self._context.desk.policy.sound_ceiling_percent
        text = tr("{n} of 10").format(n=round(volume / 10))
        self.level.set_value(text, can_less=volume > 0, can_more=volume < ceiling)

    def show_ear(self, ear: Ear) -> None:
        """Show which ear hears."""
        self.ear.set_chosen(as_chosen(ear, self.call.channels).value)

    def add_top(self, about: str, reference: str) -> None:
        """Add the top rows: what plays, at the left, and its reference; problems; then the waveform and the time."""
        time = FlowLayout(gap=16)
        time.add(self.elapsed, self.total)
        self.add_about(about, reference)
        self.add(self.waveform, grows=True)
        self.add(time)
        self.add(self.next_part)

    def add_about(self, about: str, reference: str) -> None:
        """Add what plays, at the left, and its reference; problems below."""
        self.about.set_parts(about)
        top = QHBoxLayout()
        top.addWidget(self.about, 1)
        top.addWidget(Words(reference, tone="muted", wraps=False))
        self.add(top)
        self.add(self.problem)

    def leave_space_to_play(self) -> None:
        """Reserve Space for play and pause, whichever button has the focus; call it when all is laid out."""
        for button in self.findChildren(WordsButton):
            button.space_presses = False
        self.play.set_key(tr("Space"))

    def _say_removed(self, frame: int) -> None:
        """Announce a removed part as it begins, in its silence."""
        within = next((part for part in self.call.removed if part.start <= frame < part.end), None)
        begins, self._within = within is not self._within, within
        if within is None or not begins or not self.play.playing or within.channel is not None:
            return
        if self.removed_is_silent:
            long = within.end - frame >= SAID_WITHIN_SECONDS * self.call.rate
            announce(self, self.next_words(frame) if long else tr("Part removed."))

    def _removed(self) -> tuple[str, ...]:
        """Say how many parts are removed; nothing if none is."""
        count = len(self.call.removed)
        return (parts_removed(count),) if count else ()

    def next_words(self, frame: int) -> str:
        """Return what is said at `frame`: what is removed here or soon, how long nobody speaks, why it ends; or " "."""
        rate = self.call.rate
        for part in self.call.removed:
            about = removed_about(part)
            what = tr("{length}{about}").format(length=length((part.end - part.start) / rate), about=about)
            if part.start <= frame < part.end:
                here = tr("A part is removed here, {what}.")
                return (here if part.channel is None else tr("One voice is removed here, {what}.")).format(what=what)
            if frame < part.start <= frame + SOON_SECONDS * rate:
                return tr("Next: a part is removed, {what}.").format(what=what)
        if (chapter := self.chapter_at(frame)) is not None:
            left = length((chapter.end - frame) / rate)
            return tr("{what}, another {length}.").format(what=words(chapter.kind), length=left)
        near_its_end = frame >= self.call.frames - END_SECONDS * rate
        return (near_its_end and ending_words(self.call.ended_because)) or " "

    def _offer_to_pass(self, offered: bool) -> None:
        if not offered and self.skip.hasFocus():
            self.play.setFocus()  # the focus must not vanish with a hidden widget
        self.skip.setVisible(offered)

    def _not_heard(self, gap: Span) -> str:
        return not_heard(gap.start / self.call.rate, gap.end / self.call.rate)


def removed_about(part: RemovedView) -> str:
    """Return ", about another person", or nothing where the reason must not be told."""
    reason = words(part.reason)
    return f", {reason}" if reason else ""


def bar_of(call: CallView, heard: tuple[Span, ...], notes: tuple[Part, ...] = ()) -> BarView:
    """Return a call as a bar shows it."""
    removed = tuple(Part(part.start, part.end, removed_words(part, call.rate), part.channel) for part in call.removed)
    return BarView(call.frames, call.rate, heard, removed, notes)


def removed_words(part: RemovedView, rate: int) -> str:
    """Return "part removed, 8 s" or the like."""
    return tr("part removed, {length}").format(length=length((part.end - part.start) / rate))
