"""The supervisor's reviews: the list, and one session after another. The one that is open follows what other PCs do
with it.

Exceptions come first, then the oldest. The list is filtered by date, adviser, outcome and words in notes; on request
those that are signed off are among them.

A sign-off can be taken back for ten seconds, or as long as was chosen, from a line above whatever page comes next. The
line takes no focus. A screen reader is told once that it is there, with its key; the seconds are for the eye. Its place
stays until the page changes, so that nothing moves under a pointer when its time is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.application.log.integrity import Lag
from desktop.application.ports.reading import ReviewFilter, ReviewRow
from desktop.application.reviews import reviewing
from desktop.application.sessions.closing import receipt_to_save
from desktop.application.sessions.day_list import AskAdviser
from desktop.application.sessions.views import QuestionView, ReceiptView
from desktop.application.shared.lists import search_reviews
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import PersonId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.errors import ExternalSystemError, FieldsError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton, fill
from desktop.ui.kit.forms.choices import Choice, ListField, TicksField
from desktop.ui.kit.forms.date_field import DateField, unreadable
from desktop.ui.kit.forms.fields import TextField
from desktop.ui.kit.layouts import FlowLayout, column_in, in_a_row
from desktop.ui.kit.lists import SearchBar, Table
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.printing.paper import save_sheets
from desktop.ui.kit.progress import Countdown, Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.style import current, theme_of
from desktop.ui.kit.text import Words, announce, filled, strong
from desktop.ui.reviews.session_page import ReviewPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import FollowingPlace, ListPage, Searching
from desktop.ui.running.tasks import Running
from desktop.ui.sessions.closed_page import receipt_on_paper, receipt_title
from desktop.words import tr
from desktop.words.codes import or_list, words
from desktop.words.formatting import age_words, grouped, moment_beside


class Filters(QWidget):
    """The fields of the filter. Emits `wanted` on request; typing alone changes nothing."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.start = DateField("start", tr("From"))
        self.end = DateField("end", tr("Up to"))
        self.adviser = ListField("adviser", tr("Adviser"), (), none=tr("Anyone"))
        choices = [Choice(outcome.value, _named(outcome)) for outcome in Outcome]
        self.outcome = ListField("outcome", tr("Outcome"), choices, none=tr("Any outcome"))
        self.words = TextField("words", tr("Words in the notes"), letters=24)
        self.signed = TicksField("signed", tr("Signed off"), (Choice("also", tr("Show these too")),))
        self.show_button = SecondaryButton(tr("Show these sessions"))
        self.clear_button = LinkButton(tr("Clear the filters"))
        self.show_button.clicked.connect(self.wanted)
        self.clear_button.clicked.connect(self.clear)
        self._lay_out()

    def _lay_out(self) -> None:
        box = column_in(self, gap=16)
        for widgets in (
            (self.start, self.end, self.signed),
            (self.adviser, self.outcome, self.words),
            (self.show_button, self.clear_button),
        ):
            row = FlowLayout(gap=34, top=True)
            row.add(*widgets)
            box.addLayout(row)

    def show_advisers(self, advisers: Sequence[tuple[PersonId, str]]) -> None:
        """Offer these advisers; the chosen one stays chosen."""
        self.adviser.set_choices(tuple(Choice(id, name) for id, name in advisers))

    def value(self, zone: ZoneInfo) -> ReviewFilter:
        """Return the chosen filter. Raises FieldsError for a date that cannot be read."""
        if problems := unreadable(self.start, self.end):
            raise FieldsError(problems)
        start, end, outcome = self.start.value(), self.end.value(), self.outcome.value()
        adviser = self.adviser.value()
        return ReviewFilter(
            start=datetime.combine(start, time(), zone) if start else None,
            end=datetime.combine(end + timedelta(days=1), time(), zone) if end else None,
            adviser=PersonId(adviser) if adviser else None,
            outcome=Outcome(outcome) if outcome else None,
            waiting_only=not self.signed.value(),
            words=self.words.value(),
        )

    def clear(self) -> None:
        """Reset the filter to the sessions that wait."""
        for field in (self.start, self.end):
            field.set_value(None)
        self.adviser.set_value(None)
        self.outcome.set_value(None)
        self.words.set_value("")
        self.signed.set_value(())
        self.wanted.emit()


