"""kill -9 at any moment of a nightly destruction: a held recording is there and opens, a destroyed one opens for
nobody, and the next night's run ends like an undisturbed one."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.application.recordings.holding import AskRelease, ReleaseHold
from desktop.application.recordings.vault_care import Tidied
from desktop.bootstrap.keys import identity_of
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import CopyId, RecordingId, RequestId
from desktop.errors import VaultDamagedError
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import open_key
from tests.faults.loaded import Start, loaded
from tests.faults.retain_to_kill import DAYS, MOMENTS, retain
from tests.support.builders import ANOTHER_DAY, NUMBER, Office, a_call, aged
from tests.support.fakes import TUESDAY
from tests.support.places import PLACES

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")]
A_THIRD_DAY = Call(TUESDAY - timedelta(days=26), NUMBER)


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
    with loaded("tests.faults.retain_to_kill") as start:
        yield start


@pytest.mark.parametrize("moment", MOMENTS)
def test_whenever_it_is_killed_what_is_held_is_whole_and_the_next_run_ends_it(
    office: Office, program: Start, moment: str
) -> None:
    due = [released(office, office.first_request), released(office, approved(office, ANOTHER_DAY, 500))]
    held = sounds(office, approved(office, A_THIRD_DAY, 600))
    gone = [each for request in due for each in sounds(office, request).items()]
    office.parts.engine.dispose()
    facts = json.dumps({"back": office.back, "people": office.people})
    assert program(office.parts.paths.folder, facts, moment) == -signal.SIGKILL
    assert all(opens(office, *each) for each in held.items()), "what is held"
    with office.uow().read_only() as uow:
        living = set(uow.keeping.living())
    assert all(opens(office, id, kind) == (id in living) for id, kind in gone), "there, or destroyed: nothing between"
    assert office.verify().whole
    office.clock.pass_by(days=DAYS)
    aged(office.parts.paths.vault)
    retain(office)
    assert all(opens(office, *each) for each in held.items()) and not any(opens(office, *each) for each in gone)
    stored = {file.name for file in office.parts.paths.vault.rglob("*") if file.is_file()}
    assert stored == set(held)
    with office.parts.engine.connect() as connection:
        keys = connection.exec_driver_sql("SELECT kind FROM retention_key WHERE destroyed_at IS NULL ORDER BY kind")
        assert list(keys.scalars()) == ["approved", "original"]
    again = retain(office)
    assert (again.destroyed, again.keys_destroyed, again.tidied, again.held) == (0, 0, Tidied(), 1)
    assert office.verify().whole
