"""The demo's two desks: one at which everybody can try everything, and the approver's, which opens no original."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.application.ports.desk import Desk
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.wiring import open_desk
from desktop.domain.copies.copy import Recording
from desktop.domain.office.pcs import DeskKind
from desktop.domain.requests.request import Status
from desktop.errors import VaultDamagedError
from desktop.showcase.demo import make_demo
from desktop.vault.keys import open_key
from tests.support.listing import listed


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "office"
    make_demo(folder).engine.dispose()
    return folder


@pytest.fixture
def desk(demo: Path) -> Iterator[Desk]:
    opened = open_desk(demo)
    yield opened
    opened.close()


def an_original(desk: Desk) -> Recording:
    with desk.uow().read_only() as uow:
        row = next(found for found in listed(uow, [Status.APPROVED.value]))
        recording = uow.requests.get(row.id).recording
        assert recording is not None
        return uow.recordings.get(recording)


def test_its_desk_leaves_nothing_to_others_and_opens_an_original(desk: Desk) -> None:
    assert (desk.name, desk.kind, desk.not_here) == ("Desk 2", DeskKind.BACK_OFFICE, frozenset())
    original = an_original(desk)
    assert desk.strongroom is not None
    desk.strongroom.make_working(original)
    assert desk.strongroom.waveform(original).frames == original.frames
    desk.sound.open_original(original)
    assert desk.player.status().frame == 0
    desk.sound.shut()


def test_the_approvers_opens_none(desk: Desk, demo: Path) -> None:
    with desk.uow().read_only() as uow:
        [other] = [each for each in uow.offices.desks() if each.id != desk.id]
    assert other.kind is DeskKind.DECISION and not other.opens_originals
    original, parts = an_original(desk), open_parts(demo)
    with pytest.raises(VaultDamagedError, match="vault_key_not_ours"):
        open_key(original.key, identity_of(parts.store, other.id), original.id)
    parts.engine.dispose()


def test_what_cannot_be_opened_leaves_no_database_open(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    monkeypatch.setattr("desktop.bootstrap.wiring._here", lambda parts: 1 / 0)
    monkeypatch.setattr("sqlalchemy.Engine.dispose", lambda self: closed.append("database"))
    with pytest.raises(ZeroDivisionError):
        open_desk(demo)
    assert closed == ["database"]