def _named(outcome: Outcome) -> str:
    """Return the outcome as the list has it, for requests of either kind."""
    names = [words(outcome, kind) for kind in Kind]
    return names[0] if len(set(names)) == 1 else or_list(names)


A_DAY = timedelta(days=1)


class ReviewsPage(ListPage):
    """The list of sessions. Emits `wanted(ReviewFilter)`; the table emits what is opened, and "Show more"."""

    wanted = Signal(ReviewFilter)

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Reviews"), wide=True)
        self._context = context
        self._filter = ReviewFilter()
        self.banner = Banner("success")
        self.lag, self.night = Banner("notice"), Banner("notice")
        self.fold = SecondaryButton(tr("Filter the list"))
        self.filters = Filters()
        self.filters.hide()
        columns = (tr("When"), tr("Request"), tr("Adviser"), tr("Outcome"), tr("Reason"))
        self.table = Table(tr("Sessions to review"), columns, weights=(4, 3, 3, 3, 4))
        self.none_waits = Empty(
            tr("There are no sessions to review."), tr("A session comes here when an adviser closes it.")
        )
        self.none_found = Empty(
            tr("No session matches."), tr("Change what you look for above, or clear it to see what is waiting.")
        )
        self.search = SearchBar()
        listed = (self.fold, self.filters, self.table, self.none_waits, self.none_found)
        self.pin(self.banner)
        self.add(self.lag, self.night, self.search, *listed)
        self.search.ended.connect(self._end_search)
        for empty in (self.none_waits, self.none_found):
            empty.hide()
        self.fold.clicked.connect(self._fold)
        self.filters.wanted.connect(self._apply)

    @property
    def filtered(self) -> bool:
        """Whether the list shows anything but all waiting sessions."""
        return self._filter != ReviewFilter()

    def show_reviews(self, view: reviewing.ReviewsView, rows: tuple[ReviewRow, ...]) -> None:
        """Show all rows fetched so far, and the number that waits."""
        self.filters.show_advisers(view.advisers)
        self.set_lead(*self._lead_parts(view))
        self.lag.set_parts(*self._lag_parts(view.lag))
        missed = tr("There has been no nightly run for two days. Tell an administrator.")
        self.night.set_parts(missed if view.nightly_run_missed else "")
        today = self._context.desk.clock.now().astimezone(self._context.desk.office.zone).date()
        self.table.show_rows([self._row(row, today) for row in rows], more=view.more)
        self.table.setVisible(bool(rows))
        self.none_waits.setVisible(not rows and not self.filtered)
        self.none_found.setVisible(not rows and self.filtered)

    def show_only(self, found: tuple[SessionId, ...]) -> None:
        """Show what a search found, page by page; the filters are for the whole list."""
        self.set_problems(())
        self.banner.set_parts()
        self.search.show_on(True)
        for part in (self.fold, self.filters):
            part.hide()
        self._filter = ReviewFilter(waiting_only=False, only=found)
        self.wanted.emit(self._filter)

    def _end_search(self) -> None:
        self.filters.clear()
        self.fold.show()
        self.fold.set_words(tr("Filter the list"))

    def _lag_parts(self, lag: Lag) -> tuple[str, ...]:
        """Say how long the log waits for an anchor, once it is a day."""
        if lag.age < A_DAY:
            return ()
        waits = tr("The oldest event that is not anchored is {age} old.").format(age=age_words(lag.age))
        if lag.stops and not lag.accepted:
            return strong(waits), tr("No session can begin. Under Log you can let them begin today.")
        return (waits,)

    def _lead_parts(self, view: reviewing.ReviewsView) -> tuple[str, ...]:
        if self.filtered:
            only = tr("The list shows what was found.") if self.search.on else tr("The list is filtered.")
            return counts(view), only
        if view.to_look_at:
            return counts(view), tr("Most serious first, then the oldest.")
        return counts(view), tr("The oldest comes first.") if view.ordinary else ""

    def _row(self, row: ReviewRow, today: date) -> Row:
        when = moment_beside(row.opened_at, today, self._context.desk.office.zone)
        said = ", ".join(words(code) for code in row.exceptions)
        why = f"{said[:1].upper()}{said[1:]}" or tr("Ordinary")  # "ID" keeps its capitals
        if row.signed_off:
            why = tr("Signed off. {why}").format(why=why)
        elif row.unanswered:
            why = "\n".join((why, tr("The adviser has not answered yet")))
        elif row.answered:
            why = "\n".join((why, tr("The adviser has answered")))
        cells = (when, row.reference, row.adviser_name, words(row.outcome, row.kind), why)
        return Row(row.id, cells, attention=bool(row.exceptions) and not row.signed_off)

    def _fold(self) -> None:
        shown = self.filters.isHidden()
        self.filters.setVisible(shown)
        self.fold.set_words(tr("Hide the filters") if shown else tr("Filter the list"))
        if shown:
            self.filters.start.focus_target().setFocus()

    def _apply(self) -> None:
        self.banner.set_parts()
        try:
            self._filter = self.filters.value(self._context.desk.office.zone)
        except FieldsError as error:
            self.show_at_fields(error)
            return
        self.set_problems(())
        self.wanted.emit(self._filter)


