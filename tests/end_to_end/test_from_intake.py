"""From a letter and a folder to an appointment: the outcome, and its events in the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.application.ports.desk import Desk
from desktop.application.recordings.import_report import Outcome
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import log_connection
from desktop.bootstrap.wiring import open_desk
from desktop.domain.log.events import EventKind
from desktop.showcase.from_intake import FromIntake, IntakeOffice
from desktop.vault.blobs import BlobKind


@dataclass(frozen=True)
class Taken:
    """The outcome, in an office whose desk is open."""

    account: FromIntake
    out: Path
    folder: Path
    desk: Desk


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Taken]:
    out, folder = tmp_path_factory.mktemp("out"), tmp_path_factory.mktemp("demo") / "office"
    account = IntakeOffice(folder, out).go()
    desk = open_desk(folder)
    yield Taken(account, out, folder, desk)
    desk.close()


def test_the_call_came_in_and_nobody_elses_and_a_second_person_decided(taken: Taken) -> None:
    account = taken.account
    assert account.all_true()
    assert account.files == {Outcome.CAME_IN: 1, Outcome.NOT_ASKED_FOR: 3, Outcome.REFUSED: 2}
    assert sorted(account.refused) == ["media_cut", "media_not_audio"]
    originals = list((taken.folder / "vault" / BlobKind.ORIGINAL).iterdir())
    assert len(originals) == 1


def test_letter_and_invitation_are_there_to_be_looked_at_and_no_sound_is(taken: Taken) -> None:
    assert "01632 960147" in (taken.out / "letter.txt").read_text("utf-8")
    assert (taken.out / taken.account.letter).read_bytes().startswith(b"%PDF-")
    assert {path.suffix for path in taken.out.iterdir()} == {".txt", ".pdf"}


def test_the_log_tells_the_way_step_by_step_and_nobodys_name_or_number(taken: Taken) -> None:
    with taken.desk.uow().read_only() as uow:
        size = uow.reading.log_size()
    proof = taken.desk.verifier.verify()
    assert proof.whole and proof.events == size
    wanted = [
        EventKind.REQUEST_TAKEN,
        EventKind.IMPORT_STARTED,
        EventKind.RECORDING_IMPORTED,
        EventKind.IMPORT_FINISHED,
        EventKind.RECORDING_SEARCHED,
        EventKind.RECORDING_LINKED,
        EventKind.ORIGINAL_OPENED,
        EventKind.DRAFT_SAVED,
        EventKind.COPY_PREPARED,
        EventKind.COPY_OPENED,
        EventKind.REQUEST_APPROVED,
        EventKind.APPOINTMENT_BOOKED,
        EventKind.LETTER_MADE,
    ]
    bodies = _bodies(taken.folder)
    kinds = [kind for body in bodies for kind in wanted if f'"kind":"{kind.value}"'.encode() in body]
    assert [kind for number, kind in enumerate(kinds) if kind not in kinds[:number]] == wanted
    for told in (b"Letter", b"Example", b"960147", b"441632"):
        assert not [body for body in bodies if told in body.replace(b"letter_made", b"")], told


def _bodies(folder: Path) -> list[bytes]:
    parts = open_parts(folder)
    try:
        with log_connection(parts.engine) as connection:
            rows = connection.cursor().execute("SELECT body FROM audit_event ORDER BY seq").fetchall()
    finally:
        parts.engine.dispose()
    return [bytes(row[0]) for row in rows]
