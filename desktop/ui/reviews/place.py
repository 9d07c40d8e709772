"""The supervisor's reviews: the list, and one session after another. The one that is open follows what other PCs do
with it.

A sign-off can be taken back for ten seconds, or as long as was chosen, from a line above whatever page comes next. The
line takes no focus. A screen reader is told once that it is there, with its key; the seconds are for the eye. Its place
stays until the page changes, so that nothing moves under a pointer when its time is over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop.application.ports.reading import ReviewFilter, ReviewRow
from desktop.application.reviews import reviewing
from desktop.application.reviews.reviewing import ReviewsView, ReviewView, TakeSignOffBack
from desktop.application.sessions.closing import receipt_to_save
from desktop.application.sessions.review_questions import AskAdviser
from desktop.application.sessions.views import ReceiptView
from desktop.application.shared.lists import search_reviews
from desktop.domain.shared.ids import SessionId
from desktop.errors import ExternalSystemError, FieldsError, ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.appearance import current_undo
from desktop.ui.kit.buttons import SecondaryButton, fill
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.fields import Field
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.page import Page
from desktop.ui.kit.paper import save_sheets
from desktop.ui.kit.progress import Countdown
from desktop.ui.kit.style import theme_of
from desktop.ui.kit.text import Words, announce, strong
from desktop.ui.reviews.list_page import ReviewsPage
from desktop.ui.reviews.session_page import ReviewPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import OpenPage, PagesPlace, Searching
from desktop.ui.sessions.closed_page import receipt_on_paper, receipt_title
from desktop.words import tr


class ReviewsPresenter(QObject):
    """The presenter of the list, page by page, and of the open session."""

    listed = Signal(ReviewsView, tuple)
    """ReviewsView of the newest page, and all rows fetched so far."""
    opened = Signal(ReviewView)
    signed_off = Signal(ReviewView)
    """ReviewView of the session that has just been signed off."""
    taken_back = Signal(str)
    """The session whose sign-off was taken back."""
    asked = Signal(tuple)
    """Every QuestionView of the open session, after another was sent."""
    nothing_left = Signal()
    problems = Signal(FieldsError)
    failed = Signal(ListeningRoomError)
    receipt_ready = Signal(ReceiptView, Path)
    """ReceiptView, and the path to write it to."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._filter = ReviewFilter()
        self._rows: tuple[ReviewRow, ...] = ()
        self._wanted = 0
        self._view: ReviewView | None = None
        self._path = Path()

    def load(self, by: ReviewFilter | None = None) -> None:
        """Reload the list as far as it is shown, through the last filter; through another one, its first page."""
        if by is not None:
            self._filter, self._wanted = by, 0
        self._read(self._filter, self._first_page, self._wanted)

    def load_more(self) -> None:
        """Load the page after the last row."""
        if self._rows:
            self._wanted = len(self._rows) + reviewing.PAGE
            after = self._rows[-1].key
            self._read(replace(self._filter, after=after), partial(self._next_page, after))

    def open(self, id: SessionId) -> None:
        """Open a session's page. Opening it is logged."""
        self._context.run(reviewing.open_review, self._context.actor, id).then(self._opened).otherwise(self._failed)

    def again(self, id: SessionId, then: Callable[[ReviewView], object]) -> None:
        """Read a session that is open as it is now, for its page. `then` gets it, unless it was opened long ago."""

        def read(view: ReviewView | None) -> None:
            if view is not None:
                self._view = view
                then(view)

        self._context.run(reviewing.review_again, self._context.actor, id, owner=self).then(read)

    def sign_off(self, comment: str) -> None:
        """Sign off the open session, then go to the next one that waits."""
        assert self._view is not None
        command = reviewing.SignOff(self._context.actor, self._view.session.id, comment)
        self._context.run(command).then(self._signed).otherwise(self._failed)

    def take_back(self, session: SessionId) -> None:
        """Take back the sign-off of a session, then open it again."""
        command = TakeSignOffBack(self._context.actor, session)
        taken = self._context.run(command)
        taken.then(lambda _: self._taken_back(session)).otherwise(self._failed)

    def ask(self, words: str) -> None:
        """Put a question to the adviser of the open session."""
        assert self._view is not None
        command = AskAdviser(self._context.actor, self._view.session.id, words)
        self._context.run(command, owner=self).then(self.asked.emit).otherwise(self._failed)

    def next(self) -> None:
        """Open the next session in the list that waits for this supervisor."""
        call = self._context.run(reviewing.next_waiting, self._context.actor, self._filter)
        call.then(self._next).otherwise(self._failed)

    def receipt(self, path: Path) -> None:
        """Get the receipt of the open session, to be written to `path`. Saving it is logged first."""
        assert self._view is not None
        self._path = path
        call = self._context.run(receipt_to_save, self._context.actor, self._view.session.id)
        call.then(self._receipt).otherwise(self._failed)

    def _read(self, by: ReviewFilter, done: Callable[[ReviewsView], None], shown: int = 0) -> None:
        self._context.run(reviewing.reviews, self._context.actor, by, shown).then(done)

    @Slot(object)
    def _first_page(self, view: ReviewsView) -> None:
        self._rows = view.rows
        self.listed.emit(view, self._rows)

    def _next_page(self, after: tuple[int, str, str], view: ReviewsView) -> None:
        """Add a page, unless the list was reloaded meanwhile and does not end there any more."""
        if not self._rows or self._rows[-1].key != after:
            return
        self._rows += view.rows
        self.listed.emit(view, self._rows)

    @Slot(object)
    def _opened(self, view: ReviewView) -> None:
        self._view = view
        self.opened.emit(view)

    @Slot(object)
    def _signed(self, _: None) -> None:
        assert self._view is not None
        self.signed_off.emit(self._view)
        self.next()

    def _taken_back(self, session: SessionId) -> None:
        self.taken_back.emit(session)
        self.open(session)

    @Slot(object)
    def _next(self, id: SessionId | None) -> None:
        if id is None:
            self.nothing_left.emit()
        else:
            self.open(id)

    @Slot(object)
    def _receipt(self, receipt: ReceiptView) -> None:
        self.receipt_ready.emit(receipt, self._path)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if isinstance(error, FieldsError):
            self.problems.emit(error)
        else:
            self.failed.emit(error)


