"""One appointment: who, when, where, their adjustments, and the actions on it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.appointments.views import AppointmentView
from desktop.application.sessions.views import Readiness
from desktop.domain.requests.letters import LetterKind
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.sheet import Sheet
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import strong
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import day, moment, spoken
from desktop.words.requests.due_words import next_words
from desktop.words.sessions.adjustments import adjustment_lines


class AppointmentPage(Page):
    """One appointment. Emits `letter_wanted(LetterKind)`, `move_wanted`, `call_off_wanted` and `back`."""

    letter_wanted = Signal(LetterKind)
    move_wanted = Signal()
    call_off_wanted = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Make the invitation"))
        self._zone = context.desk.office.zone
        self.view: AppointmentView | None = None
        self.done, self.late, self.not_yet = Banner("success"), Banner("notice"), Banner("notice")
        self.sheet = Sheet()
        self.add(self.done, self.late, self.not_yet, self.sheet)
        self.move_link = self.add_link(tr("Move it"), self.move_wanted.emit)
        self.call_off_link = self.add_link(tr("Cancel it"), self.call_off_wanted.emit)
        self.back_link = self.add_link(tr("Back to the calendar"), self.back.emit)
        self.submitted.connect(lambda: self.letter_wanted.emit(LetterKind.INVITATION))

    def show_appointment(self, view: AppointmentView, *said: str) -> None:
        """Show an appointment; `said` reports the last action."""
        self.view = view
        row = view.found.row
        self.set_heading(tr("Appointment: {reference}").format(reference=row.reference))
        self.set_lead(f"{row.shown_name}, {moment(row.starts_at, self._zone)}")
        self.done.set_parts(*said)
        self.late.set_parts(*self._too_late(view))
        self.not_yet.set_parts(*self._not_yet(view))
        self.sheet.show_pairs(self._facts(view))
        self.primary.setVisible(view.may_invite)
        self.move_link.setVisible(view.may_change)
        self.call_off_link.setVisible(view.may_change)
        self.rest_on(self.primary if self.primary.isVisibleTo(self) else self.back_link)

    def _not_yet(self, view: AppointmentView) -> tuple[str, ...]:
        """Say why the invitation cannot be made yet; a colleague never gets one."""
        if not view.may_change or view.may_invite or view.request.kind is Kind.INTERNAL:
            return ()
        return (tr("The invitation can be made when the copy is approved."),)

    def _facts(self, view: AppointmentView) -> list[tuple[str, str]]:
        row = view.found.row
        status = words(view.found.readiness)
        if view.found.readiness is Readiness.DONE and row.session_outcome is not None:
            status = words(row.session_outcome, row.kind)
        until = row.approved_until
        return [
            (tr("When"), moment(row.starts_at, self._zone)),
            (tr("How long"), spoken(row.minutes * 60)),
            (tr("Desk"), row.desk_name),
            (tr("Person"), row.shown_name),
            (tr("Adjustments"), "\n".join(adjustment_lines(row.needs, row.adjustments)) or tr("None known")),
            (tr("Request"), f"{row.reference}: {next_words(view.request)}"),
            (tr("Approved until"), day(until) if until else ""),
            (tr("Answer due"), day(view.request.due_on) if view.request.due_on else ""),
            (tr("Status"), status),
        ]

    def _too_late(self, view: AppointmentView) -> tuple[str, ...]:
        """Return a warning to read before the letter is sent, if there is one."""
        if not view.may_change:
            return ()
        if not view.approval_holds:
            ends = strong(tr("The approval ends before this day."))
            return ends, tr("Offer an earlier time, or ask for a new decision.")
        if view.in_time:
            return ()
        late = strong(tr("This is not before the day the answer is due."))
        return late, tr("Offer a copy, or an earlier time.")
