"""A file that no row names is quarantined for 30 days: an older database may have been restored."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from desktop.application.recordings.vault_care import IN_ONE_EVENT, Tidied
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.recordings.retention import NightTask
from desktop.domain.shared.ids import RecordingId, RequestId, new_id
from desktop.errors import ExternalSystemError
from desktop.vault.blobs import BlobKind
from desktop.vault.place import VaultFiles
from desktop.words.command_line.recordings import report_words
from desktop.words.office import left_words
from tests.support.listing import listed
from tests.support.offices.builders import ZONE, Office, a_call, aged
from tests.support.offices.places import EVERYWHERE

MADE_AGAIN = ("working-", "loudness-")
"""Files that are no recordings and are deleted when old; in these tests everything is old."""


pytestmark = EVERYWHERE


def stored(office: Office) -> set[str]:
    """Return kind and identifier of each file in its place."""
    vault = office.parts.paths.vault
    return {f"{kind}-{path.name}" for kind in BlobKind for path in (vault / kind).glob("*")}


def night(office: Office) -> Tidied:
    aged(office.parts.paths.vault)
    return office.retain().tidied


def of_kind(office: Office, kind: EventKind) -> list[Event]:
    return [event for event in office.events() if event.kind is kind]


def drop_leftovers_first(office: Office) -> set[str]:
    """Return the existing files, without old working copies, which are rebuilt."""
    aged(office.parts.paths.vault)
    office.retain()
    return stored(office)


def put_back_an_older_database(office: Office, act: str = "import") -> tuple[set[str], bytes]:
    """Do two days' work, then restore the database from before it; return that work's files, and the newer database."""
    before = drop_leftovers_first(office)
    database = office.parts.paths.database
    office.parts.engine.dispose()
    older = database.read_bytes()
    office.prepared(office.imported(office.a_request(), a_call(1, 700)))
    work = stored(office) - before
    office.parts.engine.dispose()
    newer = database.read_bytes()
    replaced(office, older)
    return work, newer


def replaced(office: Office, content: bytes) -> None:
    """Put that database in the place of the office's, with no program open."""
    office.parts.engine.dispose()
    office.parts.known.path.unlink(missing_ok=True)  # as in the folder of an office that was restored
    database = office.parts.paths.database
    for beside in database.parent.glob(f"{database.name}-*"):
        beside.unlink()
    database.write_bytes(content)


@pytest.fixture
def put_back(office: Office) -> tuple[Office, set[str], bytes]:
    if office.parts.file.database is not None:
        pytest.skip("on a server its administrator puts a database back")
    return office, *put_back_an_older_database(office)


@pytest.mark.against("officer")
def test_restoring_an_older_database_removes_nothing(put_back: tuple[Office, set[str], bytes]) -> None:
    """The original with its waveform, working copy and loudness, and the copy: five files that no row names."""
    office, work, _ = put_back
    assert len(work) == 5
    tidied = night(office)
    assert {file.name for file in tidied.quarantined} == work and tidied.removed == 0
    assert not work & stored(office), "they are set aside, and there"
    [event] = of_kind(office, EventKind.QUARANTINE_STARTED)
    assert set(event.facts["files"]) == work and event.actor is None  # type: ignore[arg-type]
    vault = office.parts.paths.vault
    assert {path.name for path in (vault / "quarantine").glob("*/*")} == work


def test_each_night_lists_what_is_quarantined_and_exits_as_something_to_look_at(
    put_back: tuple[Office, set[str], bytes],
) -> None:
    office, work, _ = put_back
    for _ in range(3):
        aged(office.parts.paths.vault)
        report = office.retain()
        said = "\n".join(report_words(report, ZONE))
        assert "LOOK: The database names none of these 5 files of the vault. They are in quarantine:" in said
        ends = "was quarantined on 24 November 2026. It will be deleted on or after 24 December 2026."
        assert all(f"{name} {ends}" in said for name in work)
        assert not report.all_is_well
    assert len(of_kind(office, EventKind.QUARANTINE_STARTED)) == 1


def test_when_the_newer_database_is_put_back_they_come_back(put_back: tuple[Office, set[str], bytes]) -> None:
    office, work, newer = put_back
    night(office)
    replaced(office, newer)
    office.state_loss()
    tidied = office.retain().tidied
    assert tidied.put_back == 5 and tidied.quarantined == []
    assert {name for name in work if not name.startswith(MADE_AGAIN)} <= stored(office)
    [event] = of_kind(office, EventKind.QUARANTINE_RETURNED)
    assert set(event.facts["files"]) == work  # type: ignore[arg-type]
    [request] = _newest(office)
    office.prepared(request)  # and a copy is made of the original that came back


