"""One session, for the supervisor: why it is looked at, facts, the timeline beside the heard-map, the checks made on
each document, notes, questions to its adviser, the sign-off.

Moving to a row of the timeline shows its place in the recording, and the other way round.

A grave finding fills the page, an ordinary session has one quiet line. A group of findings is told by its words and
its size, and each cell of the checks has words: colour only helps. What was not compared on a document is said as well.

Rules of the timeline:
- During playback, what was heard is saved once a minute. These events are one row ("Played 0:00 to 2:06"), at the
  time when playback began, until the supervisor asks for every event.
- A stop by the program, and its reason, has a row of its own.
- A row names a person only if it was not the session's adviser.
- Rows that need attention are marked, and their words say why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.application.reviews.reviewing import CheckedDocument, ReviewsView, ReviewView, TimelineRow
from desktop.application.sessions.views import NoteView, QuestionView, SessionView
from desktop.domain.log.events import Event, EventKind, Trait, kinds
from desktop.domain.reviews.review import SEVERITY, Exceptional, Severity, by_severity
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import CallerCheck, Check
from desktop.domain.sessions.session import NoteKind, Outcome, WhyFinished
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span, union
from desktop.ui.kit.banners import Banner, GravePanel
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.forms.fields import Field, LongTextField
from desktop.ui.kit.layouts import Columns, column, column_in, empty
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.sound_bars import HeardMap
from desktop.ui.kit.text import Words, in_sentences, small, strong, subtitle
from desktop.ui.player.panel import bar_of
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import RecordPage
from desktop.words import Texts, counted, tr
from desktop.words.codes import and_list, words
from desktop.words.events import Timeline
from desktop.words.formatting import clock, day, grouped, length, local, moment, percent, time_of_day

PLAYING = frozenset({EventKind.HEARD, EventKind.PLAY_STOPPED})
ENDS = frozenset(
    {
        EventKind.PLAY_STOPPED,
        EventKind.BREAK_STARTED,
        EventKind.DISTRESS_STOPPED,
        EventKind.LISTENING_FINISHED,
        EventKind.SESSION_INTERRUPTED,
    }
)
STANDS_OUT = kinds(Trait.STANDS_OUT)


@dataclass(frozen=True)
class Line:
    """One row. `heard` are frames heard, `frame` a position in the recording, or None if it has none."""

    key: int
    at: datetime
    words: str
    who: str
    heard: tuple[Span, ...] = ()
    frame: int | None = None
    marked: bool = False

    def place(self) -> tuple[int, int] | None:
        """Return the first and last frame of the row."""
        if self.heard:
            return self.heard[0].start, self.heard[-1].end
        return None if self.frame is None else (self.frame, self.frame)

    def is_at(self, frame: int) -> bool:
        """Return whether a frame was heard here."""
        return any(span.start <= frame < span.end for span in self.heard)


def every_line(rows: Iterable[TimelineRow], wording: Timeline) -> tuple[Line, ...]:
    """Return a row for each event."""
    return tuple(_line(row, wording) for row in rows)


def folded_lines(rows: Sequence[TimelineRow], wording: Timeline, rate: int) -> tuple[Line, ...]:
    """Return a row for each event, but one for each period of playback. `rate` is in frames a second."""
    lines: list[Line] = []
    begun: int | None = None
    for row in rows:
        line, kind = _line(row, wording), row.event.kind
        if begun is not None:
            lines[begun] = _with_heard(lines[begun], line, rate)
            line = replace(line, heard=())
        if begun is None or kind not in PLAYING or "because" in row.event.facts:
            lines.append(line)
        if kind is EventKind.PLAY_STARTED:
            begun = len(lines) - 1
        elif kind in ENDS:
            begun = None
    return tuple(lines)


def _with_heard(begun: Line, later: Line, rate: int) -> Line:
    """Return the row of a period of playback, extended by what `later` adds."""
    if not later.heard:
        return begun
    heard = union((*begun.heard, *later.heard))
    said = tr("{start} to {end}")
    spans = [said.format(start=clock(span.start / rate), end=clock(span.end / rate)) for span in heard]
    return replace(begun, heard=heard, words=tr("Played {spans}").format(spans=and_list(spans)))


def line_at(lines: Sequence[Line], frame: int) -> Line | None:
    """Return the last row at which a frame was heard."""
    return next((line for line in reversed(lines) if line.is_at(frame)), None)


def _line(row: TimelineRow, wording: Timeline) -> Line:
    event = row.event
    return Line(
        key=row.seq,
        at=event.at,
        words=wording.words(event),
        who=_who(row),
        heard=_heard_in(event),
        frame=_frame(event),
        marked=_is_marked(event),
    )


def _who(row: TimelineRow) -> str:
    if not row.elsewhere:
        return row.actor_name
    return tr("{who}, at {desk}").format(who=row.actor_name, desk=row.elsewhere)


def _heard_in(event: Event) -> tuple[Span, ...]:
    pairs = event.facts.get("heard", ())
    assert isinstance(pairs, Sequence)
    return union(Span(int(pair[0]), int(pair[1])) for pair in pairs if isinstance(pair, Sequence))


def _frame(event: Event) -> int | None:
    frame = event.facts.get("frame", -1)
    return frame if isinstance(frame, int) and frame >= 0 else None


def _unseen(event: Event) -> bool:
    """Return whether nobody had looked at the answers to the caller check."""
    marks = event.facts.get("exceptions", ())
    return isinstance(marks, Sequence) and Exceptional.ANSWERS_NOT_SEEN.value in marks


def _is_marked(event: Event) -> bool:
    if event.kind is EventKind.IDENTITY_CONFIRMED:
        return event.facts.get("caller") == CallerCheck.NEAR_ENOUGH.value or _unseen(event)
    if event.kind is EventKind.LISTENING_FINISHED:
        return event.facts.get("because") == WhyFinished.FAULT.value
    if event.kind is EventKind.PLAY_STOPPED:
        return "because" in event.facts
    return event.kind in STANDS_OUT


def _replace(box: QVBoxLayout, told: Iterable[Words]) -> None:
    """Show other lines in a box."""
    empty(box)
    for each in told:
        box.addWidget(each)


class AskingPart(QWidget):
    """The part of the page. Emits `wanted(words)`; the field comes when it is asked for."""

    wanted = Signal(str)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self.asked = False
        self.shown: list[Words] = []
        said = QWidget()
        self._said = column_in(said, gap=8)
        self.ask, self.send = LinkButton(tr("Ask the adviser")), SecondaryButton(tr("Send the question"))
        self.part_button = self.send
        hint = tr("They see it on Today. Their answer will be here.")
        self.question = LongTextField("question", tr("Your question"), hint, lines=2)
        column_in(self, said, self.ask, self.question, self.send, gap=8)
        self.ask.clicked.connect(self._unfold)
        self.send.clicked.connect(self._send)

    def show_review(self, view: ReviewView) -> None:
        """Show a session's questions, with nothing typed."""
        self.question.set_value("")
        self.show_questions(view.questions)
        self.ask.setVisible(view.may_ask)

    def show_questions(self, questions: tuple[QuestionView, ...]) -> None:
        """Show the questions, and fold the field."""
        self.asked = False
        self.shown = [small(*self._parts(each)) for each in questions]
        _replace(self._said, self.shown)
        self._fold(folded=True)

    @property
    def typed(self) -> bool:
        """Whether a question is typed that was not sent."""
        return bool(self.question.value().strip())

    def _parts(self, question: QuestionView) -> tuple[str, ...]:
        asked = tr("{who} asked {adviser} on {when}:").format(
            who=question.asked_by, adviser=question.asked_to, when=moment(question.asked_at, self._zone)
        )
        if question.answer is None or question.answered_at is None:
            return strong(asked), f"\n{question.words}", "\n" + tr("Not answered yet.")
        answered = tr("Answered on {when}:").format(when=moment(question.answered_at, self._zone))
        return strong(asked), f"\n{question.words}\n", strong(answered), f"\n{question.answer}"

    def _unfold(self) -> None:
        self._fold(folded=False)
        self.question.focus_target().setFocus()

    def _fold(self, *, folded: bool) -> None:
        self.ask.setVisible(folded)
        self.question.setVisible(not folded)
        self.send.setVisible(not folded)

    def _send(self) -> None:
        if not self.asked:
            self.asked = True
            self.wanted.emit(self.question.value())


