"""The customer's card beside a page of the session: the person, the call, their adjustments, who is present.

When the call was made, and with which number, are the answers to the caller check. So nothing of the call is on the
card before identity is confirmed, nor of an interrupted session before the short check. While the documents and the
caller are looked at, staff can uncover the answers (`CoveredAnswers`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Signal

from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.caller import CallKind
from desktop.domain.sessions.session import UNDER_WAY, State
from desktop.ui.kit.widgets.customer_card import CardPart, CustomerCard
from desktop.ui.running.context import Context
from desktop.ui.sessions.covered_answers import CoveredAnswers
from desktop.ui.sessions.present import Present, QuietLink
from desktop.words import tr
from desktop.words.formatting import day, length, local, moment, time_of_day
from desktop.words.sessions.adjustments import adjustment_lines
from desktop.words.shared.counts import parts_removed
from desktop.words.shared.telephone import number_words


class SessionCard(CustomerCard):
    """The card of a session. `present` exists while it is under way, `answers` until the caller was asked.

    Emits `day_wanted` for who else comes today.
    """

    day_wanted = Signal()

    def __init__(self, *parts: CardPart, present: Present | None = None, answers: CoveredAnswers | None = None) -> None:
        super().__init__(*parts)
        self.present, self.answers = present, answers
        self.day = QuietLink(tr("Today’s appointments"), tr("Today’s appointments"), self.day_wanted.emit)
        if answers is not None:
            self.add_widget(answers)
        if present is not None:
            self.add_widget(present)
        self.add_widget(self.day)


def card_of_appointment(row: AppointmentRow, context: Context) -> SessionCard:
    """Make the card before check-in, for the expected listener."""
    when = _when(row.starts_at, row.starts_at + timedelta(minutes=row.minutes), context)
    parts = [CardPart(row.shown_name, (row.reference, when))]
    if adjustments := adjustment_lines(row.needs, row.adjustments):
        parts.append(CardPart(tr("Adjustments"), adjustments))
    return SessionCard(*parts)


def card_of(view: SessionView, context: Context) -> SessionCard:
    """Make the card of a session: the customer, the call, their adjustments, who is present."""
    lines = [view.reference]
    if view.appointment_at is not None and view.appointment_until is not None:
        lines.append(_when(view.appointment_at, view.appointment_until, context))
    parts = [CardPart(view.shown_name, tuple(lines))]
    if view.identified:
        parts.append(CardPart(tr("Call"), _about_call(view, context)))
    if adjustments := adjustment_lines(view.needs, view.adjustments):
        parts.append(CardPart(tr("Adjustments"), adjustments))
    present = Present(view.parties, view.kind) if view.state in UNDER_WAY else None
    asks_caller = context.desk.id_policy.for_request(view.kind).asks_caller and view.state is State.CHECKED_IN
    return SessionCard(*parts, present=present, answers=_covered_answers(view, context) if asks_caller else None)


def _when(starts_at: datetime, ends_at: datetime, context: Context) -> str:
    """Return when the appointment is. Nobody is sent away at its end; it shows that extra time was booked."""
    zone = context.desk.office.zone
    said = tr("Appointment {time} to {end}")
    return said.format(time=time_of_day(starts_at, zone), end=time_of_day(ends_at, zone))


def _covered_answers(view: SessionView, context: Context) -> CoveredAnswers:
    call = view.call
    number = tr("Number it was made to") if call.outbound else tr("Number it came from")
    return CoveredAnswers(
        (tr("When it was made"), moment(call.at, context.desk.office.zone)),
        (number, number_words(call.number, context.desk)),
    )


def _about_call(view: SessionView, context: Context) -> tuple[str, ...]:
    call, zone = view.call, context.desk.office.zone
    removed = len(call.removed)
    parts = parts_removed(removed) if removed else tr("nothing removed")
    called = local(call.at, zone)
    made = tr("To: {number}") if call.outbound else tr("From: {number}")
    return (
        f"{day(called.date())},",
        tr("about {time}").format(time=time_of_day(call.at, zone)),
        *([tr("Made by someone else")] if call.kind is CallKind.BY_SOMEBODY_ELSE else []),
        made.format(number=number_words(call.number, context.desk)),
        f"{length(call.frames / call.rate)}, {parts}",
    )
