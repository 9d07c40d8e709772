"""The places of each role, and the shell's calls of use cases.

Imported by the worker that opens the office, and by the shell only when somebody signs in: the sign-in window does not
wait for the pages, the use cases and their dependencies.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from desktop.application.sessions.resuming import interrupt
from desktop.application.sessions.views import TodayRow
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import UNDER_WAY
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.copies.hearing.hearings import Hearings
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.log.log_place import LogPlace
from desktop.ui.recordings.place import RecordingsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.running.context import Context
from desktop.ui.sessions.place import SessionPlace
from desktop.ui.sessions.today.place import OPENS, TodayPlace
from desktop.words import text, tr
from desktop.words.codes import words

AnyPlace = AppointmentsPlace | TodayPlace | RequestsPlace | RecordingsPlace | DecisionsPlace | ReviewsPlace | LogPlace
PLACES: dict[str, tuple[str, type[AnyPlace]]] = {
    "today": (text("Today"), TodayPlace),
    "requests": (text("Requests"), RequestsPlace),
    "appointments": (text("Appointments"), AppointmentsPlace),
    "recordings": (text("Recordings"), RecordingsPlace),
    "decisions": (text("Decisions"), DecisionsPlace),
    "reviews": (text("Reviews"), ReviewsPlace),
    "log": (text("Log"), LogPlace),
}
OF_ROLE = {
    Role.ADVISER: ("today",),
    Role.INFORMATION_OFFICER: ("requests", "recordings", "appointments", "today"),
    Role.APPROVER: ("decisions", "requests"),
    Role.SUPERVISOR: ("reviews", "log"),
    Role.ADMINISTRATOR: ("log",),
}


def keys_of(context: Context) -> tuple[str, ...]:
    """Return the places of this person, the first one first."""
    return OF_ROLE[context.person.role]


def make_places(context: Context) -> dict[str, AnyPlace]:
    """Make the widgets of those places."""
    return {key: PLACES[key][1](context) for key in keys_of(context)}


def new_session(context: Context) -> SessionPlace:
    """Make the widget of a session."""
    return SessionPlace(context)


def hearing_in(places: Mapping[str, AnyPlace]) -> QWidget | None:
    """Return the hearing window that fills the screen, if there is one."""
    return next((found.window for found in _hearings(places) if found.window is not None), None)


def end_hearings(places: Mapping[str, AnyPlace]) -> None:
    """Stop and close every hearing, open or opening."""
    for found in _hearings(places):
        found.close()


def _hearings(places: Mapping[str, AnyPlace]) -> list[Hearings]:
    return [place.hearings for place in places.values() if isinstance(place, DecisionsPlace | RequestsPlace)]


def may_open(context: Context) -> bool:
    """Return whether this person may open appointments: only advisers may; others see them."""
    return context.person.role is Role.ADVISER


def why_not(found: TodayRow) -> str:
    """Say why an appointment cannot be opened; nothing if it can."""
    if found.readiness in OPENS:
        return ""
    return tr("{name}: {readiness}. This appointment cannot be opened.").format(
        name=found.row.shown_name, readiness=words(found.readiness)
    )


def interrupt_session(context: Context, session: SessionPlace | None) -> None:
    """Interrupt a session on sign-out, so that it can be resumed."""
    view = session.presenter.view if session is not None else None
    if view is not None and view.state in UNDER_WAY:
        context.run(interrupt, context.actor, view.id, view.at_frame)
