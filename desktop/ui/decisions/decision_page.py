"""One decision: hear the copy and what was removed from it, read the request, weigh; then decide.

What is decided about stands above, the questions below at the left, what is written beside them. The request is one
line, with its facts behind a link; of an internal one they stand open: its reason decides.

The page opens at *Hear the copy*: the first press plays. Once all of it was heard, that is folded into one line, and
the keyboard goes on to the first question that is left. A ruling that is clicked, or chosen by its key, goes on to
what is still to be filled; the arrow keys choose and go nowhere.

The other questions about other people appear only while something about someone else can be heard. What was not heard,
or is newer than the copy, is said beside the decision, and confirmed when they approve all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.application.copies.deciding import Decide
from desktop.application.office.signing_in import InPerson
from desktop.application.requests.views import RequestView
from desktop.domain.copies import decision
from desktop.domain.copies.transcript import Captions
from desktop.domain.requests.request import Purpose, RefusalReason, refusals_of
from desktop.domain.shared.dates import add_months
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span, total
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.copies.copy_parts import CopyWordsPart, HearingLine, PartsList, security_code_words
from desktop.ui.kit.accessible import read_aloud
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import QuietLink
from desktop.ui.kit.forms.choices import ChipsField, Choice, ChoiceField, TicksField
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import Field, LongTextField
from desktop.ui.kit.forms.page import OwnPasswordField, problems_with_password
from desktop.ui.kit.layouts import Columns, column, column_in, in_a_row
from desktop.ui.kit.text import Words, filled, in_sentences, strong
from desktop.ui.requests.panels import choices_of, chosen
from desktop.ui.requests.request_lists import PageOfRequest
from desktop.ui.requests.request_page import RequestSheet
from desktop.ui.requests.request_words import returned
from desktop.ui.running.context import Context
from desktop.words import counted, text, tr
from desktop.words.codes import and_list, words
from desktop.words.copies import parts_removed
from desktop.words.errors import problems_of
from desktop.words.formatting import day, length, weekday_and_day
from desktop.words.requests import due_headline

NO_END, MONTHS, DUE, A_DATE = "no_end", "months", "due", "a_date"


class UntilFields(QWidget):
    """The fields. Emits `edited`. `typed` and `choice` are kept while another request is shown."""

    edited = Signal()

    def __init__(self, months: int) -> None:
        """`months`: the office's usual end of an approval."""
        super().__init__()
        self._months = months
        self._today = date.min
        self._due: date | None = None
        self.chips = ChipsField("until_choice", tr("Until when?"), ())
        self.date = DateField("until", tr("Until which day?"), this_century=True)
        self.said = Words(tone="muted")
        column_in(self, self.chips, self.date, self.said, gap=12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.chips.edited.connect(self._edited)
        self.date.edited.connect(self._edited)

    def show_request(self, today: date, due: date | None, choice: str, typed: tuple[str, str, str]) -> None:
        """Offer the answers for a request that is due then; `choice` and `typed` were entered before."""
        self._today, self._due = today, due if due is not None and due >= today else None
        offered = [Choice(MONTHS, counted(self._months, "1 month", "{n} months"))]
        if self._due is not None:
            offered.append(Choice(DUE, tr("Until the answer is due")))
        self.chips.set_choices((*offered, Choice(A_DATE, tr("Another date")), Choice(NO_END, tr("No end date"))))
        self.chips.set_value(choice if choice in self.chips.options else MONTHS)
        for box, part in zip(self.date.boxes, typed, strict=True):
            box.setText(part)
        self._show()

    @property
    def choice(self) -> str:
        """The chip that is chosen."""
        return self.chips.value() or MONTHS

    @property
    def unreadable(self) -> bool:
        """Whether a date is asked for, and what is typed is none."""
        return self.choice == A_DATE and self.date.value() is None

    def value(self) -> date | None:
        """Return the last day, or None for no end."""
        days = {MONTHS: add_months(self._today, self._months), DUE: self._due, A_DATE: self.date.value()}
        return days.get(self.choice)

    def _edited(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        self.date.setVisible(self.choice == A_DATE)
        last = self.value()
        if last is None:
            said = "" if self.choice == A_DATE else tr("They can listen for as long as the copy is kept.")
            self.said.set_parts(said)
        else:
            self.said.set_parts(filled(tr("They can listen up to {day}."), day=strong(weekday_and_day(last))))
        self.said.setVisible(bool(self.said.words))


QUESTIONS: Mapping[str, tuple[str, str]] = {
    "information": (
        text("Can anything about someone else be heard in it?"),
        text(
            "Anyone except the person asking and our own staff at work. A voice or a story can be enough "
            "to identify someone."
        ),
    ),
    "confidence": (text("Was it told in confidence?"), ""),
    "asked": (text("Was that other person asked if it can be played?"), ""),
    "capable": (
        text("Can they decide that for themselves?"),
        text("A small child cannot. Someone who is very ill may not be able to."),
    ),
    "consent": (text("What did they say?"), ""),
}


class WeighingFields(QWidget):
    """The fields of the weighing. Emits `edited` when an answer changes."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields = {name: self._field(name) for name in decision.FACTORS}
        column_in(self, *self.fields.values(), gap=18)
        for field in self.fields.values():
            field.edited.connect(self._edited)
        self._show_asked()

    def weighing(self) -> decision.Weighing:
        """Return the weighing as answered now."""
        return decision.weighing_of(dict(self.answers()))

    def first_left(self) -> ChoiceField | None:
        """Return the first question that is asked and not answered."""
        missing = self.weighing().missing
        return self.fields[missing[0]] if missing else None

    def answers(self) -> tuple[tuple[str, str | None], ...]:
        """Return the choice at each question, including those not asked now."""
        return tuple((name, field.value()) for name, field in self.fields.items())

    def set_answers(self, answers: tuple[tuple[str, str | None], ...]) -> None:
        """Choose these answers; clear every other question."""
        given = dict(answers)
        for name, field in self.fields.items():
            field.set_value(given.get(name))
        self._show_asked()

    def _field(self, name: str) -> ChoiceField:
        question, hint = QUESTIONS[name]
        return ChoiceField(
            name, tr(question), choices_of(decision.FACTORS[name]), tr(hint) if hint else "", across=True
        )

    def _edited(self) -> None:
        self._show_asked()
        self.edited.emit()

    def _show_asked(self) -> None:
        asked = self.weighing().others_can_be_heard
        for name, field in self.fields.items():
            field.setVisible(asked or name == "information")


class Unheard:
    """The notice `told` at the decision, and `known`, which is asked once someone approves all the same."""

    def __init__(self) -> None:
        self.told = Banner("notice", aloud=False)  # the page says how much was heard, and asks once more
        tick = Choice("known", tr("Approve it although I have not heard all of it"))
        hint = tr("The log says that you approved it unheard, and how much of it.")
        self.known = TicksField("unheard", tr("Not heard"), (tick,), hint)
        self.known.hide()
        self.left = False
        self._asked = False

    def begin(self) -> None:
        """Ask nothing yet: another request is shown."""
        self._asked = False
        self.known.set_value(())

    def show(self, view: RequestView | None, heard: tuple[Span, ...], *, approving: bool) -> None:
        """Show what is left to hear, where someone is about to approve."""
        call = view.call if view is not None else None
        left = decision.unheard_of(heard, call.frames, call.rate) if call is not None else ()
        self.left = bool(left)
        shown = self.left and approving and view is not None
        self.told.set_parts(*(_unheard_words(view, heard, left) if shown and view is not None else ()))
        self.known.setVisible(shown and self._asked)

    def ask(self) -> None:
        """Ask once more, from now on."""
        self._asked = True
        self.known.show()


def _unheard_words(view: RequestView, heard: tuple[Span, ...], left: tuple[Span, ...]) -> tuple[str, ...]:
    assert view.call is not None
    rate = view.call.rate
    parts = [
        str(index + 1)
        for index, (start, end, *_) in enumerate(view.removed_internal)
        if not decision.was_heard(Span(start, end), heard, rate)
    ]
    said = tr("You have not heard {length} of it.").format(length=length(total(left) / rate))
    if parts:
        named = counted(
            len(parts), "That includes part {parts}.", "That includes parts {parts}.", parts=and_list(parts)
        )
        return strong(said), named, tr("If you approve now, you are asked once more.")
    return strong(said), tr("If you approve now, you are asked once more.")


class NewerMarks:
    """The notice: `told` at the top of the page, `known` at the decision. Both are hidden if the copy has all marks."""

    def __init__(self) -> None:
        self.told = Banner("notice")
        tick = Choice("known", tr("Approve this copy as it is"))
        hint = tr("The marks were changed after this copy was made. What was marked since can still be heard in it.")
        self.known = TicksField("newer_marks", tr("Newer marks"), (tick,), hint)
        self.are_there = False

    def show(self, are_there: bool, *, approving: bool) -> None:
        """Show the notice; `approving`: whether the approver has chosen to approve."""
        self.are_there = are_there
        self.told.set_parts(*(_newer_marks_words() if are_there else ()))
        self.known.setVisible(are_there and approving)


def _newer_marks_words() -> tuple[str, ...]:
    return (
        strong(tr("The marks are newer than this copy.")),
        tr("The marks were changed after this copy was made, and the change is not in it."),
        tr("Send it back, and ask for a copy of the marks as they are now."),
    )


APPROVE, SEND_BACK, REFUSE = (ruling.value for ruling in decision.Ruling)


@dataclass(frozen=True)
class Draft:
    """The choices and text entered for one request, kept while another request is shown."""

    choice: str | None = None
    until_choice: str = MONTHS
    until: tuple[str, str, str] = ("", "", "")
    refusal: str | None = None
    words: str = ""
    ticks: frozenset[str] = frozenset()
    answers: tuple[tuple[str, str | None], ...] = ()
    transcript: str | None = None


class DecisionPage(PageOfRequest):
    """The page for one decision after another. Emits `wanted(Decide)` or `back`; `hearing` shows what to hear."""

    wanted = Signal(Decide)

    def __init__(self, context: Context) -> None:
        lead = tr("Read the request and what was removed, listen, then decide.")
        super().__init__("", lead, primary=" ", wide=True)
        self._context = context
        self.shown = Draft()
        """The answers with which it was shown."""
        self.returned, self.warned, self.newer = Banner("notice"), Banner("problem"), NewerMarks()
        self.sheet, self.parts, self.transcript = RequestSheet(context), PartsList(), CopyWordsPart()
        self.all_facts = self.add_link(tr("All facts"), self._turn_facts)
        self.nothing_removed = Words(tr("Nothing was removed from this copy."), tone="muted")
        self.hearing = HearingLine(originals=context.desk.strongroom is not None)
        self._heard: tuple[Span, ...] = ()
        self.weighing, self.heard_line = WeighingFields(), Words()
        self.hear_again, self._unfolded = QuietLink(tr("Show it again")), False
        self.folded = in_a_row(self.heard_line, self.hear_again, gap=24, row_gap=0)
        self._make_fields()
        sound = column(self.hearing, self.nothing_removed, gap=14)
        self.add(self.returned, self.warned, self.newer.told, self.sheet)
        self.sound = Columns(sound, self.parts, stack_below=760)
        self.add(self.sound, self.transcript, self.folded, self.weighing, self.choice, self.transcript.field)
        asked = (
            self.until,
            self.transcript.known,
            self.nothing,
            self.newer.known,
            self.refusal,
            self.unheard.told,
            self.unheard.known,
            self.transcript.not_read,
            self.transcript.unread,
        )
        said = column(self.words, self.own_password, self.add_words, gap=12)
        self.add(Columns(column(*asked, gap=12), said, weights=(3, 2), stack_below=760))
        self.back_link = self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)
        for place, (key, option) in enumerate(self.choice.options.items(), 1):
            option.installEventFilter(self)
            keys = QShortcut(QKeySequence(f"Alt+{place}"), self)
            keys.activated.connect(partial(self._rule, key))
        for part in (self.until, self.choice, self.weighing, self.transcript.field):
            part.edited.connect(self._show_choice)
        self.hear_again.clicked.connect(self._unfold)
        self.add_words.clicked.connect(self._write)

    def _make_fields(self) -> None:
        choices = (
            Choice(APPROVE, tr("Approve"), tr("They may listen to this copy (Alt+1)")),
            Choice(SEND_BACK, tr("Send back"), tr("It is prepared again (Alt+2)")),
            Choice(REFUSE, tr("Refuse"), tr("Nothing opens, and they are told why (Alt+3)")),
        )
        self.choice = ChoiceField("ruling", tr("Can the person listen to this copy?"), choices, across=True)
        self.until, self.unheard = UntilFields(self._context.desk.policy.approval_months), Unheard()
        tick = Choice("nothing", tr("There was nothing to remove"))
        hint = tr("For training, customer details are removed. Nothing was removed from this copy.")
        self.nothing = TicksField("nothing_to_remove", tr("Customer details"), (tick,), hint)
        self.refusal = ChoiceField("refusal", tr("Why is it refused?"), choices_of(RefusalReason))
        self.words = LongTextField("words", tr("Words"), lines=2)
        self.add_words, self._writes = QuietLink(tr("Add words for the file")), False
        self.own_password = OwnPasswordField()

    def show_request(self, view: RequestView, draft: Draft, heard: tuple[Span, ...]) -> None:
        """Show a request, with the draft kept for it, and what was heard of its copy."""
        self.view = view
        self.reset()
        self.set_heading(tr("Decide on {reference}").format(reference=view.row.reference))
        self.returned.set_parts(*returned(view.decision, self._context.desk.office.zone))
        self.warned.set_parts(*(security_code_words() if view.security_code_at else ()))
        self.newer.are_there = view.newer_marks
        self._show_in_brief(view)
        self._heard = heard
        self.parts.show_parts(view, heard)
        self.transcript.show_view(view.words, draft.transcript)
        self.nothing_removed.setVisible(not view.removed_internal)
        self.hearing.show_heard(view, heard)
        self.unheard.begin()
        self._writes = self._unfolded = False
        for reason in RefusalReason:
            self.refusal.options[reason.value].setVisible(reason in refusals_of(view.row.kind))
        self._fill(draft)
        self.asked = False
        self.set_problems(())
        self._show_choice()
        self.rest_on(self.hearing.copy if self.hearing.copy.isVisibleTo(self) else self.back_link)
        self.shown = self.draft()

    def shows(self, view: RequestView) -> bool:
        return self.view is not None and _from_elsewhere(view) == _from_elsewhere(self.view)

    def overwritable_fields(self) -> Collection[Field]:
        return self.fields() if self.draft() == self.shown else ()

    def _show_in_brief(self, view: RequestView) -> None:
        """Say in one line what the request is; its facts are folded, unless its reason decides."""
        row, prepared = view.row, view.prepared_by
        due = f"{due_headline(row.due_on, row.status, self._context.desk.today())}." if row.due_on else ""
        by = tr("Prepared by {name}.").format(name=prepared) if prepared else ""
        self.set_lead(*((strong(due),) if due else ()), f"{words(row.kind)}.", *((by,) if by else ()))
        self.sheet.show_request(view)
        self._show_facts(row.kind is Kind.INTERNAL)

    def _turn_facts(self) -> None:
        self._show_facts(self.sheet.isHidden())
        if not self.sheet.isHidden():
            self.scroll_to(self.sheet)

    def _show_facts(self, shown: bool) -> None:
        self.sheet.setVisible(shown)
        self.all_facts.set_words(tr("Show less") if shown else tr("All facts"))
        self.all_facts.setAccessibleName(f"{self.all_facts.text()}: {tr('all facts of the request')}")

    def show_heard(self, heard: tuple[Span, ...]) -> None:
        """Show how much of the copy has been heard so far. Nothing is pressed at first: a window was over the page."""
        if self.view is None:
            return
        self.reset()
        self._heard = heard
        self.hearing.show_heard(self.view, heard)
        self.parts.show_heard(heard)
        self._show_choice()
        self._where.say_soon()
        if not self.unheard.left:
            self.go_on()

    def show_transcript(self, captions: Captions, rate: int) -> None:
        """Show the words of the copy: they are read now."""
        self.transcript.show_words(captions, rate)
        self._show_choice()

    def go_on(self) -> None:
        """Move the keyboard to the first question that is left, or to the password."""
        key = self.choice.value()
        left: Field | None = self.weighing.first_left() if self._weighs else None
        if left is None and key == APPROVE:
            left = self.own_password
        elif left is None and key is not None:
            left = self.refusal if key == REFUSE and self.refusal.value() is None else self.words
        (left or self.choice).focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on after a click on a ruling."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched in self.choice.options.values():
            QTimer.singleShot(0, self, self._go_on_after_click)  # once it is chosen
        return super().eventFilter(watched, event)

    @Slot()
    def _go_on_after_click(self) -> None:
        if self.choice.value() is not None and not self.busy and not read_aloud():
            self.go_on()

    def _rule(self, key: str) -> None:
        """Choose a ruling by its key."""
        if self.takes_presses and not self.busy:
            self.choice.options[key].setChecked(True)
            self.go_on()

    def where(self) -> str:
        """Return the usual text, how much is removed, and how much of the copy has been heard."""
        return in_sentences(super().where(), self._removed_words(), self.hearing.spoken())

    def draft(self) -> Draft:
        """Return the current choices and text."""
        return Draft(
            choice=self.choice.value(),
            until_choice=self.until.choice,
            until=self.until.date.typed(),
            refusal=self.refusal.value(),
            words=self.words.value(),
            ticks=self.nothing.value() | self.newer.known.value() | self.transcript.known.value(),
            answers=self.weighing.answers(),
            transcript=self.transcript.field.value(),
        )

    def show_problems(self, error: ListeningRoomError) -> None:
        """Show the problems at their fields. What was typed stays, but for the password."""
        self.asked = False
        self.own_password.wipe()
        problems = problems_with_password(error)
        self._ask_about(problems)
        if self.newer.known.name in problems:  # they may have been changed while this page was read
            self.newer.show(True, approving=True)
        if self.transcript.known.name in problems:
            self.transcript.ask_about_newer()
        self.set_problems_by_name(problems)

    def _fill(self, draft: Draft) -> None:
        self.choice.set_value(draft.choice)
        assert self.view is not None
        today = self._context.desk.today()
        self.until.show_request(today, self.view.row.due_on, draft.until_choice, draft.until)
        self.refusal.set_value(draft.refusal)
        self.words.set_value(draft.words)
        self.nothing.set_value(draft.ticks)
        self.newer.known.set_value(draft.ticks)
        self.transcript.known.set_value(draft.ticks)
        self.weighing.set_answers(draft.answers)

    def _show_choice(self) -> None:
        key, view = self.choice.value(), self.view
        approving = key == APPROVE
        training = view is not None and view.request.purpose is Purpose.TRAINING and not view.removed_internal
        self.weighing.setVisible(self._weighs)
        self.until.setVisible(approving)
        self.transcript.show_choice(approving=approving)
        self.nothing.setVisible(approving and training)
        self.newer.show(self.newer.are_there, approving=approving)
        self.refusal.setVisible(key == REFUSE)
        self.own_password.setVisible(approving)
        self.unheard.show(view, self._heard, approving=approving)
        self._fold(approving=approving)
        self.words.set_hint(self._words_hint(key))
        says = {
            APPROVE: self._approve_words(),
            SEND_BACK: tr("Send the copy back"),
            REFUSE: tr("Refuse the request"),
        }
        self.primary.set_words(says.get(key or "", tr("Decide")))

    def _fold(self, *, approving: bool) -> None:
        """Leave room for what is asked: what was heard is one line, and words that nobody has to type are a link."""
        heard = approving and self.view is not None and self.view.call is not None and not self.unheard.left
        said = in_sentences(self.hearing.spoken(), self._removed_words(), self.transcript.told.words)
        folded = heard and not self._unfolded
        self.heard_line.set_parts(said)
        self.folded.setVisible(folded)
        self.sound.setVisible(not folded)
        self.transcript.fold(folded)
        asked = approving and self._weighs and self.weighing.weighing().against_their_will
        writes = self._writes or not approving or asked or bool(self.words.value())
        self.words.setVisible(self.choice.value() is not None and writes)
        self.add_words.setVisible(approving and not writes)

    @Slot()
    def _unfold(self) -> None:
        self._unfolded = True
        self._show_choice()
        first = self.hearing.copy if self.hearing.copy.isVisibleTo(self) else self.choice.focus_target()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _write(self) -> None:
        self._writes = True
        self._show_choice()
        self.words.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _approve_words(self) -> str:
        last = self.until.value()
        return tr("Approve until {day}").format(day=day(last)) if last else tr("Approve the request")

    def _words_hint(self, key: str | None) -> str:
        if key == SEND_BACK:
            return tr("What has to change? Whoever prepares it will read this.")
        if key == APPROVE and self._weighs and self.weighing.weighing().against_their_will:
            return tr("Someone refused. Say why it is still reasonable to let it be heard.")
        return tr("Anything you want to add for the file. This is optional.")

    def _removed_words(self) -> str:
        if self.view is None or self.view.call is None:
            return ""
        count = len(self.view.removed_internal)
        return parts_removed(count) if count else self.nothing_removed.words

    @property
    def _weighs(self) -> bool:
        return self.view is not None and decision.is_weighed(self.view.row.kind)

    def _submit(self) -> None:
        if self.asked:
            return
        approving = self.choice.value() == APPROVE
        if approving and self.until.unreadable:
            self.show_problems(FieldsError({"until": "date_unreadable"}))
        elif approving and (codes := self._to_confirm()):
            self._ask_once_more(codes)
        else:
            self.set_problems(())
            self.asked = True
            self.wanted.emit(self._command(self.until.value()))

    def _to_confirm(self) -> dict[str, str]:
        """Return what is about to be approved unheard or unread, and not confirmed yet, as problems."""
        unheard = self.unheard.left and not self.unheard.known.value()
        return ({"unheard": "unheard_not_known"} if unheard else {}) | (
            {"unread": "unread_not_known"} if self.transcript.to_confirm else {}
        )

    def _ask_once_more(self, codes: dict[str, str]) -> None:
        """Ask whether it is approved all the same. The password stays typed: nothing was asked of the office yet."""
        self._ask_about(codes)
        self.set_problems_by_name(problems_of(FieldsError(codes)))

    def _ask_about(self, problems: Collection[str]) -> None:
        if self.unheard.known.name in problems:
            self.unheard.ask()
        if self.transcript.unread.name in problems:
            self.transcript.ask_unread()

    def _command(self, until: date | None) -> Decide:
        assert self.view is not None
        ruling = chosen(decision.Ruling, self.choice)
        approves = ruling is decision.Ruling.APPROVE
        return Decide(
            by=InPerson(self._context.actor, self.own_password.value() if approves else ""),
            request=self.view.row.id,
            ruling=ruling,
            copy=self.view.copy,
            asker=self.view.request.asker,
            until=until if approves else None,
            refusal=chosen(RefusalReason, self.refusal) if ruling is decision.Ruling.REFUSE else None,
            words=self.words.value(),
            nothing_to_remove=bool(self.nothing.value()),
            unheard_known=bool(self.unheard.known.value()),
            unread_known=bool(self.transcript.unread.value()),
            newer_transcript_known=bool(self.transcript.known.value()),
            newer_marks_known=self.newer.are_there and bool(self.newer.known.value()),
            weighing=self.weighing.weighing() if self._weighs else decision.UNWEIGHED,
            with_transcript=self.transcript.answer() if approves else None,
        )


def _from_elsewhere(view: RequestView) -> RequestView:
    """Return the view without what was heard and read here, which the page shows by itself."""
    return replace(view, heard=(), words=replace(view.words, read=False))
