"""The places of each role, the shell's calls of use cases, and how the places follow what another PC did.

Rules:
- It is imported by the worker that opens the office, and by the shell only when someone signs in: the sign-in window
  does not wait for the pages, the use cases and their dependencies.
- After a change the lists are read again, soon and at most once in `SOON_MS`; what someone types or has open stays as
  it is. No list is read while a session is conducted or the desk is locked; it is afterwards.
- The policies are read again at once: a session goes on, and what is decided in it is decided under those in force.
  They are read at sign-in too: nothing was followed while nobody was signed in.
- Whoever waits for an answer from another PC is told as soon (`News`), also in a session.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.sessions.checking_in import Visitor
from desktop.application.sessions.day_list import interrupt
from desktop.application.sessions.views import TodayRow
from desktop.domain.office.people import Permission, Role
from desktop.domain.sessions.session import UNDER_WAY
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.copies.hearing import CopyPlayback
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.bar import Place
from desktop.ui.log import LogPlace
from desktop.ui.office.administration_place import AdministrationPlace
from desktop.ui.office.health_place import HealthPlace
from desktop.ui.office.keys_place import KeysPlace
from desktop.ui.office.pcs_place import PcsPlace
from desktop.ui.office.people_place import PeoplePlace
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.ui.recordings.place import RecordingsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.reviews.statistics import StatisticsPlace
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import RailPlace
from desktop.ui.sessions.place import SessionPlace
from desktop.ui.sessions.today import OPENS, TodayPlace
from desktop.words import text, tr
from desktop.words.codes import and_list, words


class Described(NamedTuple):
    """A place: its name, its widget, and the work that it is for, where not every PC is (`domain.office.pcs`)."""

    name: str
    make: Callable[[Context], RailPlace]
    needs: Permission | None = None


PLACES = {
    "today": Described(text("Today"), TodayPlace, Permission.CONDUCT_SESSION),
    "requests": Described(text("Requests"), RequestsPlace),
    "appointments": Described(text("Appointments"), AppointmentsPlace),
    "recordings": Described(text("Recordings"), RecordingsPlace, Permission.PREPARE_COPY),
    "decisions": Described(text("Decisions"), DecisionsPlace, Permission.DECIDE),
    "reviews": Described(text("Reviews"), ReviewsPlace, Permission.REVIEW),
    "statistics": Described(text("Statistics"), StatisticsPlace),
    "administration": Described(text("Administration"), AdministrationPlace, Permission.REVIEW),
    "people": Described(text("People"), PeoplePlace, Permission.ADMINISTER),
    "pcs": Described(text("PCs"), PcsPlace, Permission.ADMINISTER),
    "policies": Described(text("Policies"), PoliciesPlace, Permission.ADOPT_POLICY),
    "keys": Described(text("Keys"), KeysPlace, Permission.ADMINISTER),
    "health": Described(text("Health"), HealthPlace),
    "log": Described(text("Log"), LogPlace),
}
OF_ROLE = {
    Role.ADVISER: ("today",),
    Role.INFORMATION_OFFICER: ("requests", "recordings", "appointments", "today", "statistics"),
    Role.APPROVER: ("decisions", "requests", "statistics"),
    Role.SUPERVISOR: ("reviews", "statistics", "administration", "policies", "log"),
    Role.ADMINISTRATOR: ("people", "pcs", "policies", "keys", "health", "log"),
}


OFFICE = ("people", "pcs", "policies", "keys", "health")
"""The places below the word Office, in the order in which they stand there."""


def keys_of(context: Context) -> tuple[str, ...]:
    """Return the places of this person at this PC, the first one first; those of the office stand together."""
    not_here = context.desk.not_here
    held = [key for role, keys in OF_ROLE.items() if role in context.person.held for key in keys]
    theirs = list(dict.fromkeys(key for key in held if PLACES[key].needs not in not_here))
    of_office = [key for key in OFFICE if key in theirs]
    before = min(map(theirs.index, of_office), default=0)
    others = [key for key in theirs if key not in of_office]
    return (*others[:before], *of_office, *others[before:])


def shown_in_rail(keys: Collection[str], waiting: Mapping[str, int]) -> list[Place]:
    """Return these places as the rail shows them; those of the office below its word, where there are more than one."""
    together = tr("Office") if len({*OFFICE} & {*keys}) > 1 else ""
    return [Place(key, tr(PLACES[key].name), waiting.get(key, 0), together if key in OFFICE else "") for key in keys]


def elsewhere(context: Context) -> str:
    """Say which places of this person other PCs have, and not this one; nothing where it has all of them."""
    here = keys_of(context)
    held = (key for role, keys in OF_ROLE.items() if role in context.person.held for key in keys)
    missing = [tr(PLACES[key].name) for key in dict.fromkeys(held) if key not in here]
    return tr("At another PC: {places}.").format(places=and_list(missing)) if missing else ""


def make_places(context: Context, kept: Mapping[str, RailPlace]) -> dict[str, RailPlace]:
    """Make the widgets of those places, but for those that are kept."""
    return {key: kept[key] if key in kept else PLACES[key].make(context) for key in keys_of(context)}


def connect(
    place: RailPlace, open_appointment: Callable[[Opens], None], lock: Callable[[], None], clear: Callable[[], None]
) -> None:
    """Connect what a place wants of the window. `clear`: take away what it says above the page."""
    if isinstance(place, TodayPlace):
        place.chosen.connect(open_appointment)
        place.visitor_chosen.connect(open_appointment)
        place.gone_on.connect(clear)
    if isinstance(place, RequestsPlace):
        place.visitor_wanted.connect(open_appointment)
    if isinstance(place, DecisionsPlace | RequestsPlace):
        place.lock_wanted.connect(lock)


Opens = TodayRow | Visitor
"""The appointment, or the visitor without one, for whom a session is opened."""
SHOWS_MORE = {"today": Permission.CONDUCT_SESSION, "requests": Permission.TAKE_REQUEST}
"""Places that offer more to those who have that permission."""


def kept(before: Context, now: Context, places: Mapping[str, RailPlace]) -> dict[str, RailPlace] | None:
    """Return the places that stay as they are with the roles of now; the others go, or are built again.

    None while one of those cannot go without a loss of something that was typed.
    """
    theirs = keys_of(now)
    stay = {key: place for key, place in places.items() if key in theirs and not _offers_else(key, before, now)}
    return stay if all(place.at_rest for key, place in places.items() if key not in stay) else None


def _offers_else(key: str, before: Context, now: Context) -> bool:
    needed = SHOWS_MORE.get(key)
    return needed is not None and before.person.may(needed) != now.person.may(needed)


def hearing_in(places: Mapping[str, RailPlace]) -> QWidget | None:
    """Return the hearing window that fills the screen, if there is one."""
    return next((found.window for found in _hearings(places) if found.window is not None), None)


def end_hearings(places: Mapping[str, RailPlace]) -> None:
    """Stop and close every hearing, open or opening."""
    for found in _hearings(places):
        found.close()


def _hearings(places: Mapping[str, RailPlace]) -> list[CopyPlayback]:
    return [place.hearings for place in places.values() if isinstance(place, DecisionsPlace | RequestsPlace)]


def begin(session: SessionPlace, found: Opens) -> None:
    """Begin the session of an appointment, or of a visitor without one."""
    session.begin(found if isinstance(found, Visitor) else found.row)


def why_not(found: Opens) -> str:
    """Say why an appointment cannot be opened; nothing if it can. Of a visitor the use case says it."""
    if isinstance(found, Visitor) or found.readiness in OPENS:
        return ""
    return tr("{name}: {readiness}. This appointment cannot be opened.").format(
        name=found.row.shown_name, readiness=words(found.readiness)
    )


def interrupt_session(context: Context, session: SessionPlace | None) -> None:
    """Interrupt a session on sign-out, so that it can be resumed."""
    view = session.view if session is not None else None
    if view is not None and view.state in UNDER_WAY:
        context.run(interrupt, context.actor, view.id, view.at_frame)


def front_of(session: SessionPlace | None, places: Mapping[str, RailPlace]) -> QWidget | None:
    """Return the window that fills the screen in front of the shell, if there is one."""
    return (session.window_shown if session is not None else None) or hearing_in(places)


SOON_MS, LATER_MS = 300, 2000


class Alive(QObject):
    """Reads `places` again, on the GUI thread, soon after a change; later where someone is `busy`."""

    _changed = Signal()

    def __init__(
        self, parent: QObject, busy: Callable[[], bool], places: Callable[[], Mapping[str, RailPlace]]
    ) -> None:
        super().__init__(parent)
        self._busy, self._places = busy, places
        self._context: Context | None = None
        self._policies_read = True
        self._end: Callable[[], None] | None = None
        self.soon = QTimer(self, singleShot=True)
        self.soon.timeout.connect(self._now)
        self.news = QTimer(self, singleShot=True, interval=SOON_MS)
        self.news.timeout.connect(self._tell)
        self._changed.connect(self._begin_soon)

    def begin(self, context: Context) -> None:
        """Follow the changes of an office; there are none of others in one on one PC."""
        self.end()
        self._context, changes = context, context.desk.changes
        if changes is not None:
            self._end = changes.follow(self._changed.emit)
            self._read_policies()

    def end(self) -> None:
        """Follow no more."""
        end, self._end = self._end, None
        self.soon.stop()
        self.news.stop()
        if end is not None:
            end()

    def _begin_soon(self) -> None:
        self._policies_read = False
        if self._end is not None and not self.soon.isActive():
            self.soon.start(SOON_MS)
        if self._end is not None and not self.news.isActive():
            self.news.start()

    def _tell(self) -> None:
        if self._context is not None:
            self._context.news.changed.emit()

    def _now(self) -> None:
        busy = self._busy()
        if not self._policies_read:
            self._read_policies()
        if busy:
            self.soon.start(LATER_MS)
            return
        for place in self._places().values():
            place.reload()

    def _read_policies(self) -> None:
        context = self._context
        if context is not None:
            self._policies_read = True
            context.tasks.run(context.desk.policies.look_again, lane="sight", owner=self).otherwise(context.fail)
