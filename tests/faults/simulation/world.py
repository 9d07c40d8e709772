"""Two desks of one office in one process, each with a connection, clock, keyring and way to the witness of its own.

What goes wrong at a desk is switched on for a press or for some steps (`Weather`): the answer to COMMIT is lost, or the
server never hears of it, and then answers or stays away; the keyring is locked; the witness is away; the clock lags;
the program is started again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlcipher3 import dbapi2

from db.log import commands
from desktop.application.appointments.calendar import BookAppointment
from desktop.bootstrap.making import add_desk
from desktop.bootstrap.opening import Parts, open_parts
from desktop.domain.appointments import Unusual
from desktop.domain.office.pcs import DeskKind
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import DeskId, PersonId, RequestId, new_id
from desktop.environment.keyring.stores import DemoStore
from desktop.environment.witnesses import Witnesses
from desktop.errors import DatabaseError, KeyringError
from tests.support.fakes import TUESDAY
from tests.support.machine.own_folder import kept_folder
from tests.support.offices.builders import NUMBER, Office, an_office

CALLS = 2
"""Requests of an office beside its first, each with a prepared copy; the last waits for a decision."""


@dataclass
class Weather:
    """The fault at a desk just now."""

    loses: str = ""
    """`answer` or `question`: of the next COMMIT."""
    stays_away: bool = False
    """After that the server cannot be asked what became of it."""
    away: bool = False
    locked: bool = False
    without_witness: int = 0
    """For how many steps."""


class WeatheredStore(DemoStore):
    """A demo's key store whose keyring can be locked."""

    weather: Weather

    def get(self, name: str) -> str | None:
        if self.weather.locked:
            raise KeyringError("keyring_locked")
        return super().get(name)


class WeatheredWitnesses(Witnesses):
    """One witness file, whose place can be away."""

    weather: Weather

    def add(self, checkpoint: str) -> None:
        [file] = self._witnesses
        there, away = file.path, file.path.with_name("away") / file.path.name
        file.path = away if self.weather.without_witness else there
        try:
            super().add(checkpoint)
        finally:
            file.path = there


class Desk(Office):
    """One desk of the two, with its own connection to the office."""

    name: str = ""
    desk: DeskId
    weather: Weather

    @property
    def front(self) -> DeskId:
        return self.desk

    @classmethod
    def of(cls, folder: Path, name: str, desk: DeskId, back: DeskId, people: dict[str, PersonId]) -> Desk:
        made = cls(open_parts(folder), back, people)
        made.name, made.desk, made.weather = name, desk, Weather()
        made.weathered()
        return made

    def weathered(self) -> None:
        """Put the desk's own store, witness and connection in their places."""
        file, paths = self.parts.file, self.parts.paths
        store = WeatheredStore(paths.folder / "demo-keys.json", file.id, file.kind)
        witness = WeatheredWitnesses([paths.witness])
        store.weather = witness.weather = self.weather
        engine, weather = self.parts.engine, self.weather
        commit = engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            loses, weather.loses = weather.loses, ""
            if loses != "question":
                commit(connection)
            if loses:
                weather.away = weather.stays_away
                raise dbapi2.OperationalError(f"the {loses} was lost")

        def begin(_: Any) -> None:
            if weather.away:
                raise DatabaseError("database_lost")

        engine.dialect.do_commit = do_commit  # type: ignore[assignment,method-assign]
        event.listen(engine, "begin", begin)
        self.parts = Parts(file, paths, store, engine, witness)

    def start_again(self) -> None:
        """End the program, with whatever was open, and start it."""
        self.parts.engine.dispose()
        self.weather.loses, self.weather.away, self.weather.locked = "", False, False
        self.fake_sound.opened = None
        self.parts = open_parts(self.parts.paths.folder)
        self.weathered()


@dataclass
class World:
    """The two desks, and what every step may refer to. `true` is the time that the clocks ought to show."""

    desks: tuple[Desk, Desk]
    requests: list[RequestId]
    log: list[str] = field(default_factory=list)

    def pass_by(self, **time: float) -> None:
        """Let time pass at both desks, whatever their clocks show."""
        for desk in self.desks:
            desk.clock.at += timedelta(**time)
            desk.clock.passed += timedelta(**time)


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """Make the two desks' office in that folder, and shut it afterwards."""
    template, desks, back, people, requests = _template()
    shutil.copytree(template, folder / "office")
    first, second = (Desk.of(folder / "office", f"desk {at}", id, back, dict(people)) for at, id in enumerate(desks, 1))
    patience, commands.LOOK_SECONDS = commands.LOOK_SECONDS, 0
    try:
        yield World((first, second), list(requests))
    finally:
        commands.LOOK_SECONDS = patience
        for desk in (first, second):
            desk.parts.engine.dispose()


@cache
def _template() -> tuple[Path, tuple[DeskId, DeskId], DeskId, dict[str, PersonId], tuple[RequestId, ...]]:
    place = kept_folder()
    office = an_office(place)
    second = DeskId(new_id())
    add_desk(office.parts, second, "Desk 3", DeskKind.COUNTER, office.clock)
    calls = [Call(TUESDAY - timedelta(days=20 + n), NUMBER) for n in range(CALLS)]
    prepared = [office.prepared(office.imported(office.a_request(call=call))) for call in calls]
    requests = (office.first_request, *prepared)
    office.decided(prepared[0])
    for request, desk in ((requests[0], office.front), (requests[1], second)):
        starts, actor = office.clock.now() + timedelta(minutes=5), office.actor("officer", office.back)
        office.book(BookAppointment(actor, request, desk, starts, meant=frozenset(Unusual)))
    office.parts.engine.dispose()
    return place / "office", (office.front, second), office.back, office.people, requests


Press = Callable[[], Any]
