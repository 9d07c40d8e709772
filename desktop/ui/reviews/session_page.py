"""One session, for the supervisor: facts, the timeline beside the heard-map, notes, the sign-off."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.application.reviews.views import ReviewsView, ReviewView
from desktop.application.sessions.views import QuestionView
from desktop.domain.reviews.exceptions import SEVERITY, Severity
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.facts import Fact, Facts
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import small, strong
from desktop.ui.reviews.asking import AskingPart
from desktop.ui.reviews.checked import CheckedView
from desktop.ui.reviews.findings import FindingsView
from desktop.ui.reviews.heard_beside import HeardBeside
from desktop.ui.reviews.notes import NotesView
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import and_list, words
from desktop.words.formatting import grouped, length, moment, percent
from desktop.words.problems import problems_of

LONG_FACT = 45
"""The length above which document names are stacked, so that the facts stay on one line."""
UNOPENED = frozenset({Outcome.NO_SHOW, Outcome.CANCELLED, Outcome.NOT_ENOUGH_EVIDENCE, Outcome.OPENED_BY_MISTAKE})
"""The outcomes of sessions in which nothing was opened, unless some of it was heard."""


class ReviewPage(Page):
    """The page of one session after another. Emits `sign_off_wanted(comment)`, `ask_wanted(words)`, `save_wanted`,
    `next_wanted`, `back`."""

    compact = True
    ask_wanted = Signal(str)
    sign_off_wanted = Signal(str)
    save_wanted = Signal()
    next_wanted = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Sign off and next"), wide=True)
        self._context = context
        self.asked = False
        self.banner = Banner("success")
        self.findings, self.facts, self.steps = FindingsView(), Facts(), small(tone="muted")
        self.checked, self.asking = CheckedView(), AskingPart(context.desk.office.zone)
        self.beside = HeardBeside(context.desk.id_policy, context.desk.office.zone)
        self.notes = NotesView(context.desk.office.zone)
        self.comment = LongTextField("comment", tr("Comment"))
        side = QWidget()
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(20)
        for widget in (self.beside.heard_part, self.comment, self.asking, self.checked, self.notes):
            right.addWidget(widget)  # however many notes, the comment is in view
        right.addStretch(1)
        self.columns = Columns(self.beside.timeline_part, side, weights=(5, 4), stack_below=760)
        self.add(self.banner, self.findings, self.facts, self.steps, self.columns)
        self.asking.wanted.connect(self.ask_wanted)
        self.save_link = self.add_link(tr("Save the receipt as PDF"), self.save_wanted.emit)
        self.next_link = self.add_link(tr("Go to the next one waiting"), self.next_wanted.emit)
        self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)
        for keys in self.findChildren(QShortcut):
            keys.setAutoRepeat(False)  # a key held down must not sign off one session after another

    def show_review(self, view: ReviewView, waiting: ReviewsView | None, comment: str, done: int = 0) -> None:
        """Show a session; `comment` was typed here before, `done` were signed off in this run."""
        self.asked = False
        self.come_anew()
        self.banner.set_parts()
        zone = self._context.desk.office.zone
        about = tr("Session: {reference}, {when}")
        self.set_heading(about.format(reference=view.session.reference, when=moment(view.opened_at, zone)))
        self.set_lead(*_place_parts(view, done), *_waiting_parts(waiting))
        self.findings.show_findings(view.exceptions)
        self.facts.show_facts(*self._facts(view))
        self.steps.set_parts(*_steps_parts(view))
        self.steps.setVisible(bool(self.steps.words))
        self.checked.show_documents(
            view.documents, self._context.desk.id_policy, short_check=bool(view.session.shown_before)
        )
        self.asking.show_review(view)
        self.beside.show_review(view)
        self.notes.show_notes(view.session)
        self.comment.set_value(comment)
        self.set_problems(())
        self._show_sign_off(view)
        self._focus(view)

    def where(self) -> str:
        return f"{super().where()} {self.findings.words} {self.facts.words}"

    def show_asked(self, questions: tuple[QuestionView, ...]) -> None:
        """Show the questions, one of which has just been sent."""
        self.asking.question.set_value("")
        self.asking.show_questions(questions)
        self.set_problems(())
        self.banner.set_parts(strong(tr("Your question is sent.")), tr("The adviser sees it on Today."))
        self.next_link.show()
        self.next_link.setFocus()

    def show_problems(self, error: FieldsError) -> None:
        """Show what is missing, at its field."""
        self.asked = False
        self.asking.may_press_again()
        self.set_problems_by_name(problems_of(error))

    def _submit(self) -> None:
        if self.asking.typed:
            self.set_problems_by_name({self.asking.question.name: tr("Send your question first, or delete it.")})
        elif not self.asked and self.takes_presses:  # nobody signs off a page that they have not seen
            self.asked = True
            self.sign_off_wanted.emit(self.comment.value())

    def _show_sign_off(self, view: ReviewView) -> None:
        self.primary.setVisible(view.signed_off is None)
        self.comment.setVisible(view.may_sign_off)
        self.next_link.setVisible(not view.may_sign_off)
        needed = tr("Required, because this session is one to look at.")
        self.comment.set_hint(needed if view.exceptions else tr("You can leave it empty: this session is ordinary."))
        self.set_missing(*self._why_not(view))

    def _why_not(self, view: ReviewView) -> tuple[str, ...]:
        """Say why this supervisor cannot sign it off; nothing if they can."""
        if view.may_sign_off:
            return ()
        if view.signed_off is None:
            return (tr("You ran or authorised this session, so another supervisor signs it off."),)
        who, when, comment = view.signed_off
        at = moment(when, self._context.desk.office.zone)
        signed = tr("{who} signed this session off on {when}.").format(who=who, when=at)
        return (signed, tr("Comment: {comment}").format(comment=comment)) if comment else (signed,)

    def _focus(self, view: ReviewView) -> None:
        """Focus where work starts: a required comment if near, else the first row, with the page at its top.

        A grave finding is read first.
        """
        grave = any(SEVERITY[found] is Severity.GRAVE for found in view.exceptions)
        self._scroll.verticalScrollBar().setValue(0)
        if view.may_sign_off and view.exceptions and not self.columns.stacked and not grave:
            self.comment.focus_target().setFocus()
            self.beside.clear()
            QTimer.singleShot(0, self, self._show_comment)  # once it is laid out
            return
        self.rest_on(self.beside.timeline)

    @Slot()
    def _show_comment(self) -> None:
        """Show the page from its top, or as little below it as shows the comment."""
        if self.comment.focus_target().hasFocus() and not QApplication.mouseButtons():
            self._scroll.verticalScrollBar().setValue(0)
            self.bring_into_sight(self.comment)

    def _facts(self, view: ReviewView) -> tuple[Fact, ...]:
        assert view.session.outcome is not None
        return (
            Fact(view.adviser_name, view.desk_name),
            self._identity(view),
            _heard(view),
            Fact(words(view.session.outcome, view.session.kind), _answers(view)),
        )

    def _identity(self, view: ReviewView) -> Fact:
        before = view.session.shown_before
        codes = before or [each.kind for each in view.documents]
        kinds = [self._context.desk.id_policy.named(code) for code in codes]
        names = " + ".join(kind.name for kind in kinds if kind)
        if len(names) > LONG_FACT:
            names = names.replace(" + ", " +\n")
        if before:
            return Fact(names, tr("shown in an earlier session: confirmed by the short check"))
        if view.id_step_seconds is None:
            return Fact(names or tr("No documents seen"), tr("identity not confirmed"))
        took = tr("confirmed in {length}").format(length=length(view.id_step_seconds))
        return Fact(names, took)


def _waiting_parts(waiting: ReviewsView | None) -> tuple[str, ...]:
    if waiting is None:
        return ()
    line = tr("{ordinary} ordinary, {look} to look at.")
    return (line.format(look=grouped(waiting.to_look_at), ordinary=grouped(waiting.ordinary)),)


def _place_parts(view: ReviewView, done: int) -> tuple[str, ...]:
    """Return "12 of 40." where it waits: of those that waited when this run began."""
    if view.place is None:
        return ()
    place, waiting = view.place
    said = tr("{place} of {count}.").format(place=grouped(place + done), count=grouped(waiting + done))
    return (strong(said),)


def _steps_parts(view: ReviewView) -> tuple[str, ...]:
    """Return how long each step took, and all of them together."""
    if not view.steps:
        return ()
    each = [tr("{step} {length}").format(step=words(one.step), length=length(one.seconds)) for one in view.steps]
    whole = length(sum(one.seconds for one in view.steps))
    return (tr("How long it took: {steps}.").format(steps=and_list(each)), tr("In all {length}.").format(length=whole))


def _heard(view: ReviewView) -> Fact:
    session, call = view.session, view.session.call
    if session.outcome in UNOPENED and not session.heard:
        return Fact(tr("Nothing was opened"), tr("{length} were ready").format(length=length(call.frames / call.rate)))
    heard = sum(len(span) for span in session.heard) / call.rate
    removed = sum(part.end - part.start for part in call.removed) / call.rate
    of = tr("{heard} of {total}, {length} removed") if call.removed else tr("{heard} of {total}, nothing removed")
    said = of.format(heard=length(heard), total=length(call.frames / call.rate), length=length(removed))
    share = percent(session.heard_fraction, 1)
    return Fact(tr("{share} heard").format(share=share), said)


def _answers(view: ReviewView) -> str:
    answers = view.session.answers
    if view.session.kind is Kind.INTERNAL:
        return tr("acknowledged") if answers.acknowledged else tr("not acknowledged")
    said = [tr("customer wants a copy too") if answers.copy_wanted else tr("no copy wanted")]
    if answers.complaint:
        said.append(tr("complaint made"))
    return ", ".join(said)