def test_what_a_row_names_again_is_not_given_up_because_it_could_not_be_moved(
    put_back: tuple[Office, set[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, work, newer = put_back
    night(office)
    replaced(office, newer)
    office.state_loss()
    office.clock.pass_by(days=40)  # their time in quarantine is over

    def full(self: VaultFiles, file: object) -> bool:
        raise ExternalSystemError("vault_full")

    with monkeypatch.context() as disk:
        disk.setattr(VaultFiles, "put_back", full)
        tidied = office.retain().tidied
    assert {file.name for file in tidied.stuck} == work and tidied.given_up == 0
    assert office.retain().tidied.put_back == 5


def an_unnamed_file(office: Office) -> Path:
    path = office.parts.paths.vault / BlobKind.ORIGINAL / new_id()
    path.write_bytes(b"nobody's")
    return path


def test_after_thirty_days_and_no_sooner_it_is_removed_and_the_log_says_so(office: Office) -> None:
    file = an_unnamed_file(office)
    night(office)
    [quarantined] = (office.parts.paths.vault / "quarantine").glob("*/*")
    office.clock.pass_by(days=29)
    assert night(office).given_up == 0 and quarantined.exists()
    assert of_kind(office, EventKind.QUARANTINE_ENDED) == []
    office.clock.pass_by(days=1)
    assert night(office).given_up == 1 and not quarantined.exists()
    [ended] = of_kind(office, EventKind.QUARANTINE_ENDED)
    assert ended.facts["files"] == [f"original-{file.name}"]


def mark_destroyed(office: Office, request: RequestId) -> RecordingId:
    """Mark its rows as destroyed; its files are still there, as after a stop in between."""
    recording = office.recording(request)
    now, about = office.clock.now(), {Subject.RECORDING: recording}
    with office.uow(office.back) as uow:
        facts: Facts = {"why": "retention", "copies": uow.keeping.copies_of(recording)}
        facts |= {"zone": "UTC", "months": 0, "days": 1}
        uow.keeping.mark_destroyed(recording, now)
        uow.commit(Event(EventKind.RECORDING_DESTROYED, now, office.back, None, about, facts))
    return recording


@pytest.mark.planted
def test_what_was_destroyed_is_not_quarantined(office: Office) -> None:
    """Its row says so, and its key is gone: its file is deleted at once, wherever it is."""
    drop_leftovers_first(office)
    vault = office.parts.paths.vault
    [original] = (vault / "original").iterdir()
    mark_destroyed(office, office.first_request)
    tidied = night(office)
    assert tidied.quarantined == [] and tidied.removed == 3 and not original.exists()


@pytest.mark.planted
def test_what_was_destroyed_while_it_was_quarantined_goes_too(put_back: tuple[Office, set[str], bytes]) -> None:
    office, work, newer = put_back
    night(office)
    replaced(office, newer)
    office.state_loss()
    [request] = _newest(office)
    mark_destroyed(office, request)
    tidied = office.retain().tidied
    assert (tidied.removed, tidied.put_back, tidied.quarantined) == (5, 0, [])
    assert not work & stored(office)


def _newest(office: Office) -> set[RequestId]:
    with office.uow().read_only() as uow:
        rows = listed(uow, ["taken", "linked", "prepared", "approved"])
        return {row.id for row in rows} - {office.first_request}


def test_one_event_names_no_more_than_so_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.application.recordings.vault_care.IN_ONE_EVENT", 2)
    assert IN_ONE_EVENT == 200
    for _ in range(5):
        an_unnamed_file(office)
    assert len(night(office).quarantined) == 5
    counts = [len(event.facts["files"]) for event in of_kind(office, EventKind.QUARANTINE_STARTED)]  # type: ignore[arg-type]
    assert counts == [2, 2, 1] and office.verify().whole


@pytest.mark.planted
def test_what_somebody_has_open_is_left_for_another_night(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows keeps an open file: the run goes on, and says so."""
    drop_leftovers_first(office)
    recording = mark_destroyed(office, office.first_request)
    unlink, held = Path.unlink, office.parts.paths.vault / "original" / recording

    def kept(self: Path, missing_ok: bool = False) -> None:
        if self == held:
            raise PermissionError(13, "the file is used by another process")
        unlink(self, missing_ok)

    with monkeypatch.context() as windows:
        windows.setattr(Path, "unlink", kept)
        aged(office.parts.paths.vault)
        report = office.retain()
    assert (report.tidied.left, report.tidied.removed) == (1, 2) and held.exists()
    assert "1 file of a destroyed recording is still open in another program. The next run deletes it." in report_words(
        report, ZONE
    )
    assert night(office).removed == 1 and not held.exists()


def test_a_file_that_cannot_be_deleted_does_not_end_the_night(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says which, goes on with the others, and is in the log."""
    drop_leftovers_first(office)
    for request in (office.first_request, office.approved(a_call(2.0, 700))):
        office.released(request)
    office.clock.pass_by(days=400)
    unlink = Path.unlink

    def failing(self: Path, missing_ok: bool = False) -> None:
        if self.parent.name == "original" and self.exists():
            raise OSError(errno.EIO, "Input/output error")
        unlink(self, missing_ok)

    with monkeypatch.context() as disk:
        disk.setattr(Path, "unlink", failing)
        aged(office.parts.paths.vault)
        report = office.retain()
    names, said = [file.name for file in report.tidied.stuck], " ".join(report_words(report, ZONE))
    assert report.destroyed == len(names) == 2 and all(name in said for name in names)
    run = of_kind(office, EventKind.RETENTION_RUN)[-1]
    assert (run.facts["destroyed"], run.facts["stuck"]) == (2, 2) and not report.all_is_well
    again = office.retain()
    assert again.tidied.removed >= 2 and not again.tidied.stuck


def test_where_files_cannot_be_listed_the_night_does_the_rest_says_so_and_is_in_the_log(office: Office) -> None:
    drop_leftovers_first(office)
    office.released(office.first_request)
    office.clock.pass_by(days=400)
    folder = office.parts.paths.vault / "original"
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    folder.write_bytes(b"no folder")
    report = office.retain()
    assert report.destroyed == report.keys_destroyed - 1 == 1 and not report.all_is_well
    assert report.tidied.untidied == 3, "what is stored, what is left over, what was never finished"
    said = left_words(NightTask.UNTIDIED, 3)
    assert f"LOOK: {said}" in report_words(report, ZONE) and said.startswith("The vault’s files could not be listed")
    assert of_kind(office, EventKind.RETENTION_RUN)[-1].facts["untidied"] == 3
    with office.uow().read_only() as uow:
        assert uow.reading.health(office.clock.now().date()).left == report.left
    folder.unlink()
    elsewhere.rename(folder)
    again = night(office)
    assert not again.untidied and again.removed >= 1 and not any(folder.iterdir())