def counts(view: reviewing.ReviewsView) -> str:
    """Return the counts: "33 ordinary, 7 to look at."."""
    look = strong(tr("{count} to look at").format(count=grouped(view.to_look_at)))
    return filled(tr("{count} ordinary, {look}."), count=grouped(view.ordinary), look=look)


TAKE_BACK_KEYS = "Alt+Z"
_EDGE, _MARGIN = 6, 34


class TakingBackLine(QWidget):
    """The line. Emits `wanted(session)`."""

    wanted = Signal(str)

    def __init__(self, uptime: Callable[[], float]) -> None:
        super().__init__()
        self._session: SessionId | None = None
        self.said = Words(tone="notice")
        self.button = SecondaryButton(tr("Take it back (Alt+Z)"))
        self.countdown = Countdown(uptime)
        for ending in (self.button, self.countdown):
            policy = ending.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            ending.setSizePolicy(policy)
        box = column_in(self, in_a_row(self.said, self.button, self.countdown, gap=16, row_gap=12))
        box.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        self.hide()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._press)
        self.countdown.over.connect(self._over)
        self.keys = QShortcut(QKeySequence(TAKE_BACK_KEYS), self)
        self.keys.setAutoRepeat(False)
        self.keys.activated.connect(self._press)

    @property
    def offers(self) -> bool:
        """Whether it can be taken back now."""
        return self._session is not None

    def offer(self, session: SessionId, reference: str) -> None:
        """Offer to take back the sign-off of that session, for as long as `Display` says."""
        self._session = session
        signed = tr("{reference} is signed off.").format(reference=reference)
        self.said.set_parts(strong(signed))
        for part in (self.button, self.countdown):
            part.show()
        self.button.setEnabled(True)
        self.show()
        seconds = current().undo
        self.countdown.begin(seconds)
        told = tr("You can take it back for {seconds} seconds, with Alt+Z.").format(seconds=seconds)
        announce(self, f"{signed} {told}")

    def page_changes(self) -> None:
        """Give up its place where nothing is offered any more."""
        if not self.offers:
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        fill(painter, self.rect(), theme.notice, radius=0)
        fill(painter, QRect(0, 0, _EDGE, self.height()), theme.notice_edge, radius=0)

    @Slot()
    def _press(self) -> None:
        session = self._session
        if session is not None:
            self._end()
            self.wanted.emit(session)

    @Slot()
    def _over(self) -> None:
        self._end()

    def _end(self) -> None:
        """Offer nothing any more, in the same place. Whoever was at the button goes on to the page."""
        self._session = None
        self.countdown.end()
        had_focus = self.button.hasFocus()
        for part in (self.button, self.countdown):
            part.hide()
        if had_focus:
            self.focusNextChild()


