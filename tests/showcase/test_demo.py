"""The demo office: its day, its desks, and the export of its telephone system."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.application.appointments.calendar import MoveAppointment, move_appointment
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.ports.desk import Desk, PasswordCheck
from desktop.application.sessions.checking_in import CheckIn, check_in
from desktop.application.sessions.day_list import today
from desktop.application.sessions.views import TodayView
from desktop.application.shared.commands import Actor
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.policies import office_policy_of
from desktop.bootstrap.verifying import AnchoredIn, log_connection, milestones_of
from desktop.bootstrap.wiring import open_desk
from desktop.domain.appointments import Unusual
from desktop.domain.copies.copy import Recording
from desktop.domain.office.pcs import DeskKind
from desktop.domain.requests.request import Status
from desktop.domain.sessions.session import Party
from desktop.environment.office_file import read_office_file
from desktop.environment.passwords import Passwords
from desktop.errors import AlreadyRunningError, ExternalSystemError, MediaRefusedError, RefusedError, VaultDamagedError
from desktop.files.durable import SingleInstance
from desktop.media.sandbox.decoding import decode
from desktop.media.telephony.asterisk_cdr import COLUMNS, master_csv
from desktop.media.telephony.names import facts_of_name
from desktop.showcase.demo import demo_calls
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.from_intake import write_export
from desktop.showcase.verbs import MADE_ON, ready_demo
from desktop.vault.keys import open_key
from tests.support.fakes import TUESDAY, FakeClock
from tests.support.listing import listed
from tests.support.offices.builders import an_office
from tests.support.refusals import error_of

LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "demo"
    folder.mkdir()  # an empty folder that someone has made for it
    ready_demo(folder, clock=FakeClock(TUESDAY), tell=lambda words: None)
    return folder


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Path:
    """Return the demo that was made on TUESDAY, as if untouched."""
    shutil.copytree(made, tmp_path / "demo")
    return tmp_path / "demo"


def on(day: date, hour: int = 8) -> FakeClock:
    return FakeClock(datetime.combine(day, time(hour), LONDON))


def ready(folder: Path, clock: FakeClock) -> tuple[bool, str]:
    """Return whether it was rebuilt, and the message."""
    said: list[str] = []
    return ready_demo(folder, clock=clock, tell=said.append), "\n".join(said)


def seen(folder: Path, clock: FakeClock) -> TodayView:
    """Return the page of an adviser who signs in."""
    parts = open_parts(folder)
    try:
        actor = signed_in(parts, clock)
        return today(actor, uow=parts.uow(actor.desk), clock=clock, zone=LONDON)
    finally:
        parts.engine.dispose()


def signed_in(parts: Parts, clock: FakeClock, name: str = "adviser") -> Actor:
    desk = parts.file.desk
    command = SignIn(desk, name, DEMO_PASSWORD)
    check = PasswordCheck(clock, Passwords(), office_policy_of(parts))
    person = sign_in(command, uow=parts.uow(desk), clock=clock, check=check).person
    return Actor(person.id, desk)


def log_of(folder: Path) -> list[bytes]:
    parts = open_parts(folder)
    try:
        with log_connection(parts.engine) as connection:
            return [bytes(row[0]) for row in connection.cursor().execute("SELECT body FROM audit_event ORDER BY seq")]
    finally:
        parts.engine.dispose()


def test_a_demo_of_another_day_is_alive_when_it_is_opened_and_the_earlier_one_is_kept_once(demo: Path) -> None:
    clock, leftover = on(TUESDAY.date() + timedelta(days=400)), demo.with_name("demo.making")
    shutil.copytree(demo, leftover)  # as if it had been killed meanwhile
    before = log_of(demo)
    assert [row.readiness.value for row in seen(demo, clock).rows] == []
    again, said = ready(demo, clock)
    assert again and "demo.earlier" in said
    view = seen(demo, clock)
    assert view.day == clock.now().date()
    assert [row.readiness.value for row in view.rows] == ["ready"] * 4 + ["not_approved"]
    parts = open_parts(demo)
    actor = signed_in(parts, clock)
    command = CheckIn(actor, view.rows[0].row.id, frozenset({Party.CUSTOMER}), False)
    anchored = AnchoredIn(parts.witness, milestones_of(parts))
    check_in(command, uow=parts.uow(actor.desk), clock=clock, policy=office_policy_of(parts), anchored=anchored)
    parts.engine.dispose()
    earlier = log_of(demo.with_name("demo.earlier"))
    assert earlier[: len(before)] == before, "nothing is invented in the earlier log"
    kept = log_of(demo)
    assert not set(kept) & set(before) and not leftover.exists()
    assert ready(demo, on(TUESDAY.date() + timedelta(days=401)))[0] and log_of(demo.with_name("demo.earlier")) == kept


def test_on_its_own_day_it_keeps_what_was_done(demo: Path) -> None:
    morning = on(TUESDAY.date())
    seen(demo, morning)
    before = log_of(demo)
    for hour in (8, 23):
        assert ready(demo, on(TUESDAY.date(), hour)) == (False, "")
    assert log_of(demo) == before and not demo.with_name("demo.earlier").exists()


AT_THE_WINDOW = """
import sys
from argparse import Namespace
from pathlib import Path
from desktop.showcase import verbs

def shown(folder, **_):
    print(*{name.partition(".")[0] for name in sys.modules})
    return 0

