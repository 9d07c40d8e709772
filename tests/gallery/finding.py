"""The gallery's pictures of finding the recording of a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from desktop.application.recordings.finding import FindView
from desktop.domain.recordings.finding import Left, SearchedSystem, Step, window
from desktop.domain.recordings.retention import Protection, RetentionPeriod
from desktop.domain.shared.ids import RecordingId
from desktop.ui.requests.finding import FindingPage
from desktop.ui.requests.place import RequestsPlace
from tests.gallery.camera import Camera

HALF_A_YEAR = RetentionPeriod(months=6)


def finding(camera: Camera, place: RequestsPlace) -> None:
    """Show results, nothing chosen, nothing found, too many, and nothing left. `place` shows a request to find."""
    page = place.finding
    camera.press(place.request_page.primary)
    camera.until("search", lambda: place.stack.currentWidget() is page and page.view)
    camera.picture("finding")
    camera.press(page.primary, "finding-problem")
    found = page.view
    assert found is not None
    _posed(camera, page, found)
    page.show_found(found)
    page.change.emit()
    camera.picture("finding-change")
    place.correcting.call.telephone.set_value("next door's")
    camera.press(place.correcting.primary, "finding-change-problem")
    page.back.emit()
    camera.until("request", lambda: place.stack.currentWidget() is place.request_page)
    camera.rest()


def _posed(camera: Camera, page: FindingPage, found: FindView) -> None:
    """Pose it for a call of other people's, three months ago."""
    zone = page._context.desk.office.zone
    call = replace(found.call, number="+441632960733", at=found.call.at - timedelta(days=77))
    nothing = replace(found, call=call, steps=tuple(Step), rows=(), protection=Protection.NOT_YET)

    def at(step: Step) -> FindView:
        return replace(nothing, step=step, within=window(call, step, zone))

    page.show_found(at(Step.HALF_HOUR))
    camera.picture("finding-nothing")
    hours = [timedelta(hours=n) for n in range(3)]
    rows = [replace(found.rows[0], id=RecordingId(str(n)), call_at=call.at + after) for n, after in enumerate(hours)]
    page.show_found(replace(at(Step.SAME_DAY), rows=(replace(rows[0], same_number=False), *rows[1:]), too_many=True))
    camera.picture("finding-too-many")
    page.show_found(replace(at(Step.WEEK_EITHER_SIDE), systems=_systems(call.at.date())))
    camera.picture("finding-not-left")


def _systems(called: date) -> tuple[SearchedSystem, ...]:
    deleted, over = called + timedelta(days=90), called + timedelta(days=31)
    return (
        SearchedSystem("telephony", Left.SYSTEM_DELETED, HALF_A_YEAR, 90, deleted, after_request=True),
        SearchedSystem("old telephony", Left.PERIOD_OVER, RetentionPeriod(months=1), None, over),
        SearchedSystem("switchboard", Left.MAY_BE_THERE, HALF_A_YEAR, None, None),
    )
