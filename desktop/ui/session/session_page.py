"""What every page of the session has: the steps above, the customer's card beside, and words of their own."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.views import AppointmentRow, SessionView
from desktop.domain.id_policy import IdPolicy
from desktop.domain.session import State
from desktop.errors import FieldsError
from desktop.ui.context import Context
from desktop.ui.formatting import day, length, local, time_of_day
from desktop.ui.widgets.customer_card import CardPart, CustomerCard
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.stepper import Step, Stepper
from desktop.ui.wording import tr
from desktop.ui.wording.codes import and_list, words
from desktop.ui.wording.problems import problems_of

CHECK_IN, ID, BRIEF, LISTEN, CLOSE = range(5)


class SessionPage(Page):
    """A page at one of the five steps. `problem` codes are shown at the fields of that name."""

    def __init__(
        self, step: int, steps: tuple[Step, ...], card: CustomerCard, about: str, lead: str, primary: str
    ) -> None:
        super().__init__(about, lead, primary=primary)
        self.add(Stepper(steps, step))
        self.set_aside(card)

    def show_problems(self, error: FieldsError) -> None:
        """The use case's own words about what was typed."""
        self.set_problems_by_name(problems_of(error))


def steps_of(view: SessionView | None, id_policy: IdPolicy) -> tuple[Step, ...]:
    """The five steps with what was done at each."""
    check_in = id_done = brief = listen = ""
    if view is not None:
        check_in = and_list([words(party) for party in sorted(view.parties)]).capitalize()
        id_done = tr("{n} documents seen").format(n=len(view.documents)) if view.documents else ""
        past_brief = view.state in (State.BRIEFED, State.LISTENING, State.ON_BREAK) or bool(view.heard)
        brief = tr("Read aloud, sound heard") if past_brief else ""
        listen = tr("{share} % heard").format(share=int(view.heard_fraction * 100)) if view.heard else ""
    return (
        Step(tr("Check in"), check_in),
        Step(tr("ID"), id_done, skipped=not id_done),
        Step(tr("Brief"), brief, skipped=not brief),
        Step(tr("Listen"), listen, skipped=not listen),
        Step(tr("Close")),
    )


def card_of_appointment(row: AppointmentRow, context: Context) -> CustomerCard:
    """Before check-in: who is expected."""
    when = tr("Appointment {time}").format(time=time_of_day(row.starts_at, context.desk.office.zone))
    parts = [CardPart(row.shown_name, (row.reference, when))]
    if row.adjustments:
        parts.append(CardPart(tr("Adjustments"), row.adjustments))
    return CustomerCard(*parts)


def card_of(view: SessionView, context: Context) -> CustomerCard:
    """The customer, the call, what they need."""
    zone = context.desk.office.zone
    lines = [view.reference]
    if view.appointment_at is not None:
        lines.append(tr("Appointment {time}").format(time=time_of_day(view.appointment_at, zone)))
    call = view.call
    removed = len(call.removed)
    parts_removed = {0: tr("nothing removed"), 1: tr("1 part removed")}.get(removed, tr("{n} parts removed"))
    called = local(call.at, zone)
    made = tr("Made to {number}") if call.outbound else tr("From {number}")
    about_call = (
        f"{day(called.date())},",
        tr("about {time}").format(time=time_of_day(call.at, zone)),
        made.format(number=call.number),
        f"{length(call.frames / call.rate)}, {parts_removed.format(n=removed)}",
    )
    parts = [CardPart(view.shown_name, tuple(lines)), CardPart(tr("Call"), about_call)]
    if view.adjustments:
        parts.append(CardPart(tr("Adjustments"), view.adjustments))
    return CustomerCard(*parts)


def stacked(*widgets: QWidget, spacing: int = 16) -> QWidget:
    """Widgets under one another in one."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for widget in widgets:
        box.addWidget(widget)
    return holder