COMPARED: Texts[tuple[Check, ...]] = {
    (Check.EXPIRY_FINE, Check.RECENT_ENOUGH): "Date",
    (Check.SHARE_CODE_OPENED,): "Share code",
    (Check.NAME_MATCHES, Check.NAME_CHANGE_SEEN): "Name",
    (Check.BIRTH_MATCHES, Check.BIRTH_NOT_SHOWN): "Date of birth",
    (Check.CURRENT_ADDRESS, Check.OTHER_ADDRESS): "Address",
    (Check.TYPED_CORRECTLY, Check.NUMBER_AGREES): "Number",
}
"""The comparisons, in the order of the page on which they are."""
IF_MADE = ((Check.SHARE_CODE_OPENED,), (Check.TYPED_CORRECTLY, Check.NUMBER_AGREES))
"""The comparisons that nobody has to make of most documents: each has a row where someone did."""
LESS = frozenset({Check.NAME_CHANGE_SEEN, Check.BIRTH_NOT_SHOWN, Check.OTHER_ADDRESS})
"""Comparisons that were answered, and are no match."""


class CheckedView(QWidget):
    """The table under its heading, or a line that no document was accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowsView(tr("What was checked on each document"), (), (), header=True, links=False)
        self.none = Words(tone="muted")
        column_in(self, subtitle(tr("Checked on each document")), self.none, self.rows, gap=8)

    def show_documents(
        self, documents: tuple[CheckedDocument, ...], policy: IdPolicy, *, short_check: bool = False
    ) -> None:
        """Show these documents, named by the office's policy: a column for each. `short_check`: they were identified by
        it, and no document was compared in this session.
        """
        said = tr("The short check was made: documents were compared in the earlier session.")
        self.none.set_parts(said if short_check else tr("No document was accepted."))
        self.none.setVisible(not documents)
        self.rows.setVisible(bool(documents))
        kinds = [policy.named(each.kind) for each in documents]
        names = [kind.name if kind else each.kind for kind, each in zip(kinds, documents, strict=True)]
        made = {check for each in documents for check in each.checks}
        told = [those for those in COMPARED if those not in IF_MADE or made.intersection(those)]
        self.rows.set_columns((tr("Compared"), *names), (3, *(4 for _ in documents)))
        self.rows.show_rows(
            [
                Row(place, (tr(COMPARED[those]), *(_check_cell(each, those) for each in documents)))
                for place, those in enumerate(told)
            ]
        )


def _check_cell(document: CheckedDocument, those: tuple[Check, ...]) -> str:
    """Return what was compared there: a dash before what is no match."""
    made = [check for check in those if check in document.checks]
    if not made:
        return tr("– not compared")
    said = [tr("– {check}") if check in LESS else "{check}" for check in made]
    return "\n".join(each.format(check=words(check)) for each, check in zip(said, made, strict=True))


WHAT_TO_DO: Texts[Exceptional] = {
    Exceptional.DISTRESS: "Read when the sound was stopped, and what was offered then. Ask the adviser if it is "
    "not written down. Does anyone need to be called?",
    Exceptional.STOPPED_BY_STAFF: "Read why the adviser stopped it, and how the person took it. Ask if it is not "
    "written down.",
}
"""The places to look at, where a finding is grave."""


class FindingsView(QWidget):
    """The findings of a session in their groups, the gravest first."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.grave, self.serious, self.unusual = GravePanel(), Banner("notice"), Words()
        column_in(self, self.grave, self.serious, self.unusual, gap=10)

    def show_findings(self, found: tuple[Exceptional, ...]) -> None:
        """Show these; none is said in one quiet line."""
        groups = dict(by_severity(found))
        grave = groups.get(Severity.GRAVE, ())
        names = and_list([words(code) for code in grave])
        todo = (tr(WHAT_TO_DO[code]) for code in grave)
        self.grave.show_found(words(Severity.GRAVE), names[:1].upper() + names[1:], *todo)
        self.serious.set_parts(*_finding_words(groups, Severity.SERIOUS))
        ordinary = () if found else (tr("This one is ordinary."),)
        self.unusual.set_parts(*_finding_words(groups, Severity.UNUSUAL), *ordinary)
        self.unusual.set_tone("" if found else "muted")
        self.unusual.setVisible(bool(self.unusual.words))
        said = (words(Severity.GRAVE), self.grave.found.words) if grave else ()
        self.words = in_sentences(*said, self.serious.words, self.unusual.words)


