"""The page of an appointment that is open, which follows what other PCs do with it."""

from __future__ import annotations

from collections.abc import Callable

from desktop.application.appointments.views import AppointmentView
from desktop.ui.appointments.appointment_page import AppointmentPage
from desktop.ui.appointments.presenter import AppointmentsPresenter
from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.running.open_page import OpenPage


class OpenAppointment(OpenPage):
    """The page in the place of the appointments."""

    def __init__(
        self,
        stack: StackOfPages,
        presenter: AppointmentsPresenter,
        page_of: Callable[[], AppointmentPage | None],
        show: Callable[[AppointmentView], object],
    ) -> None:
        """`page_of`: returns the page, once something was opened."""
        super().__init__(stack)
        self._presenter, self._page_of, self._show = presenter, page_of, show

    def page(self) -> AppointmentPage | None:
        page = self._page_of()
        return page if page is not None and self._stack.currentWidget() is page else None

    def read(self) -> None:
        page = self.page()
        if page is not None and page.view is not None:
            self._presenter.again(page.view.found.row.id, self._read)

    def _read(self, view: AppointmentView) -> None:
        page = self.page()
        if page is not None and page.view is not None and page.view.found.row.id == view.found.row.id:
            self.take(is_new=view != page.view, show=lambda: self._show(view))
