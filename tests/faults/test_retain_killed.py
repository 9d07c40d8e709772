"""kill -9 at any moment of a nightly destruction: a held recording is there and opens, a destroyed one opens for
nobody, and the next night's run ends like an undisturbed one."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.log.audit_log import AuditLog
from db.recordings.keeping import KeepingTable, RetentionKeysTable
from db.unit_of_work import SqlUnitOfWork
from desktop.application.recordings.holding import AskRelease, ReleaseHold
from desktop.application.recordings.retaining import Retaining
from desktop.application.recordings.vault_care import Quarantine, Tidied
from desktop.bootstrap.keys import identity_of
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import CopyId, RecordingId, RequestId
from desktop.errors import VaultDamagedError
from desktop.media.strongroom import VaultStrongroom
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import open_key
from tests.faults.loaded import Moment, Start, killed_at, loaded
from tests.support.builders import ANOTHER_DAY, NUMBER, Office, a_call, aged
from tests.support.fakes import TUESDAY
from tests.support.places import PLACES

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")]
A_THIRD_DAY = Call(TUESDAY - timedelta(days=26), NUMBER)
DAYS = 184
"""Days after which the calls of the office are due."""

MOMENTS: dict[str, Moment] = {
    "the clock is confirmed": (SqlUnitOfWork, "commit", 1, True),
    "what is due is known": (Retaining, "_due", 1, True),
    "the first one's keys are emptied": (KeepingTable, "mark_destroyed", 1, True),
    "its event is written": (AuditLog, "append", 2, True),
    "its end is committed": (SqlUnitOfWork, "commit", 2, True),
    "its original's file is removed": (VaultStrongroom, "remove", 1, True),
    "one of three files of an original is removed": (Blobs, "destroy", 2, False),
    "the second one's keys are emptied": (KeepingTable, "mark_destroyed", 2, True),
    "a new key is made for what is held": (VaultStrongroom, "reseal", 1, True),
    "the old key is emptied": (RetentionKeysTable, "destroy", 1, True),
    "what is held is under the new key": (RetentionKeysTable, "reseal", 1, True),
    "the old key's end is committed": (SqlUnitOfWork, "commit", 4, True),
    "the other kind's key is emptied": (RetentionKeysTable, "destroy", 2, True),
    "all keys are done": (Quarantine, "run", 1, False),
    "the run is about to be noted": (Retaining, "_note_the_run", 1, False),
}


def main(handed: str, moment: str) -> None:
    office = Office.taken_over(handed)
    office.clock.pass_by(days=DAYS)
    with killed_at(MOMENTS[moment]):
        office.retain()


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


def approved(office: Office, call: Call, hertz: int) -> RequestId:
    return office.decided(office.prepared(office.imported(office.a_request(call=call), a_call(1, hertz))))


def released(office: Office, request: RequestId) -> RequestId:
    with office.uow().read_only() as uow:
        (hold,) = uow.keeping.holds_of(request)
    office.do(AskRelease(office.in_person("officer"), hold.id))
    office.do(ReleaseHold(office.in_person("approver"), hold.id))
    return request


def sounds(office: Office, request: RequestId) -> dict[RecordingId | CopyId, BlobKind]:
    """Return the original and the copy of that request."""
    found = office.request(request)
    assert found.recording is not None and found.copy is not None
    return {found.recording: BlobKind.ORIGINAL, found.copy: BlobKind.APPROVED}


def opens(office: Office, id: RecordingId | CopyId, kind: BlobKind) -> bool:
    """Return whether it can be read, whole, with the contents of database, keys and vault."""
    with office.uow().read_only() as uow:
        original = kind is BlobKind.ORIGINAL
        sealed = uow.recordings.get(RecordingId(id)).key if original else uow.recordings.copy(CopyId(id)).key
    try:
        key = open_key(sealed, identity_of(office.parts.store, office.back), id)
        with Blobs(office.parts.paths.vault).open(kind, id, key) as reader:
            return len(reader.read(0, reader.size)) > 0
    except VaultDamagedError:
        return False


@pytest.fixture(scope="module")
def program() -> Iterator[Start]:
    with loaded(__name__) as start:
        yield start


@pytest.mark.parametrize("moment", MOMENTS)
def test_whenever_it_is_killed_what_is_held_is_whole_and_the_next_run_ends_it(
    office: Office, program: Start, moment: str
) -> None:
    due = [released(office, office.first_request), released(office, approved(office, ANOTHER_DAY, 500))]
    held = sounds(office, approved(office, A_THIRD_DAY, 600))
    gone = [each for request in due for each in sounds(office, request).items()]
    assert program(office.handed_over(), moment) == -signal.SIGKILL
    assert all(opens(office, *each) for each in held.items()), "what is held"
    with office.uow().read_only() as uow:
        living = set(uow.keeping.living())
    assert all(opens(office, id, kind) == (id in living) for id, kind in gone), "there, or destroyed: nothing between"
    assert office.verify().whole
    office.clock.pass_by(days=DAYS)
    aged(office.parts.paths.vault)
    office.retain()
    assert all(opens(office, *each) for each in held.items()) and not any(opens(office, *each) for each in gone)
    stored = {file.name for file in office.parts.paths.vault.rglob("*") if file.is_file()}
    assert stored == set(held)
    with office.parts.engine.connect() as connection:
        keys = connection.exec_driver_sql("SELECT kind FROM retention_key WHERE destroyed_at IS NULL ORDER BY kind")
        assert list(keys.scalars()) == ["approved", "original"]
    again = office.retain()
    assert (again.destroyed, again.keys_destroyed, again.tidied, again.held) == (0, 0, Tidied(), 1)
    assert office.verify().whole