class ReviewsPlace(FollowingPlace):
    """List and session. A comment is kept until its session is signed off, and until that can be taken back no more."""

    list_page: ReviewsPage

    def __init__(self, context: Context) -> None:
        self.session_page = ReviewPage(context)
        super().__init__(context, ReviewsPage(context), self.session_page)
        self._waiting: reviewing.ReviewsView | None = None
        self._filter = ReviewFilter()
        self._rows: tuple[ReviewRow, ...] = ()
        self._wanted = 0
        """The rows to read at least: as many as were shown."""
        self._typed: dict[SessionId, str] = {}
        self._said = self._signed_with = ""
        self._done = 0
        self.taking_back = TakingBackLine(context.desk.clock.monotonic)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(0, self.taking_back)
        self._connect()

    def _connect(self) -> None:
        listed, session = self.list_page, self.session_page
        listed.wanted.connect(self._filter_by)
        Searching(self._context, listed, listed.search, search_reviews).found.connect(listed.show_only)
        listed.table.opened.connect(self.open)
        listed.table.more_wanted.connect(self._load_more)
        session.sign_off_wanted.connect(self._sign_off)
        session.asking.wanted.connect(self._ask)
        session.save_link.clicked.connect(self._save)
        session.next_link.clicked.connect(self._go_on)
        session.back.connect(self._back)
        self.taking_back.wanted.connect(self._take_back)

    @property
    def view(self) -> reviewing.ReviewView | None:
        """The session that is open."""
        return self.session_page.view

    @property
    def at_rest(self) -> bool:
        """Whether nothing typed would go with it: also comments kept for a session that is not shown."""
        return super().at_rest and not any(self._typed.values())

    # The list

    def load(self) -> None:
        """Reload the list, as far as it is shown."""
        self._read(self._filter, self._wanted).then(lambda view: self._show_list(view, view.rows))

    @Slot(object)
    def _filter_by(self, by: ReviewFilter) -> None:
        self._filter, self._wanted = by, 0
        self.load()

    def _load_more(self) -> None:
        if self._rows:
            self._wanted = len(self._rows) + reviewing.PAGE
            after = self._rows[-1].key
            self._read(replace(self._filter, after=after)).then(partial(self._next_page, after))

    def _read(self, by: ReviewFilter, shown: int = 0) -> Running[reviewing.ReviewsView]:
        return self._context.run(reviewing.reviews, self._context.actor, by, shown, owner=self)

    def _next_page(self, after: tuple[int, str, str], view: reviewing.ReviewsView) -> None:
        """Add a page, unless the list was reloaded meanwhile and does not end there any more."""
        if self._rows and self._rows[-1].key == after:
            self._show_list(view, self._rows + view.rows)

    def _show_list(self, view: reviewing.ReviewsView, rows: tuple[ReviewRow, ...]) -> None:
        self._waiting, self._rows = view, rows
        gone_to = self.list_page.reading
        self.list_page.show_reviews(view, rows)
        if gone_to:
            self.list_page.land(self.list_page.search)
        self.waiting.emit(view.to_look_at)

    # One session

    @Slot(object)
    def open(self, id: SessionId) -> None:
        """Open a session's page. Opening it is logged."""
        opened = self._context.run(reviewing.open_review, self._context.actor, id)
        opened.then(self._show_session).otherwise(self._failed)

    def _show_session(self, view: reviewing.ReviewView) -> None:
        self._keep_typed()
        self._said = ""
        self.taking_back.page_changes()
        self.list_page.banner.set_parts()
        self.stack.setCurrentWidget(self.session_page)
        self.session_page.show_review(view, self._waiting, self._typed.get(view.session.id, ""), self._done)

    def id_of(self, view: reviewing.ReviewView) -> str:
        return view.session.id

    def read_again(self, view: reviewing.ReviewView) -> Running[reviewing.ReviewView | None]:
        return self._context.run(reviewing.review_again, self._context.actor, view.session.id, owner=self)

    def show_again(self, view: reviewing.ReviewView) -> None:
        self.session_page.show_review(view, self._waiting, self.session_page.comment.value(), self._done)

    @Slot()
    def _go_on(self) -> None:
        """Open the next session in the list that waits for this supervisor."""
        found = self._context.run(reviewing.next_waiting, self._context.actor, self._filter)
        found.then(self._open_next).otherwise(self._failed)

    def _open_next(self, id: SessionId | None) -> None:
        if id is None:
            self._nothing_left()
        else:
            self.open(id)

    @Slot(str)
    def _sign_off(self, comment: str) -> None:
        if (view := self.view) is not None:
            run = self._context.run(reviewing.SignOff(self._context.actor, view.session.id, comment), owner=self)
            run.then(partial(self._signed_off, view, comment)).otherwise(partial(self._not_done, view.session.id))

    def _signed_off(self, view: reviewing.ReviewView, comment: str, _: object) -> None:
        """Offer to take it back, and go to the next one that waits, unless someone has gone on by themselves."""
        goes_on = self._is_open(view.session.id)
        if goes_on:
            self.session_page.view = None
        self._done += 1
        self._typed.pop(view.session.id, None)
        self._signed_with = comment
        self.taking_back.offer(view.session.id, view.session.reference)
        self._said = tr("{reference} is signed off.").format(reference=view.session.reference)
        self.load()
        if goes_on:
            self._go_on()

    @Slot(str)
    def _take_back(self, session: str) -> None:
        id = SessionId(session)
        taken = self._context.run(reviewing.TakeSignOffBack(self._context.actor, id), owner=self)
        taken.then(partial(self._taken_back, id)).otherwise(self._failed)

    def _taken_back(self, id: SessionId, _: object) -> None:
        """Put the comment back where it was typed; the page comes again."""
        self._keep_typed()
        self.session_page.view = None
        self._done = max(0, self._done - 1)
        self._typed[id] = self._signed_with
        self.load()
        self.open(id)

    @Slot(str)
    def _ask(self, words: str) -> None:
        """Put a question to the adviser of the session."""
        if self.view is not None:
            id = self.view.session.id
            asked = self._context.run(AskAdviser(self._context.actor, id, words), owner=self)
            asked.then(partial(self._asked, id)).otherwise(partial(self._not_done, id))

    def _asked(self, id: SessionId, questions: tuple[QuestionView, ...]) -> None:
        if self._is_open(id):
            self.session_page.show_asked(questions)

    def _is_open(self, id: SessionId) -> bool:
        """Return whether that session still is: another may have been opened meanwhile."""
        return self.view is not None and self.view.session.id == id

    def _not_done(self, id: SessionId, error: ListeningRoomError) -> None:
        """Show what is missing of the session that it was about, and of no other."""
        if self._is_open(id) or not isinstance(error, FieldsError):
            self._failed(error)

    def _nothing_left(self) -> None:
        said, self._said = "" if self.taking_back.isVisible() else self._said, ""  # its line says that above the list
        self._back()
        self._done = 0
        filtered = self.list_page.filtered
        nothing = (
            tr("Nothing else in this list is waiting for you.") if filtered else tr("Nothing else is waiting for you.")
        )
        self.list_page.banner.set_parts(*([strong(said)] if said else []), nothing)

    def _back(self) -> None:
        self._keep_typed()
        self.session_page.view = None
        self.taking_back.page_changes()
        super()._back()

    def _keep_typed(self) -> None:
        if self.view is not None:
            self._typed[self.view.session.id] = self.session_page.comment.value()

    def _failed(self, error: ListeningRoomError) -> None:
        """Show what is missing at its field, and the rest above the page."""
        self.session_page.press_again()
        if not self.session_page.show_at_fields(error):
            self._context.fail(error)

    def _save(self) -> None:
        if self.view is not None:
            name = tr("Receipt {reference}.pdf").format(reference=self.view.session.reference)
            chosen = choose_to_save(self, tr("Save the receipt"), name, tr("PDF files (*.pdf)"))
            if chosen is not None:
                self.save_receipt(chosen)

    def save_receipt(self, path: Path) -> None:
        """Write the receipt of the open session to `path`. Saving it is logged first."""
        assert self.view is not None
        asked = self._context.run(receipt_to_save, self._context.actor, self.view.session.id, owner=self)
        asked.then(partial(self._write_receipt, path)).otherwise(self._failed)

    def _write_receipt(self, path: Path, receipt: ReceiptView) -> None:
        try:
            desk = self._context.desk
            document = receipt_on_paper(receipt, desk.office.zone, desk.policy).written
            save_sheets(document, receipt_title(receipt), path)
        except ExternalSystemError as error:
            self._context.fail(error)
            return
        saved = tr("The receipt is saved as {name}.").format(name=path.name)
        self.session_page.banner.set_parts(strong(saved), tr("That is in the log."))
