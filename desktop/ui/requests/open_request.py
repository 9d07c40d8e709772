"""The page of a request that is open, which follows what other PCs do with it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from desktop.application.requests.views import RequestView
from desktop.ui.copies.hearing.hearings import Hearings
from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.kit.widgets.field import Field
from desktop.ui.kit.widgets.page import Page
from desktop.ui.requests.presenter import RequestsReader
from desktop.ui.requests.request_page import RequestPage
from desktop.ui.running.context import Context
from desktop.ui.running.open_page import OpenPage


class OpenRequest(OpenPage):
    """The page in the place of the requests."""

    def __init__(
        self,
        context: Context,
        stack: StackOfPages,
        reader: RequestsReader,
        hearings: Hearings,
        page_of: Callable[[], RequestPage | None],
    ) -> None:
        """`page_of`: returns the page, once something was opened."""
        super().__init__(stack)
        self._context, self._reader, self._hearings, self._page_of = context, reader, hearings, page_of

    def page(self) -> RequestPage | None:
        """Return the page, unless a copy is heard beside it."""
        page = self._page_of()
        shown = page is not None and self._stack.currentWidget() is page and page.view is not None
        return page if shown and self._hearings.window is None else None

    def read(self) -> None:
        page = self.page()
        if page is not None and page.view is not None:
            self._reader.again(page.view.row.id, self._read)

    def may_stand(self, page: Page) -> Collection[Field]:
        """Return the question of how it was answered, and the words of a withdrawal."""
        opened = self.page()
        if opened is None:
            return ()
        answered = opened.request_actions.answered
        asked = [opened.withdrawing.words, *([answered] if answered is not None and answered.value() is None else [])]
        return [field for field in asked if not field.problem]

    def _read(self, view: RequestView) -> None:
        page = self.page()
        if page is None or page.view is None or page.view.row.id != view.row.id:
            return
        is_new = view.without(self._context.desk.not_here) != page.view
        self.take(is_new=is_new, show=lambda: page.show_request(view, self._hearings.know(view)))
