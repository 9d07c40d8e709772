"""The supervisor's reviews: the list, and one session after another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout

from desktop.application.ports.review_rows import ReviewRow
from desktop.application.reviews.views import ReviewsView, ReviewView
from desktop.application.sessions.views import ReceiptView
from desktop.application.shared.list_search import search_reviews
from desktop.domain.shared.ids import SessionId
from desktop.errors import FieldsError, ListeningRoomError, SurroundingsError
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.paper.sheets import save_sheets
from desktop.ui.kit.widgets.words import strong
from desktop.ui.reviews.list_page import ReviewsPage
from desktop.ui.reviews.open_review import OpenReview
from desktop.ui.reviews.presenter import ReviewsPresenter
from desktop.ui.reviews.session_page import ReviewPage
from desktop.ui.reviews.taking_back_line import TakingBackLine
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import PagesPlace
from desktop.ui.running.searching import Searching
from desktop.ui.sessions.receipt import receipt_on_paper, receipt_title
from desktop.words import tr


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
        self.session_page.asking.may_press_again()
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
        except SurroundingsError as error:
            self._context.fail(error)
            return
        saved = tr("The receipt is saved as {name}.").format(name=path.name)
        self.session_page.banner.set_parts(strong(saved), tr("That is in the log."))
