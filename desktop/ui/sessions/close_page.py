"""Step 5: parts not heard, notes, a copy, a complaint, the acknowledgement, the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.application.sessions.closing import NEEDS_WORDS, Close
from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.session import NoteKind, Outcome, somebody_listens
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.facts import Folded
from desktop.ui.kit.forms.choices import Choice, ListField, YesNoField
from desktop.ui.kit.forms.fields import Field, TextField
from desktop.ui.kit.layouts import Columns, column_in, in_a_row
from desktop.ui.kit.sound_bars import HeardMap
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words, strong
from desktop.ui.player.panel import bar_of
from desktop.ui.running.context import Context
from desktop.ui.sessions.session_page import CLOSE, Ask, SessionPage, card_of
from desktop.words import counted, text, tr
from desktop.words.codes import and_list, words
from desktop.words.formatting import clock

ALONE = text(
    "Nobody is here to answer. Choose what they said before they left. If they made no complaint, choose “No”."
)
STOPPED = text("They were told that they don’t have to carry on, and can have a copy instead or come back another day.")
STOPPED_INTERNAL = text("They were told that they don’t have to carry on, and can come back another day.")
"""The words after a stop in distress: the offers made then. A colleague has no right to a copy."""
_ONE_LINE = 70
"""The letters of a note that stand in one line."""
_USUAL, _CLOSE = 8, 1
"""The space between the parts of the page, in pixels: as usual, and while problems are shown."""
ACKNOWLEDGEMENT = text(
    "“Today I listened to the parts of my call shown here. Removed parts were marked. I know I can ask for a copy or a "
    "correction, or make a complaint.”"
)
OF_ANOTHERS = text(
    "“Today I listened to the parts of the call shown here. Removed parts were marked. I know I can ask for a copy or "
    "a correction, or make a complaint.”"
)
"""The acknowledgement of whoever was not in the call: someone else made it, or they act for the person."""
OF_STAFF = text("“Today I listened to the parts of the call shown here. Removed parts were marked.”")
"""A colleague's acknowledgement: it leaves out the rights, which belong to the person in the call."""


