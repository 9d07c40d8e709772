"""Pictures of every screen in every state that matters, taken of the real windows over a demo office.

The windows are driven as in the guided demonstration. Time stands still and the player is posed, so that two runs
produce the same pictures and nothing sounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

from desktop.application.ports.desk import Desk
from desktop.errors import DatabaseError
from desktop.ui.shell.app import Screens, application
from tests.gallery.camera import Camera, Look
from tests.gallery.posing import NoLockdown, StillChanges, StillClock, StillPlayer
from tests.gallery.states.appointments import appointments
from tests.gallery.states.copies import decisions, decisions_at_the_back, preparing
from tests.gallery.states.door import PASSWORD, sign_in_states
from tests.gallery.states.first_start import first_start
from tests.gallery.states.lost_keys import StillKeys, keys_missing, lost_keys
from tests.gallery.states.office import (
    StillUpkeep,
    administration,
    asked_and_answered,
    health,
    keys,
    log,
    pcs,
    people,
    reviews,
    statistics,
)
from tests.gallery.states.policies import policies
from tests.gallery.states.recordings import recordings, recordings_elsewhere
from tests.gallery.states.requests import holds, requests
from tests.gallery.states.sessions import ALL_STATIONS, interrupted_session, resumed_session


class Gallery:
    """One window size. `open_desk` opens a demo office in which nothing has happened yet today."""

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        clock: StillClock,
        out: Path,
        size: tuple[int, int],
        look: Look = lambda name, widget, camera: None,
    ) -> None:
        self._open_desk = open_desk
        self._clock, self._out, self._size, self._look = clock, out, size, look
        self._player = StillPlayer()
        self._pictures = 0

    def render(self) -> int:
        """Take every picture; return how many there are."""
        application()
        self._with(_missing, _cannot_open)
        keys = StillKeys()
        self._with(keys_missing, partial(lost_keys, keys=keys), keys)
        gate = Event()
        self._with(lambda: self._behind(gate), lambda camera: self._counter(camera, gate))
        self._with(self._posed, _after_the_crash)
        self._with(self._posed, _back_office)
        self._with(self._posed, holds)
        return self._pictures

    def _with(
        self, open_desk: Callable[[], Desk], take: Callable[[Camera], None], keys: StillKeys | None = None
    ) -> None:
        screens = Screens(open_desk, lambda: False, demo=True, lost_keys=keys)
        screens.shell.resize(*self._size)
        screens.shell.show()
        camera = Camera(screens, self._out, self._look, self._clock, self._player)
        try:
            take(camera)
        finally:
            self._pictures += len(camera.pictures)
            screens.shell.close()
            screens.close()
            screens.shell.deleteLater()

    def _posed(self) -> Desk:
        desk = self._open_desk()
        still = replace(desk, clock=self._clock, player=self._player, lockdown=NoLockdown(), changes=StillChanges())
        return replace(still, upkeep=StillUpkeep())

    def _behind(self, gate: Event) -> Desk:
        """Open a desk in the background: opening takes as long as its picture."""
        gate.wait()
        return self._posed()

    def _counter(self, camera: Camera, gate: Event) -> None:
        try:
            camera.picture("sign-in-opening", at_work=True)
        finally:
            gate.set()
        sign_in_states(camera)
        for station in ALL_STATIONS:
            station(camera)
        interrupted_session(camera)


def _missing() -> Desk:
    raise DatabaseError("database_missing")


def _cannot_open(camera: Camera) -> None:
    camera.until("work_finished", lambda: bool(camera.shell.sign_in.refusal.words))
    camera.picture("sign-in-cannot-open")
    first_start(camera)


def _after_the_crash(camera: Camera) -> None:
    resumed_session(camera)
    asked_and_answered(camera)
    reviews(camera)
    statistics(camera)
    administration(camera)
    log(camera)
    people(camera)
    pcs(camera)
    policies(camera)
    keys(camera)
    health(camera)
    requests(camera)
    recordings_elsewhere(camera)
    decisions(camera)
    appointments(camera)


def _back_office(camera: Camera) -> None:
    """Show the work where originals can be opened. Each scene signs in and out again."""
    camera.sign_in("officer", PASSWORD)
    camera.picture("back-office-requests")
    camera.sign_out()
    preparing(camera)
    decisions_at_the_back(camera)
    recordings(camera)