def _finding_words(groups: dict[Severity, tuple[Exceptional, ...]], severity: Severity) -> tuple[str, ...]:
    """Return "Look at this: lesser check." for the group, where there is one."""
    found = groups.get(severity)
    if not found:
        return ()
    names = and_list([words(code) for code in found])
    return (strong(tr("{group}:").format(group=words(severity))), tr("{findings}.").format(findings=names))


class NotesView(QWidget):
    """The notes, or a line that says there are none."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        notes = QWidget()
        self._box = column_in(notes, gap=8)
        column_in(self, subtitle(tr("Notes")), notes, gap=8)

    def show_notes(self, session: SessionView) -> None:
        """Show the notes of a session instead of the previous ones."""
        notes = [small(*self._parts(note, session.call.rate)) for note in session.notes]
        _replace(self._box, notes or [small(tr("Nothing was noted."), tone="muted")])

    def _parts(self, note: NoteView, rate: int) -> tuple[str, ...]:
        time = time_of_day(note.taken_at, self._zone)
        kind = words(NoteKind(note.kind))
        if note.at_frame is not None:
            kind = tr("{kind} at {at}").format(kind=kind, at=clock(note.at_frame / rate))
        head = tr("{note}, correction wanted").format(note=kind) if note.correction_wanted else kind
        return strong(f"{time}  {head}"), f"\n{note.words}"


class HeardBeside(QObject):
    """The link between timeline and heard-map. It is no widget: the page places `timeline_part` and `heard_part`."""

    def __init__(self, id_policy: IdPolicy, zone: ZoneInfo) -> None:
        super().__init__()
        self._id_policy, self._zone = id_policy, zone
        self._view: ReviewView | None = None
        self._every = False
        self.lines: tuple[Line, ...] = ()
        columns = tr("Time"), tr("What")
        self.timeline = RowsView(tr("What happened"), columns, (0, 1), header=False, links=False)
        self.heard = HeardMap(tr("What was heard"))
        self.heard.show_head(False)
        self.every_link = LinkButton("")
        self.timeline_part = column(subtitle(tr("What happened")), self.timeline, self.every_link, gap=8)
        self.heard_part = column(subtitle(tr("What was heard")), self.heard, gap=8)
        self.timeline.moved.connect(self._show_place)
        self.timeline.pointed.connect(self._show_place)
        self.heard.pointed.connect(self._point_at)
        self.heard.seek.connect(self._go_to)
        self.every_link.clicked.connect(self._unfold)

    def show_review(self, view: ReviewView) -> None:
        """Show a session, with each period of playback folded into one row."""
        self._view, self._every = view, False
        self.heard.show_bar(bar_of(view.session.call, view.session.heard))
        self.heard.show_head(False)
        self.clear()
        self._fill()

    def clear(self) -> None:
        """Clear the highlight."""
        self.timeline.select_key(None)
        self.heard.set_pointed(None)

    def _fill(self) -> None:
        assert self._view is not None
        view, rate = self._view, self._view.session.call.rate
        wording = Timeline(rate, self._id_policy, view.session.kind)
        every = every_line(view.timeline, wording)
        folded = folded_lines(view.timeline, wording, rate)
        self.lines = every if self._every else folded
        self.timeline.show_rows([self._happened(line, view) for line in self.lines])
        self.every_link.setVisible(len(folded) < len(every))
        show_every = counted(len(every), "Show the 1 event", "Show all {n} events")
        self.every_link.set_words(tr("Show playback in brief") if self._every else show_every)

    def _happened(self, line: Line, view: ReviewView) -> Row:
        opened, at = local(view.opened_at, self._zone).date(), local(line.at, self._zone).date()
        time = time_of_day(line.at, self._zone)
        time = time if at == opened else f"{day(at)}, {time}"
        who = f" ({line.who})" if line.who not in ("", view.adviser_name) else ""
        return Row(line.key, (time, line.words + who), line.marked)

    def _unfold(self) -> None:
        self._every = not self._every
        self._fill()

    @Slot(object)
    def _show_place(self, key: object) -> None:
        """Highlight the place of a row moved to or pointed at; on None (the pointer left) that of the current row."""
        wanted = self.timeline.current_key() if key is None else key
        self.heard.set_pointed(next((line.place() for line in self.lines if line.key == wanted), None))

    @Slot(object)
    def _point_at(self, frame: int | None) -> None:
        line = line_at(self.lines, frame) if frame is not None else None
        if line is not None:
            self.timeline.select_key(line.key)

    @Slot(int)
    def _go_to(self, frame: int) -> None:
        """Go to a frame, by pointer or keyboard: highlight it, and the row where it was heard."""
        self.heard.show_head(True)
        self.heard.set_frame(frame)
        self._point_at(frame)


LONG_FACT = 45
"""The length above which document names are stacked, so that the facts stay on one line."""
UNOPENED = frozenset({Outcome.NO_SHOW, Outcome.CANCELLED, Outcome.NOT_ENOUGH_EVIDENCE, Outcome.OPENED_BY_MISTAKE})
"""The outcomes of sessions in which nothing was opened, unless some of it was heard."""


class ReviewPage(RecordPage):
    """The page of one session after another. Emits `sign_off_wanted(comment)`, `back`."""

    compact = True
    view: ReviewView | None = None
    sign_off_wanted = Signal(str)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Sign off and next"), wide=True)
        self._context = context
        self.banner = Banner("success")
        self.findings, self.facts, self.steps = FindingsView(), Facts(), small(tone="muted")
        self.checked, self.asking = CheckedView(), AskingPart(context.desk.office.zone)
        self.beside = HeardBeside(context.desk.id_policy, context.desk.office.zone)
        self.notes = NotesView(context.desk.office.zone)
        self.comment = LongTextField("comment", tr("Comment"))
        # However many notes, the comment is in view.
        side = column(self.beside.heard_part, self.comment, self.asking, self.checked, self.notes)
        self.columns = Columns(self.beside.timeline_part, side, weights=(5, 4), stack_below=760)
        self.add(self.banner, self.findings, self.facts, self.steps, self.columns)
        self.save_link = self.add_link(tr("Save the receipt as PDF"))
        self.next_link = self.add_link(tr("Go to the next one waiting"))
        self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)
        for keys in self.findChildren(QShortcut):
            keys.setAutoRepeat(False)  # a key held down must not sign off one session after another

    def show_review(self, view: ReviewView, waiting: ReviewsView | None, comment: str, done: int = 0) -> None:
        """Show a session; `comment` was typed here before, `done` were signed off in this run."""
        self.view, self.asked = view, False
        self.reset()
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

    def shows(self, view: ReviewView) -> bool:
        """Return whether it does, but for how many wait: that is said, and moves nothing."""
        return self.view is not None and replace(view, place=None) == replace(self.view, place=None)

    def overwritable_fields(self) -> Collection[Field]:
        """Return the comment, which stands there empty or as it was kept."""
        return () if self.comment.problem else [self.comment]

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

    def press_again(self) -> None:
        """Allow another press: nothing was done, and the reason is shown."""
        self.asked = self.asking.asked = False

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
            self.scroll_to(self.comment)

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