class OpenReview(OpenPage):
    """The page in the place of the reviews. Its comment stands there, empty or as it was kept."""

    def __init__(
        self,
        stack: StackOfPages,
        page: ReviewPage,
        presenter: ReviewsPresenter,
        view_of: Callable[[], ReviewView | None],
        show: Callable[[ReviewView], object],
    ) -> None:
        """`view_of`: returns what the page shows; None where no session is open."""
        super().__init__(stack)
        self._page, self._presenter, self._view_of, self._show = page, presenter, view_of, show

    def page(self) -> ReviewPage | None:
        shown = self._stack.currentWidget() is self._page and self._view_of() is not None
        return self._page if shown and not self._page.asked else None

    def read(self) -> None:
        view = self._view_of()
        if view is not None:
            self._presenter.again(view.session.id, self._read)

    def overwritable_fields(self, page: Page) -> Collection[Field]:
        comment = self._page.comment
        return () if comment.problem else [comment]

    def _read(self, view: ReviewView) -> None:
        shown = self._view_of()
        if shown is None or shown.session.id != view.session.id:
            return
        is_new = replace(view, place=None) != replace(shown, place=None)  # how many wait is said, and moves nothing
        self.take(is_new=is_new, show=lambda: self._show(view))


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
        inner = QWidget()
        row = FlowLayout(inner)
        for part in (self.said, self.button, self.countdown):
            row.addWidget(part)
        box = QHBoxLayout(self)
        box.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        box.addWidget(inner)
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
        seconds = current_undo()
        self.countdown.begin(seconds)
        told = tr("You can take it back for {seconds} seconds, with Alt+Z.").format(seconds=seconds)
        announce(self, f"{signed} {told}")

    def page_changes(self) -> None:
        """Give up its place where nothing is offered any more."""
        if not self.offers:
            self.hide()

    def put_away(self) -> None:
        """Offer nothing, and go."""
        self._end()
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


