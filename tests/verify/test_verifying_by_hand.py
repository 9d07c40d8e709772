"""The log of an open office verified, and its rows compared: how far it is, and a stop in either pass."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.bootstrap.verifying import verifier_over
from desktop.errors import ListeningRoomError
from tests.support.builders import Office
from tests.support.places import PLACES


class Watched:
    """A watcher who presses Cancel at a report, or never."""

    def __init__(self, most: int | None = None) -> None:
        self.told: list[tuple[int, int]] = []
        self._most = most

    @property
    def cancelled(self) -> bool:
        return self._most is not None and len(self.told) >= self._most

    def report(self, done: int, total: int) -> None:
        self.told.append((done, total))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with PLACES["sqlcipher"](tmp_path) as office:
        yield office


def test_how_far_both_passes_are_is_told_as_one(office: Office) -> None:
    watcher, events = Watched(), len(office.events())
    assert verifier_over(office.parts, office.front, office.clock).verify(watcher).whole
    dones = [done for done, _ in watcher.told]
    assert dones == sorted(dones) and dones[0] == dones[1] == events // 2, "the verifier's pass, then the comparison's"
    assert {total for _, total in watcher.told} == {events}


@pytest.mark.parametrize("most", [1, 2], ids=["by the verifier", "while rows are compared"])
def test_a_stop_ends_either_pass_and_nothing_is_claimed(office: Office, most: int) -> None:
    watcher = Watched(most)
    with pytest.raises(ListeningRoomError, match="verifying_stopped"):
        verifier_over(office.parts, office.front, office.clock).verify(watcher)
    assert len(watcher.told) == most
