"""The page of a review that is open, which follows what other PCs do with its session."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from desktop.application.reviews.views import ReviewView
from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.kit.widgets.field import Field
from desktop.ui.kit.widgets.page import Page
from desktop.ui.reviews.presenter import ReviewsPresenter
from desktop.ui.reviews.session_page import ReviewPage
from desktop.ui.running.open_page import OpenPage


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

    def may_stand(self, page: Page) -> Collection[Field]:
        comment = self._page.comment
        return () if comment.problem else [comment]

    def _read(self, view: ReviewView) -> None:
        shown = self._view_of()
        if shown is None or shown.session.id != view.session.id:
            return
        is_new = replace(view, place=None) != replace(shown, place=None)  # how many wait is said, and moves nothing
        self.take(is_new=is_new, show=lambda: self._show(view))