class ReviewsPlace(PagesPlace):
    """List and session. A comment is kept until its session is signed off, and until that can be taken back no more."""

    list_page: ReviewsPage
    presenter: ReviewsPresenter

    def __init__(self, context: Context) -> None:
        self.session_page = ReviewPage(context)
        super().__init__(context, ReviewsPage(context), self.session_page)
        self._waiting: ReviewsView | None = None
        self.view: ReviewView | None = None
        self._typed: dict[SessionId, str] = {}
        self._said = self._signed_with = ""
        self._done = 0
        self.taking_back = TakingBackLine(context.desk.clock.monotonic)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(0, self.taking_back)
        self.presenter = ReviewsPresenter(context, self)
        self.open_page = OpenReview(self.stack, self.session_page, self.presenter, lambda: self.view, self.show_again)
        self._connect()

    def load(self) -> None:
        """Reload the list."""
        self.presenter.load()

    def _connect(self) -> None:
        presenter, listed, session = self.presenter, self.list_page, self.session_page
        presenter.listed.connect(self._show_list)
        presenter.opened.connect(self._show_session)
        presenter.signed_off.connect(self._signed_off)
        presenter.nothing_left.connect(self._nothing_left)
        presenter.problems.connect(self._problems)
        presenter.failed.connect(self._failed)
        presenter.receipt_ready.connect(self._write_receipt)
        listed.wanted.connect(presenter.load)
        searching = Searching(self._context, search_reviews, self)
        searching.serve(listed)
        searching.found.connect(listed.show_only)
        listed.table.opened.connect(presenter.open)
        listed.table.more_wanted.connect(presenter.load_more)
        session.sign_off_wanted.connect(presenter.sign_off)
        session.ask_wanted.connect(presenter.ask)
        presenter.asked.connect(session.show_asked)
        presenter.taken_back.connect(self._taken_back)
        self.taking_back.wanted.connect(presenter.take_back)
        session.save_wanted.connect(self._save)
        session.next_wanted.connect(presenter.next)
        session.back.connect(self._back)

    @property
    def at_rest(self) -> bool:
        """Whether nothing typed would go with it: also comments kept for a session that is not shown."""
        return super().at_rest and not any(self._typed.values())

    @Slot(ReviewsView, tuple)
    def _show_list(self, view: ReviewsView, rows: tuple[ReviewRow, ...]) -> None:
        self._waiting = view
        gone_to = self.list_page.reading
        self.list_page.show_reviews(view, rows)
        if gone_to:
            self.list_page.land(self.list_page.search)
        self.waiting.emit(view.to_look_at)

    @Slot(object)
    def _show_session(self, view: ReviewView) -> None:
        self._keep_typed()
        self.view = view
        self._said = ""
        self.taking_back.page_changes()
        self.list_page.show_signed_off()
        self.stack.setCurrentWidget(self.session_page)
        self.session_page.show_review(view, self._waiting, self._typed.get(view.session.id, ""), self._done)

    def show_again(self, view: ReviewView) -> None:
        """Show the session that is open as it is now, with its comment."""
        self.view = view
        self.session_page.show_review(view, self._waiting, self.session_page.comment.value(), self._done)

    @Slot(object)
    def _signed_off(self, view: ReviewView) -> None:
        self.view = None
        self._done += 1
        self._typed.pop(view.session.id, None)
        self._signed_with = self.session_page.comment.value()
        self.taking_back.offer(view.session.id, view.session.reference)
        self._said = tr("{reference} is signed off.").format(reference=view.session.reference)
        self.presenter.load()

    @Slot(str)
    def _taken_back(self, session: str) -> None:
        """Put the comment back where it was typed; the page comes again."""
        self._keep_typed()
        self.view = None
        self._done = max(0, self._done - 1)
        self._typed[SessionId(session)] = self._signed_with
        self.presenter.load()

    @Slot()
    def _nothing_left(self) -> None:
        said, self._said = "" if self.taking_back.isVisible() else self._said, ""  # its line says that above the list
        self._back()
        self._done = 0
        filtered = self.list_page.filtered
        nothing = (
            tr("Nothing else in this list is waiting for you.") if filtered else tr("Nothing else is waiting for you.")
        )
        self.list_page.show_signed_off(*([strong(said)] if said else []), nothing)

    def _back(self) -> None:
        self._keep_typed()
        self.view = None
        self.taking_back.page_changes()
        super()._back()

    def _keep_typed(self) -> None:
        if self.view is not None:
            self._typed[self.view.session.id] = self.session_page.comment.value()

    @Slot(object)
    def _problems(self, error: FieldsError) -> None:
        self.session_page.show_problems(error)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.session_page.asked = False
        self.session_page.asking.enable_save()
        self._context.fail(error)

    def _save(self) -> None:
        assert self.view is not None
        name = tr("Receipt {reference}.pdf").format(reference=self.view.session.reference)
        chosen = choose_to_save(self, tr("Save the receipt"), name, tr("PDF files (*.pdf)"))
        if chosen is not None:
            self.presenter.receipt(chosen)

    @Slot(ReceiptView, Path)
    def _write_receipt(self, receipt: ReceiptView, path: Path) -> None:
        try:
            desk = self._context.desk
            document, _ = receipt_on_paper(receipt, desk.office.zone, desk.policy)
            save_sheets(document, receipt_title(receipt), path)
        except ExternalSystemError as error:
            self._context.fail(error)
            return
        saved = tr("The receipt is saved as {name}.").format(name=path.name)
        self.session_page.banner.set_parts(strong(saved), tr("That is in the log."))
