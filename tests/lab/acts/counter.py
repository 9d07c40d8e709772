"""An adviser at a counter: check-in and identity at one desk; the rest at another, which takes the session over."""

from __future__ import annotations

from datetime import date

import numpy as np

from desktop.showcase import hands as guided
from desktop.showcase.guided import _silent_enough
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.rows import RowsView
from desktop.ui.sessions.break_page import ResumePage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.id_page import CallerPage, IdPage
from desktop.ui.sessions.today import OPENS, TodayPlace
from tests.lab.hands import LabHands


def _today(hands: LabHands) -> TodayPlace:
    place = hands.shell.places["today"]
    assert isinstance(place, TodayPlace)
    return place


def check_in(hands: LabHands, reference: str) -> None:
    """Check the person in, see one document, and ask for a lesser check: the session waits for the brief."""
    place = _today(hands)
    hands.until("todays_appointments", lambda: place.table.view.rows_model.rows)
    hands.picture("today")
    hands.open_row(place.table.view, reference)
    hands.until("session", lambda: hands.shell.session)
    guided._check_in(hands)
    _identify(hands)
    hands.page(BriefPage)
    hands.at_rest()
    hands.picture("identified")


def _identify(hands: LabHands) -> None:
    page, today = hands.page(IdPage), date.today()
    photo, _ = page.slots
    guided._show(hands, photo, "driving_licence", today.replace(year=today.year + 3, day=1))
    guided.address_differs(hands, photo)
    hands.press(page.lesser_link)
    hands.until("page", lambda: page.lesser.ask.isVisible())
    hands.type_into(page.lesser.reason, "They are known here from last week.")
    hands.picture("lesser-check-asked")
    hands.press(page.lesser.ask)
    hands.until("page", lambda: page.lesser.wait.isVisible())
    hands.picture("lesser-check-waits")
    hands.until("CallerPage", lambda: isinstance(hands.session().page, CallerPage), 120)
    caller = hands.page(CallerPage)
    guided.look_at_answers(hands, caller)
    hands.press(caller.primary)


def shows(hands: LabHands, reference: str, seconds: float, picture: str) -> str:
    """Wait, without pressing anything, until Today shows that appointment; return its readiness."""
    rows = _today(hands).table.view.rows_model
    hands.until("todays_appointments", lambda: any(reference in row.cells for row in rows.rows), seconds)
    hands.picture(picture)
    return next(row.cells[-1] for row in rows.rows if reference in row.cells)


def may_take_over(hands: LabHands, reference: str, seconds: float, picture: str) -> str:
    """Wait, without pressing anything, until Today offers the session of the PC that is off; return its readiness."""
    place = _today(hands)

    def offered() -> str:
        for found in place._rows.values():
            if found.row.reference == reference and found.readiness in OPENS:
                return found.readiness.value
        return ""

    found = hands.until("session_offered", offered, seconds)
    hands.picture(picture)
    return found


def take_over(hands: LabHands, reference: str) -> str:
    """Take the session over, after the short check; return what the page says of it."""
    place = _today(hands)
    hands.open_row(_table_with(place, reference), reference)
    hands.until("session", lambda: hands.shell.session)
    page = hands.page(ResumePage)
    said = page.where()
    hands.press(page.same.options["same"])
    hands.picture("take-over")
    hands.press(page.primary)
    hands.page(BriefPage)
    hands.at_rest()
    return said


def _table_with(place: TodayPlace, reference: str) -> RowsView:
    unfinished = place.list_page.unfinished.table.view
    shown = unfinished.isVisible() and any(reference in row.cells for row in unfinished.rows_model.rows)
    return unfinished if shown else place.table.view


def listen(hands: LabHands) -> dict[str, object]:
    """Play the copy to its end, and close the session; return what libvlc put out and which parts are removed."""
    guided._brief(hands)
    session = hands.session()
    window = hands.until("listening_window", lambda: session.window_shown)
    control, call = window.control, window.panel.call
    hands.until("sound", lambda: control.heard)  # it starts by itself
    first = call.removed[0]
    hands.until("removed_part", lambda: control.frame > first.start)
    hands.picture("listening-removed-part", window)
    hands.until("recording_ended", lambda: not control.playing and control.frame >= call.frames, guided.PLAYED)
    hands.until("everything_saved", lambda: not control.unsaved())
    hands.picture("heard", window)
    removed = [[part.start / call.rate, part.end / call.rate] for part in call.removed]
    told = {"seconds": round(call.frames / call.rate, 2), "removed": removed, "silent": _silent(hands)}
    hands.press(window.panel.finish)
    guided._close(hands)
    hands.at_rest()
    links = hands.session().findChildren(LinkButton)
    hands.press(next(link for link in links if link.isVisible() and "Today" in link.text()))
    hands.until("today_list", lambda: hands.shell.session is None)
    return told


def _silent(hands: LabHands) -> bool:
    """Return whether libvlc put out silence where parts are removed."""
    view, desk = hands.session().view, hands.shell.desk
    assert view is not None and desk is not None
    with desk.uow().read_only() as uow:
        copy = uow.recordings.copy(uow.sessions.get(view.id).copy)
    return _silent_enough(np.frombuffer(hands.capture.samples(), "<i2"), copy)