verbs.demo(Namespace(guided=None, folder=Path(sys.argv[1]), fresh=False), Path(), shown)
"""


def test_on_the_day_it_was_made_its_window_comes_before_its_database(demo: Path) -> None:
    start, end = map(datetime.fromisoformat, (demo / MADE_ON).read_text("utf-8").split())
    assert (start, end) == (on(TUESDAY.date(), 0).now(), on(TUESDAY.date() + timedelta(days=1), 0).now())
    (demo / MADE_ON).write_text("2026-01-01T00:00:00+00:00 2126-01-01T00:00:00+00:00", encoding="utf-8")
    run = [sys.executable, "-c", AT_THE_WINDOW, str(demo)]
    said, loaded = subprocess.run(run, capture_output=True, text=True, check=True).stdout.splitlines()
    assert "adviser" in said and not {"sqlalchemy", "sqlcipher3", "cryptography"} & {*loaded.split()}


def test_without_a_note_of_its_day_its_database_knows(demo: Path) -> None:
    (demo / MADE_ON).unlink()
    assert ready(demo, on(TUESDAY.date(), 23)) == (False, "")
    for noted in ("", "yesterday", "2026-11-24 2026-11-25", "\0"):
        (demo / MADE_ON).write_text(noted, encoding="utf-8")
        assert ready(demo, on(TUESDAY.date(), 23)) == (False, ""), noted


def test_one_with_an_appointment_that_was_moved_to_that_day_stays(demo: Path) -> None:
    clock, tomorrow = on(TUESDAY.date()), TUESDAY.date() + timedelta(days=1)
    first = seen(demo, clock).rows[0].row
    parts = open_parts(demo)
    actor = signed_in(parts, clock, "officer")
    starts = datetime.combine(tomorrow, time(11), LONDON)
    command = MoveAppointment(actor, first.id, first.starts_at, first.desk, starts, 45, frozenset(Unusual))
    move_appointment(
        command,
        uow=parts.uow(actor.desk),
        clock=clock,
        policy=office_policy_of(parts),
        is_holiday=lambda day: False,
    )
    parts.engine.dispose()
    before = log_of(demo)
    assert ready(demo, on(tomorrow)) == (False, "") and log_of(demo) == before


def test_a_demo_that_is_open_is_left_alone(demo: Path) -> None:
    _, paths = read_office_file(demo)
    instance = SingleInstance(paths.lock)
    instance.acquire()
    before = log_of(demo)
    with pytest.raises(AlreadyRunningError):
        ready(demo, on(TUESDAY.date() + timedelta(days=1)))
    assert instance.raise_requested(), "the window that is open comes forward"
    instance.release()
    assert log_of(demo) == before and [path.name for path in demo.parent.iterdir()] == ["demo"]


def test_a_real_office_is_never_taken_for_one_whatever_it_is_called(demo: Path, tmp_path: Path) -> None:
    office = an_office(tmp_path / "real")
    office.parts.engine.dispose()
    real = office.parts.paths.folder
    shutil.copytree(real, demo.with_name("demo.earlier"))
    (demo.with_name("demo.earlier") / "office.toml").write_text(
        (real / "office.toml").read_text().replace('"demo"', '"office"')
    )
    refused = error_of(RefusedError, ready, demo, on(TUESDAY.date() + timedelta(days=1)))
    assert refused.code == "not_a_demo" and (demo / "office.toml").exists()


def test_what_else_lies_in_its_place_stays(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    refused = error_of(ExternalSystemError, ready, folder, on(TUESDAY.date()))
    assert refused.code == "demo_not_placed" and (folder / "letter.txt").read_text() == "mine"


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


TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_export(tmp_path_factory.mktemp("export"), demo_calls(), TODAY, LONDON)


def test_each_call_is_told_by_its_name_and_by_the_table_alike(export: Path) -> None:
    table = master_csv((export / "Master.csv").read_bytes(), LONDON)
    assert not table.problems and len(table.calls) == len(demo_calls())
    rows = csv.DictReader((export / "Master.csv").read_text("utf-8").splitlines(), COLUMNS)
    seconds = {row["uniqueid"]: int(row["billsec"]) for row in rows}
    told = {facts.unique_id: facts for facts in (facts_of_name(str(path), LONDON) for path in export.rglob("*.wav"))}
    for call in demo_calls():
        start = call.call_at(TODAY, LONDON)
        (facts,) = [found for found in told.values() if found.started_at == start]
        row = table.calls[facts.unique_id or ""]
        assert (facts.number, facts.outbound) == (call.number.replace(" ", ""), call.outbound)
        assert (row.number, row.outbound, row.started_at) == (facts.number, facts.outbound, facts.started_at)
        assert seconds[facts.unique_id or ""] == call.seconds
    days = {"/".join(path.relative_to(export).parts[:3]) for path in export.rglob("*.wav")}
    assert days == {(TODAY - timedelta(days=call.days_ago)).strftime("%Y/%m/%d") for call in demo_calls()}


def test_two_files_are_no_recordings(export: Path) -> None:
    refused = []
    for path in sorted(export.rglob("*.wav")):
        try:
            decode(path.read_bytes())
        except MediaRefusedError as error:
            refused.append(error.code)
    assert sorted(refused) == ["media_cut", "media_not_audio"]
