"""The demo office has two desks: the front desk, and the back office, whose keys alone open originals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import NoResultFound

from desktop.application.ports.desk import Desk
from desktop.bootstrap.wiring import open_desk
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import DeskId
from desktop.errors import SurroundingsError, VaultDamagedError
from desktop.showcase.demo import make_demo
from tests.builders import an_office
from tests.listing import listed


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "office"
    make_demo(folder).engine.dispose()
    return folder


@pytest.fixture
def opened(demo: Path) -> Iterator[Callable[[bool], Desk]]:
    desks: list[Desk] = []

    def open_at(back: bool) -> Desk:
        desks.append(open_desk(demo, back_office=back))
        return desks[-1]

    yield open_at
    for desk in desks:
        desk.close()


def test_the_front_desk_has_no_strongroom_and_cannot_open_an_original(opened: Callable[[bool], Desk]) -> None:
    desk = opened(False)
    assert (desk.name, desk.strongroom) == ("Desk 2", None)
    with desk.uow().look() as uow:
        row = next(found for found in listed(uow, [Status.APPROVED.value]))
        recording = uow.requests.get(row.id).recording
        assert recording is not None
        original = uow.recordings.get(recording)
    with pytest.raises(VaultDamagedError, match="vault_key_not_ours"):
        desk.sound.open_original(original)


def test_the_back_office_opens_one(opened: Callable[[bool], Desk]) -> None:
    desk = opened(True)
    assert desk.name == "Back office" and desk.strongroom is not None
    with desk.uow().look() as uow:
        row = next(found for found in listed(uow, [Status.APPROVED.value]))
        recording = uow.requests.get(row.id).recording
        assert recording is not None
        original = uow.recordings.get(recording)
    desk.strongroom.make_working(original)
    assert desk.strongroom.waveform(original).frames == original.frames
    desk.sound.open_original(original)
    assert desk.player.status().frame == 0
    desk.sound.shut()


def test_an_office_without_such_a_desk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = an_office(tmp_path)
    folder = office.parts.paths.folder
    office.parts.engine.dispose()
    monkeypatch.setattr("db.office.offices.OfficesTable.desks", lambda self: [])
    with pytest.raises(SurroundingsError, match="no_back_office"):
        open_desk(folder, back_office=True)


def test_what_cannot_be_opened_leaves_no_database_open(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    monkeypatch.setattr("desktop.bootstrap.wiring.back_desk", lambda uow: DeskId("f" * 32))
    monkeypatch.setattr("sqlalchemy.Engine.dispose", lambda self: closed.append("database"))
    with pytest.raises(NoResultFound):
        open_desk(demo, back_office=True)
    assert closed == ["database"]
