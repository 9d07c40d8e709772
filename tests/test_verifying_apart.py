"""A log that is verified in a process of its own: the same outcome as in one, whatever the log, whatever ends."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.application.office.signing_in import SignIn
from desktop.application.ports.desk import Proof
from desktop.bootstrap import verifying_apart
from desktop.bootstrap.verifying import verifier_over
from desktop.bootstrap.verifying_apart import Apart, Task, report_of
from desktop.domain.log.events import Event, EventKind
from desktop.errors import ListeningRoomError
from desktop.verify import Report
from desktop.verify.losses import Loss
from desktop.verify.milestone import Milestone
from desktop.verify.report import Finding
from tests.attacks.forging import add
from tests.attacks.test_cut_off import cut
from tests.attacks.test_rows import edit
from tests.builders import PASSWORD, Office
from tests.places import PLACES, owners

READ = "import sys; sys.stdin.read(); "


class Watched:
    """A watcher who presses Cancel at the first report, or never."""

    def __init__(self, cancelled: bool = False) -> None:
        self.cancelled = cancelled
        self.told: list[tuple[int, int]] = []

    def report(self, done: int, total: int) -> None:
        self.told.append((done, total))


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as office:
        yield office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with PLACES["sqlcipher"](tmp_path) as office:
        yield office


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Apart]:
    """Let a process be started for a log of few events, and return those that were."""
    found: list[Apart] = []

    class Seen(Apart):
        def __init__(self, task: Task) -> None:
            super().__init__(task)
            found.append(self)

    monkeypatch.setattr(verifying_apart, "Apart", Seen)
    monkeypatch.setattr(verifying_apart, "MANY", 0)
    monkeypatch.setattr(verifying_apart, "cpu_count", lambda: 2)
    return found


def proof(office: Office, watcher: Watched | None = None, *, alone: bool = False) -> Proof:
    verifier = verifier_over(office.parts, office.front, office.clock)
    return (replace(verifier, apart=lambda now: nullcontext()) if alone else verifier).verify(watcher)


def told_by(started: list[Apart]) -> bool:
    """Return whether the one process that was started has ended, and had told a report."""
    [process] = started
    assert process._process.returncode is not None and not process._reader.is_alive()
    return process._report is not None


def forge(office: Office) -> None:
    event = Event(EventKind.SESSION_CLOSED, office.clock.now(), office.back, None, {}, {})
    with owners(office) as engine:
        add(engine, event)


def change_a_row(office: Office) -> None:
    edit(office, "UPDATE person SET roles = 'administrator'")


def take_away(office: Office) -> None:
    office.do(SignIn(office.front, "adviser", PASSWORD))
    cut(office, len(office.bodies()) - 1)


@pytest.mark.parametrize("attack", [None, forge, change_a_row, take_away])
def test_a_log_that_is_verified_apart_has_the_outcome_that_it_has_here(
    place: Office, attack: Callable[[Office], None] | None, started: list[Apart]
) -> None:
    if attack is not None:
        attack(place)
    watcher = Watched()
    apart = proof(place, watcher)
    assert told_by(started)
    assert apart == proof(place, alone=True) and apart.whole == (attack is None)
    dones = [done for done, _ in watcher.told]
    assert dones == sorted(dones) and all(done <= apart.events for done in dones)


@pytest.mark.parametrize(
    "says", ["", "print('[1, 2]')", "print('nonsense')", "print('{}')", "print('7')", "print('{\"report\":{}}')"]
)
def test_a_process_that_ends_without_a_report_has_found_nothing_out(
    office: Office, says: str, started: list[Apart], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying_apart, "apart_command", lambda: (sys.executable, "-c", READ + says))
    assert proof(office) == proof(office, alone=True)
    assert not told_by(started)


def test_one_that_cannot_be_started_is_done_without(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying_apart, "MANY", 0)
    monkeypatch.setattr(verifying_apart, "cpu_count", lambda: 2)
    monkeypatch.setattr(verifying_apart, "apart_command", lambda: ("/nowhere/at/all",))
    assert proof(office).whole


def test_it_ends_when_somebody_stops_the_verification(office: Office, started: list[Apart]) -> None:
    with pytest.raises(ListeningRoomError, match="verifying_stopped"):
        proof(office, Watched(cancelled=True))
    told_by(started)


def test_it_ends_when_an_office_cannot_be_opened(office: Office, tmp_path: Path) -> None:
    process = Apart(Task(str(tmp_path / "nowhere"), office.parts.file.origin, None, None, None))
    assert process.report(lambda: None) is None
    process.close()


def test_few_events_one_core_or_another_office_by_now_have_no_process(
    office: Office, started: list[Apart], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("MANY", 1000), ("cpu_count", lambda: 1), ("cpu_count", lambda: None)):
        with monkeypatch.context() as patch:
            patch.setattr(verifying_apart, name, value)
            assert proof(office).whole
    office.parts.file._replace(witness=tmp_witness(office)).write(office.parts.paths)
    assert proof(office).whole and started == []


def tmp_witness(office: Office) -> Path:
    return office.parts.paths.folder / "another"


def test_the_command_verifies_a_receipt_apart(
    office: Office, started: list[Apart], capsys: pytest.CaptureFixture[str]
) -> None:
    held = office.parts.witness.latest() or ""
    office.parts.engine.dispose()
    assert main(["--office", str(office.parts.paths.folder), "verify", "--json", "--receipt", held]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["receipt"], told["ok"], told_by(started)) == ("held", True, True)
    forge(office)
    assert main(["--office", str(office.parts.paths.folder), "verify", "--json"]) == 1


def test_a_report_is_read_as_it_was_told() -> None:
    milestone = Milestone("origin", 7, "00", "2026-11-24", "anchor", {"desk": ["2026-11-24", "00"]}, ahead=["d"])
    report = Report(
        ok=False,
        events=7,
        last_day="2026-11-24",
        anchored_events=5,
        newest_anchor_at=datetime(2026, 11, 24, 9, 1, 2, 3, tzinfo=UTC),
        findings=(Finding("wrong_root", 5, "words"), Finding("more", None, "more words")),
        lagging=("a file",),
        losses=(Loss(4, 2, 3),),
        milestone=milestone,
    )
    for each in (report, replace(report, newest_anchor_at=None, milestone=None, findings=(), last_day=None)):
        assert report_of(json.loads(json.dumps(dataclasses.asdict(each), default=str))) == each
