"""A PC's report about itself: once, and again when it changes; and what an administrator sees of it on Health."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from db.log.trusted_log import TimesTable
from desktop.application.log.health import Health, ReportPc, Trouble, has_to_report, health
from desktop.application.ports.desk import PcState
from desktop.bootstrap import pcs, wiring
from desktop.bootstrap.pcs import pc_state_of
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.office.pcs import DeskKind, Lack
from desktop.domain.office.people import Role
from desktop.environment import own_log
from desktop.errors import KeyringError
from desktop.lifecycle import nightly
from desktop.words.office import reported_words, to_do
from tests.support.fakes import nothing_here
from tests.support.offices.builders import ZONE, Office
from tests.support.offices.places import WITH_COUNTERS

NOTHING = frozenset[str]()


pytestmark = WITH_COUNTERS


def opened(office: Office, version: str = "0.1.0", lacks: frozenset[str] = NOTHING) -> None:
    """Open the program at the front desk."""
    command = ReportPc(office.front, PcState(version, lacks))
    if has_to_report(command, uow=office.uow(), clock=office.clock):
        office.do(command)


def told(office: Office) -> list[Event]:
    return [event for event in office.events() if event.kind is EventKind.DESK_REPORTED]


def seen(office: Office) -> Health:
    return office.do(health, this_pc=nothing_here)


def front(office: Office) -> str:
    pc = next(pc for pc in seen(office).pcs if pc.kind is DeskKind.COUNTER)
    return " ".join(reported_words(pc))


def another_machines_clock(monkeypatch: pytest.MonkeyPatch, behind: timedelta, office: Office) -> None:
    def server(self: TimesTable) -> datetime:
        return office.clock.now() - behind

    monkeypatch.setattr(TimesTable, "server", server)


def test_it_tells_only_what_is_other_than_it_last_told(office: Office) -> None:
    opened(office)
    opened(office)
    office.clock.pass_by(days=30)
    opened(office)
    assert len(told(office)) == 1 and front(office) == "Version 0.1.0."
    opened(office, "0.2.0")
    opened(office, "0.2.0", frozenset({Lack.SOUND}))
    opened(office, "0.2.0")
    assert [event.facts["version"] for event in told(office)] == ["0.1.0", *["0.2.0"] * 3]
    assert office.verify().whole


def test_health_says_what_a_pc_lacks_until_it_has_it(office: Office) -> None:
    opened(office, lacks=frozenset({Lack.SOUND, Lack.KEYRING_AT_NIGHT}))
    assert "The nightly run could not use its keyring: stay signed in there at night. No sound card:" in front(office)
    found = seen(office)
    assert Trouble.PC_LACKS in found.troubles
    assert "Desk 2: No sound card: connect headphones or a loudspeaker there." in to_do(found), "on the row itself"
    opened(office)
    assert Trouble.PC_LACKS not in seen(office).troubles and front(office) == "Version 0.1.0."


def test_what_a_newer_program_tells_of_is_said_to_be_not_known(office: Office) -> None:
    """While an office is updated, PCs with both versions are open."""
    opened(office, lacks=frozenset({Lack.SOUND}))
    (pc,) = (pc for pc in seen(office).pcs if pc.reported is not None)
    assert pc.reported is not None
    newer = replace(pc, reported=replace(pc.reported, lacks=("no_such_lack_yet", Lack.SOUND.value)))
    assert " ".join(reported_words(newer)) == (
        "Version 0.1.0. No sound card: connect headphones or a loudspeaker there. "
        "It reports something that this version does not know."
    )


def test_a_pc_kept_for_jobs_is_no_trouble_and_told(office: Office) -> None:
    opened(office, lacks=frozenset({Lack.KEYRING}))
    assert Trouble.PC_LACKS not in seen(office).troubles and "its keys are in a file" in front(office)


@pytest.mark.parametrize(("seconds", "said"), [(3600, "Its clock is 1 h ahead."), (-180, "Its clock is 3 min behind.")])
def test_a_clock_that_is_off_is_told(office: Office, monkeypatch: pytest.MonkeyPatch, seconds: int, said: str) -> None:
    opened(office)
    another_machines_clock(monkeypatch, timedelta(seconds=seconds), office)
    opened(office)
    assert said in front(office) and Trouble.PC_CLOCK in seen(office).troubles
    assert told(office)[-1].facts["clock_ahead"] == seconds


def test_a_clock_that_strays_by_seconds_is_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    another_machines_clock(monkeypatch, timedelta(seconds=5), office)
    opened(office)
    another_machines_clock(monkeypatch, timedelta(seconds=-20), office)
    opened(office)
    assert len(told(office)) == 1 and Trouble.PC_CLOCK not in seen(office).troubles


def test_what_this_pc_lacks_is_looked_at_here(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(own_log, "log_folder", lambda: tmp_path / "log")
    monkeypatch.setattr(pcs, "_has_sound", lambda: False)
    assert Lack.SOUND in pc_state_of(office.parts, DeskKind.COUNTER).lacks
    assert Lack.SOUND not in pc_state_of(office.parts, DeskKind.REVIEW).lacks, "it plays nothing"
    assert Lack.WITNESS not in pc_state_of(office.parts, DeskKind.REVIEW).lacks
    own_log.note_missed()
    witness = office.parts.paths.witness
    witness.unlink()
    witness.mkdir()
    assert {Lack.KEYRING_AT_NIGHT, Lack.WITNESS} <= pc_state_of(office.parts, DeskKind.REVIEW).lacks
    own_log.note_begun()
    own_log.note_begun()
    assert Lack.KEYRING_AT_NIGHT not in pc_state_of(office.parts, DeskKind.REVIEW).lacks


def test_a_run_that_could_not_begin_since_the_keyring_was_locked_is_told_until_one_begins(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def locked(folder: Path, **how: bool) -> None:
        raise KeyringError("keyring_locked")

    monkeypatch.setattr(own_log, "log_folder", lambda: tmp_path / "log")
    with monkeypatch.context() as at_night:
        at_night.setattr(wiring, "open_parts", locked)
        with pytest.raises(KeyringError), nightly.open_nightly(office.parts.paths.folder):
            pass
    assert Lack.KEYRING_AT_NIGHT in pc_state_of(office.parts, DeskKind.REVIEW).lacks
    with nightly.open_nightly(office.parts.paths.folder):
        assert Lack.KEYRING_AT_NIGHT not in pc_state_of(office.parts, DeskKind.REVIEW).lacks


def test_a_witness_on_this_pcs_own_disk_is_looked_at_where_the_data_is_on_a_server(office: Office) -> None:
    for database, is_so in ((None, False), ("postgresql://desks@db.example.org/x?sslrootcert=/ca.crt", True)):
        parts = replace(office.parts, file=office.parts.file._replace(database=database))
        assert (Lack.WITNESS_ELSEWHERE in pc_state_of(parts, DeskKind.REVIEW).lacks) == is_so


def a_directory_file(monkeypatch: pytest.MonkeyPatch, *groups: DirectoryGroup) -> None:
    """Let this PC have a `directory.toml` that names these groups."""
    found = SimpleNamespace(groups=groups)
    monkeypatch.setattr(pcs, "directory_policy", lambda file: found)


ADVISERS = DirectoryGroup("cn=advisers,dc=example,dc=org", frozenset({Role.ADVISER}))


@pytest.mark.parametrize(
    ("own", "named", "told"),
    [
        ((ADVISERS,), (), set()),
        ((), (ADVISERS,), set()),
        ((ADVISERS,), (ADVISERS,), {Lack.DIRECTORY_GROUPS_UNUSED}),
        ((), (), {Lack.NO_DIRECTORY_GROUP}),
    ],
)
def test_a_directorys_groups_are_in_the_policy_or_in_the_file_and_not_in_both(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    own: tuple[DirectoryGroup, ...],
    named: tuple[DirectoryGroup, ...],
    told: set[Lack],
) -> None:
    both = {Lack.DIRECTORY_GROUPS_UNUSED, Lack.NO_DIRECTORY_GROUP}
    now = SimpleNamespace(office=replace(office.policy, directory_groups=named))
    monkeypatch.setattr(pcs, "policies_of", lambda parts, *, proven: now)
    assert not both & pc_state_of(office.parts, DeskKind.REVIEW).lacks, "this PC has no directory"
    a_directory_file(monkeypatch, *own)
    assert both & pc_state_of(office.parts, DeskKind.REVIEW).lacks == told


def test_every_lack_has_words_and_none_is_about_a_person(office: Office) -> None:
    opened(office, lacks=frozenset(Lack))
    assert front(office).count(".") >= len(Lack) and ZONE.key not in front(office)
