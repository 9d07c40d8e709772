"""The page of a decision that is open, which follows what other PCs do with its request."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from desktop.application.requests.views import RequestView
from desktop.ui.copies.hearing.hearings import Hearings
from desktop.ui.decisions.decision_page import DecisionPage, Draft
from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.kit.widgets.field import Field
from desktop.ui.kit.widgets.page import Page
from desktop.ui.requests.presenter import RequestsReader
from desktop.ui.running.open_page import OpenPage


class OpenDecision(OpenPage):
    """The page in the place of the decisions. Its questions stand there; once one is answered, nothing moves."""

    def __init__(
        self,
        stack: StackOfPages,
        page: DecisionPage,
        reader: RequestsReader,
        hearings: Hearings,
        show: Callable[[RequestView, Draft], object],
    ) -> None:
        super().__init__(stack)
        self._page, self._reader, self._hearings, self._show = page, reader, hearings, show
        self.shown = Draft()
        """The answers with which it was shown."""

    def page(self) -> DecisionPage | None:
        """Return the page, unless a copy is heard beside it."""
        page, hears = self._page, self._hearings.window is not None
        shown = self._stack.currentWidget() is page and page.view is not None
        return page if shown and not hears and not page.asked else None

    def read(self) -> None:
        page = self.page()
        if page is not None and page.view is not None:
            self._reader.again(page.view.row.id, self._read)

    def may_stand(self, page: Page) -> Collection[Field]:
        untouched = self._page.draft() == self.shown
        return page.fields() if untouched else ()

    def _read(self, view: RequestView) -> None:
        page = self.page()
        if page is None or page.view is None or page.view.row.id != view.row.id:
            return
        is_new = _from_elsewhere(view) != _from_elsewhere(page.view)
        self.take(is_new=is_new, show=lambda: self._show(view, self.shown))


def _from_elsewhere(view: RequestView) -> RequestView:
    """Return the view without what was heard and read here, which the page shows by itself."""
    return replace(view, heard=(), words=replace(view.words, read=False))