class ClosePage(SessionPage):
    """The closing page. Emits `wanted`: Close, or `Ask.NOT_HEARD`."""

    def __init__(self, view: SessionView, context: Context, *, fault: bool = False) -> None:
        super().__init__(CLOSE, view, card_of(view, context), tr("Close the session"), "", tr("Close the session"))
        self._view, self._context = view, context
        self.again: SecondaryButton | LinkButton | None = None
        self.bar: HeardMap | None = None
        self.not_heard: Banner | None = None
        self.notes: list[Folded] = []
        self.heard, self.offered, self.noted = QWidget(), QWidget(), QWidget()
        self._heard, self._offered, self._noted = (
            column_in(part, gap=gap) for part, gap in ((self.heard, 4), (self.offered, 16), (self.noted, 4))
        )
        self.fold_back = self.add_link("", self._unfold_notes)
        if view.heard:
            self._add_heard(view)
        if view.distressed:
            self._add_stopped(view.kind, context.desk.policy.helplines)
        self._add_notes(view)
        self.add(self.heard, self.offered, self.noted)
        self._fold_notes(len(self.notes) > 1)
        self.alone = Banner("notice")
        self.add(self.alone)
        self.copy_wanted = YesNoField("copy_wanted", tr("Ask: “Would you like a copy too?”"), beside=True)
        self.copy_wanted.set_answer(view.answers.copy_wanted)
        self.complaint = YesNoField("complaint", tr("Ask: “Do you want to complain about anything?”"), beside=True)
        self.acknowledged = YesNoField(
            "acknowledged",
            tr("Read out: {words}").format(words=_acknowledgement(view)),
            yes=tr("They acknowledge"),
            no=tr("They do not want to. Nobody has to"),
            across=True,
        )
        self.add(Columns(self.copy_wanted, self.complaint, weights=(2, 3), gap=24), self.acknowledged)
        self._add_outcome(view, _proposed(view, fault))
        for question in (self.copy_wanted, self.complaint) if view.kind is Kind.INTERNAL else ():
            question.set_answer(False)
            question.hide()
        self._show_who_answers()
        self.outcome.edited.connect(self._outcome_chosen)
        self.submitted.connect(self._submit)
        self._outcome_chosen()

    def focus_first(self) -> None:
        """Focus the parts not heard, if there are any: they are offered first, unless the sound was too much."""
        if self.again is not None and not self.again.isHidden() and not self._view.distressed:
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().focus_first()

    def _add_outcome(self, view: SessionView, proposed: Outcome) -> None:
        """Add the proposed outcome; where the call was heard, it is a line, and the others are behind a link."""
        possible = [Choice(found.value, words(found, view.kind)) for found in view.possible]
        self.outcome = ListField("outcome", tr("How did the session end?"), possible)
        self.outcome.set_value(proposed.value)
        self.ended = Words(strong(tr("Outcome:")), words(proposed, view.kind))
        self.other_outcome = LinkButton(tr("Choose another outcome"), Size.SMALL)
        self.other_outcome.clicked.connect(self._ask_outcome)
        self.outcome_words = TextField("words", tr("What happened?"), letters=60)
        self._ended = in_a_row(self.ended, self.other_outcome, gap=24, row_gap=0)
        self._how = Columns(self.outcome, self.outcome_words, weights=(2, 3), gap=24)
        self.add(self._ended, self._how)
        if proposed in (Outcome.HEARD_IN_FULL, Outcome.HEARD_IN_PART):
            self._how.hide()  # it is what happened, and it can be changed
        else:
            self._ended.hide()

    def _add_stopped(self, kind: Kind, helplines: tuple[str, ...]) -> None:
        """Say what was offered when the sound was too much, and who can help."""
        told = tr(STOPPED_INTERNAL if kind is Kind.INTERNAL else STOPPED)
        card, named = tr("Offer the card with helplines."), tr("Helplines: {helplines}.")
        talk = named.format(helplines="; ".join(helplines)) if helplines else card
        self._heard.addWidget(Banner("notice", strong(tr("The sound was stopped at once.")), told, talk))

    def _add_heard(self, view: SessionView) -> None:
        self.bar = HeardMap(tr("What was heard"))
        self.bar.show_bar(bar_of(view.call, view.heard))
        self._heard.addWidget(self.bar)
        if not view.not_heard:
            return
        if view.distressed:  # nobody is asked: the map shows it, and a quiet link plays it
            self.again = self.add_link(tr("Play what was not heard"), self._play_not_heard) if view.may_listen else None
            return
        self.not_heard = Banner("notice")
        offered: list[QWidget] = [self.not_heard]
        if view.may_listen:
            self.again = SecondaryButton(tr("Play it"))
            self.again.clicked.connect(self._play_not_heard)
            offered.append(self.again)
        self._offered.addWidget(in_a_row(*offered, gap=16, row_gap=0))

    def _play_not_heard(self) -> None:
        self.wanted.emit(Ask.NOT_HEARD)

    def _show_not_heard(self, there: bool) -> None:
        """Offer the parts not heard, while they can be played and someone is there to hear them."""
        rate, offered = self._view.call.rate, there and self.again is not None
        said = tr("{start} to {end}")
        gaps = [said.format(start=clock(gap.start / rate), end=clock(gap.end / rate)) for gap in self._view.not_heard]
        ask = tr("Do they want to hear it?") if offered else ""
        if self.not_heard is not None:
            self.not_heard.set_parts(strong(tr("Not heard: {gaps}.").format(gaps=and_list(gaps))), ask)
        if self.again is not None:
            self.again.setVisible(offered)

    def _add_notes(self, view: SessionView) -> None:
        for note in view.notes:
            if note.at_frame is None:
                continue  # the adviser's own, such as why the caller check was near enough: the listener reads along
            where = tr("{kind} at {at}").format(
                kind=words(NoteKind(note.kind)), at=clock(note.at_frame / view.call.rate)
            )
            head = tr("{note}, correction wanted").format(note=where) if note.correction_wanted else where
            note_of_theirs = Folded(f"{head}:", note.words, where, lines=1, letters=_ONE_LINE)
            self.notes.append(note_of_theirs)
            self._noted.addWidget(note_of_theirs)

    def set_problems(self, problems: Sequence[tuple[Field, str]], others: Sequence[str] = ()) -> None:
        """Show the problems in place of the notes and of the offer, which were gone through. What was heard stays."""
        super().set_problems(problems, others)
        there = bool(problems or others)
        self.offered.setVisible(not there)
        if self.bar is not None:
            self.bar.set_low(there)
        self._body.setSpacing(_CLOSE if there else _USUAL)
        if there:
            self._fold_notes(True)

    def _fold_notes(self, folds: bool) -> None:
        """Fold the notes behind a link: what is still asked has the room."""
        words = counted(len(self.notes), "Show 1 note", "Show {n} notes")
        self.fold_back.set_words(words)
        self.fold_back.setVisible(folds and bool(self.notes))
        self.noted.setVisible(not folds)

    def _unfold_notes(self) -> None:
        self._fold_notes(False)
        self.scroll_to(self.noted)

    def show_parties(self, view: SessionView) -> None:
        """Show who is still here; the answers given stay."""
        super().show_parties(view)
        self._view = view
        self._show_who_answers()

    @property
    def _may_acknowledge(self) -> bool:
        return bool(self._view.heard) and somebody_listens(self._view.parties)

    def _show_who_answers(self) -> None:
        there = somebody_listens(self._view.parties)
        internal = self._view.kind is Kind.INTERNAL
        self.alone.set_parts(*() if there else (tr("Nobody is here to answer.") if internal else tr(ALONE),))
        self.acknowledged.setVisible(self._may_acknowledge)
        together = tr("Go through this together.") if there else tr("Fill this in from what they said.")
        whole = tr("Everything that can be heard was heard.") if not self._view.not_heard else ""
        self.set_lead(*((whole, together) if self._view.heard else (_nothing_saved(self._view),)))
        self._show_not_heard(there)

    def _ask_outcome(self) -> None:
        self._ended.hide()
        self._how.show()
        self.outcome.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _outcome_chosen(self) -> None:
        value = self.outcome.value()
        needs_words = value is not None and Outcome(value) in NEEDS_WORDS
        self.outcome_words.setVisible(needs_words)
        mistaken = value == Outcome.OPENED_BY_MISTAKE.value  # nobody was here to be asked
        for question in (self.copy_wanted, self.complaint):
            question.setVisible(not mistaken and self._view.kind is not Kind.INTERNAL)
        if needs_words:
            self._fold_notes(True)

    def _submit(self) -> None:
        asked = self.copy_wanted, self.complaint, self.acknowledged
        copy, complaint, acknowledged = (field.answer() for field in asked)
        if not self._may_acknowledge:
            acknowledged = False  # nothing was played, or nobody is there to acknowledge it
        value, said = self.outcome.value(), self.outcome_words
        outcome = Outcome(value) if value else None
        unfit = said.isHidden() and said.hides  # a refused text that is hidden could not be corrected
        words = "" if unfit else said.value()
        self.wanted.emit(Close(self._context.actor, self._view.id, copy, complaint, acknowledged, outcome, words))


def _proposed(view: SessionView, fault: bool) -> Outcome:
    """Return the outcome that the session suggests; leaving before anything was played is no lack of evidence."""
    if fault:
        return Outcome.TECHNICAL_FAULT
    left = not view.heard and not somebody_listens(view.parties)
    return Outcome.CUSTOMER_LEFT if left else view.proposed


def _nothing_saved(view: SessionView) -> str:
    """Say that nothing was heard, unless up to a minute may have been before the session broke off."""
    if view.unsaved_from is None:
        return tr("Nothing was opened or played.")
    broke = tr("The sound broke off after {after}. Up to a minute may have been heard.")
    return broke.format(after=clock(view.unsaved_from / view.call.rate))


def _acknowledgement(view: SessionView) -> str:
    """Return what is read out: "my call" is of someone who was in it."""
    if view.kind is Kind.INTERNAL:
        return tr(OF_STAFF)
    return tr(ACKNOWLEDGEMENT) if view.own_call else tr(OF_ANOTHERS)
