"""One session, for the supervisor: facts, the timeline beside the heard-map, notes, the sign-off."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.reviews.views import ReviewsView, ReviewView
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.facts import Fact, Facts
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import announce, filled, strong
from desktop.ui.reviews.heard_beside import HeardBeside
from desktop.ui.reviews.notes import NotesView
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import and_list, words
from desktop.words.formatting import grouped, length, moment, percent
from desktop.words.problems import problems_of

LONG_FACT = 45
"""The length above which document names are stacked, so that the facts stay on one line."""


class ReviewPage(Page):
    """The page of one session after another. Emits `sign_off_wanted(comment)`, `save_wanted`, `next_wanted`, `back`."""

    sign_off_wanted = Signal(str)
    save_wanted = Signal()
    next_wanted = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Sign off and next"), wide=True)
        self._context = context
        self.asked = False
        self.banner = Banner("success")
        self.facts = Facts()
        self.beside = HeardBeside(context.desk.id_policy, context.desk.office.zone)
        self.notes = NotesView(context.desk.office.zone)
        self.comment = LongTextField("comment", tr("Comment"))
        side = QWidget()
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(20)
        for widget in (self.beside.heard_part, self.comment, self.notes):  # however many notes, the comment is in view
            right.addWidget(widget)
        right.addStretch(1)
        self.columns = Columns(self.beside.timeline_part, side, weights=(5, 4), stack_below=760)
        self.add(self.banner, self.facts, self.columns)
        self.save_link = self.add_link(tr("Save the receipt as PDF"), self.save_wanted.emit)
        self.next_link = self.add_link(tr("Go to the next one waiting"), self.next_wanted.emit)
        self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)
        for keys in self.findChildren(QShortcut):
            keys.setAutoRepeat(False)  # a key held down must not sign off one session after another

    def show_review(self, view: ReviewView, waiting: ReviewsView | None, comment: str, said: str = "") -> None:
        """Show a session; `comment` was typed here before, `said` reports the last action."""
        self.asked = False
        self.come_anew()
        self.banner.set_parts()
        zone = self._context.desk.office.zone
        about = tr("Session: {reference}, {when}")
        self.set_heading(about.format(reference=view.session.reference, when=moment(view.opened_at, zone)))
        self.set_lead(*((strong(said),) if said else ()), *_waiting_parts(waiting), *_why_parts(view))
        announce(self, said)
        self.facts.show_facts(*self._facts(view))
        self.beside.show_review(view)
        self.notes.show_notes(view.session)
        self.comment.set_value(comment)
        self.set_problems(())
        self._show_sign_off(view)
        self._focus(view)

    def where(self) -> str:
        return f"{super().where()} {self.facts.words}"

    def show_problems(self, error: FieldsError) -> None:
        """Show what is missing, at its field."""
        self.asked = False
        self.set_problems_by_name(problems_of(error))

    def _submit(self) -> None:
        if not self.asked and self.takes_presses:  # nobody signs off a page that they have not seen
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
        """Focus where work starts: a required comment if near, else the first row, with the page at its top."""
        if view.may_sign_off and view.exceptions and not self.columns.stacked:
            self.comment.focus_target().setFocus()
            self.beside.clear()
            return
        self.beside.timeline.setFocus()
        self._scroll.verticalScrollBar().setValue(0)

    def _facts(self, view: ReviewView) -> tuple[Fact, ...]:
        assert view.session.outcome is not None
        return (
            Fact(view.adviser_name, view.desk_name),
            self._identity(view),
            _heard(view),
            Fact(words(view.session.outcome, view.session.kind), _answers(view)),
        )

    def _identity(self, view: ReviewView) -> Fact:
        kinds = [self._context.desk.id_policy.named(code) for code in view.document_kinds]
        names = " + ".join(kind.name for kind in kinds if kind)
        if len(names) > LONG_FACT:
            names = names.replace(" + ", " +\n")
        if view.id_step_seconds is None:
            return Fact(names or tr("No documents seen"), tr("identity not confirmed"))
        took = tr("confirmed in {length}").format(length=length(view.id_step_seconds))
        return Fact(names, took)


def _waiting_parts(waiting: ReviewsView | None) -> tuple[str, ...]:
    if waiting is None:
        return ()
    line = tr("{ordinary} ordinary, {look} to look at.")
    return (line.format(look=grouped(waiting.to_look_at), ordinary=grouped(waiting.ordinary)),)


def _why_parts(view: ReviewView) -> tuple[str, ...]:
    if not view.exceptions:
        return (tr("This one is ordinary."),)
    why = strong(and_list([words(code) for code in view.exceptions]))
    return (filled(tr("This one is to look at: {why}."), why=why),)


def _heard(view: ReviewView) -> Fact:
    session, call = view.session, view.session.call
    if session.outcome in (Outcome.NO_SHOW, Outcome.CANCELLED, Outcome.NOT_ENOUGH_EVIDENCE) and not session.heard:
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
