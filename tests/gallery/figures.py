"""The gallery's pictures of the office's figures."""

from __future__ import annotations

from datetime import timedelta

from desktop.domain.requests.request import Answered
from desktop.domain.reviews.review import Exceptional
from desktop.domain.reviews.statistics import QUARTERS, ClosedRequest, Figures, HeldSession, Quarter, figures
from desktop.domain.sessions.session import Outcome
from desktop.ui.reviews.statistics import StatisticsPlace
from tests.gallery.camera import Camera
from tests.gallery.door import on_paper


def statistics(camera: Camera) -> None:
    """Show the figures of this quarter, and those of a busy one: the demo has closed hardly anything."""
    place = camera.go(StatisticsPlace)
    camera.picture("statistics")
    place.list_page.show_figures(_busy_quarter(), place.newest)
    camera.picture("statistics-busy")
    on_paper(camera, place, "statistics-list")


def _busy_quarter() -> Figures:
    """Return figures in which everything that is counted was there."""
    quarter, closed = Quarter(2026, 3), []
    for at, each in enumerate(quarter.back(QUARTERS)):
        for number in range(40 + 4 * at):
            took, day = 3 + (number * 7) % 28, each.first + timedelta(days=number)
            took += 12 if number % 17 == 0 else 0
            received = day - timedelta(days=took)
            ended = tuple(Answered)[number % len(Answered)]
            closed.append(ClosedRequest(received, received + timedelta(days=31), day, ended, extended=number % 19 == 1))
    marks, outcomes = tuple(Exceptional)[:8], tuple(Outcome)[:3]
    sessions = [
        HeldSession(outcomes[n % 3], (marks[n % 8],) if n % 5 == 0 else (), n % 10 > 0, n % 4 // 3) for n in range(41)
    ]
    return figures(quarter, closed, sessions, [quarter.first, quarter.last], received=63)
