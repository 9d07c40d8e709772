"""An office in which an earlier decoder got recordings wrong: they are decoded again, and their copies are named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.application.copies.deciding import WithdrawApproval, withdraw_approval
from desktop.application.copies.drafting import Preparation, open_preparation
from desktop.application.copies.preparing import PrepareCopy, plan_copy
from desktop.application.copies.rebuild_log import LogRebuilt
from desktop.application.copies.staff_listening import Opening, load, open_original
from desktop.application.requests.reading import open_request
from desktop.application.requests.views import RequestView
from desktop.domain.copies.copy import DECODER, Recording
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import Status
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import RequestId
from desktop.errors import DatabaseError, VaultDamagedError, WrongStateError
from desktop.vault.blobs import BlobKind
from tests.builders import REMOVALS, Office, an_office
from tests.earlier_decoder import ODD_BLOCKS, Before, a_gsm, an_mp3, an_office_of_before, as_ffmpeg
from tests.kept_office import a_copy, a_place

pytestmark = pytest.mark.planted  # an office whose database went back to before the log said these things


@pytest.fixture(params=[an_mp3, a_gsm])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Before]:
    kept, first = _before(request.param)
    made = replace(kept, office=a_copy(kept.office, tmp_path))
    made.office.first_request = first
    yield made
    made.office.parts.engine.dispose()


@cache
def _before(file: Callable[[Path], bytes]) -> tuple[Before, RequestId]:
    """Return a closed office in which the earlier decoder got that file wrong, and the request it had before."""
    place = a_place()
    office = an_office(place)
    first = office.first_request
    made = an_office_of_before(office, file(place))
    office.parts.engine.dispose()
    return made, first


def page(before: Before) -> RequestView:
    office = before.office
    view: RequestView = office.do(open_request, office.actor("officer"), before.request)
    return view


def withdraw(before: Before) -> None:
    office = before.office
    command = WithdrawApproval(office.actor("approver", office.back), before.request, "Its sound may be wrong.")
    office.do(withdraw_approval, command, desk=office.back)


def opened(before: Before) -> Recording:
    """Open the original to be marked, as the window does it."""
    office, actor = before.office, before.office.actor("officer", before.office.back)
    by = office.in_person("officer", office.back)
    found: Preparation = office.do(open_preparation, by, before.request, desk=office.back)
    was = found.recording
    rebuilt = LogRebuilt(actor, before.request, was.id, partial(office.uow, office.back), office.clock)
    now: Recording = rebuilt.decoded_again(was, office.strongroom.make_working(was, rebuilt=rebuilt))
    return now


def is_right(before: Before) -> bool:
    working, expected = before.working(), as_ffmpeg(before.data)
    return len(working) == len(expected) and bool((np.abs(working - expected) <= 1).all())


def test_its_working_copy_is_wrong_until_it_is_opened_and_the_log_says_that_it_was_rebuilt(before: Before) -> None:
    assert not is_right(before)
    withdraw(before)
    was = before.recording
    now = opened(before)
    assert is_right(before) and now == before.recording
    assert (was.decoder, now.decoder) == (0, DECODER)
    event = before.office.events()[-1]
    assert event.kind is EventKind.WORKING_COPY_REBUILT
    assert event.subjects == {Subject.REQUEST: before.request, Subject.RECORDING: now.id}
    assert event.facts == {
        "part": "working",
        "found": "decoder_outdated",
        "was": was.frames,
        "frames": len(as_ffmpeg(before.data)),
        "decoder": DECODER,
    }
    assert before.office.verify().whole


def test_gsm_loses_the_frames_that_were_too_many(office: Office, tmp_path: Path) -> None:
    before = an_office_of_before(office, a_gsm(tmp_path))
    assert before.recording.frames == (ODD_BLOCKS + 1) * 320
    withdraw(before)
    assert opened(before).frames == ODD_BLOCKS * 320


def test_audio_derived_from_the_working_copy_is_rebuilt_with_it(before: Before) -> None:
    withdraw(before)
    made, now = before.office.strongroom._derived, opened(before)
    waveform, loudness = made.waveform(now), made.loudness(now, None, 1)
    assert (waveform.frames, loudness.frames) == (now.frames, now.frames)
    least = waveform.columns(0, now.frames, 1)[0, 0, 0]
    assert least == np.min(before.working()), "of the sound as it is now"


def test_it_is_rebuilt_once(before: Before) -> None:
    withdraw(before)
    now = opened(before)
    files = {path: path.stat().st_mtime_ns for path in before.office.parts.paths.vault.rglob("*")}
    count = len(before.office.events())
    assert opened(before) == now
    assert {path: path.stat().st_mtime_ns for path in before.office.parts.paths.vault.rglob("*")} == files
    assert len(before.office.events()) == count + 1, "that it was opened"


def test_an_approver_who_hears_the_original_hears_it_right(before: Before) -> None:
    office = before.office
    withdraw(before)
    actor = office.actor("approver", office.back)
    by = office.in_person("approver", office.back)
    opening: Opening = office.do(open_original, by, before.request, desk=office.back, strongroom=office.strongroom)
    rebuilt = LogRebuilt(actor, before.request, before.recording.id, partial(office.uow, office.back), office.clock)
    hearing = load(opening, sound=office.sound, strongroom=office.strongroom, rebuilt=rebuilt)
    assert is_right(before)
    assert hearing.opening.sound == before.recording
    assert hearing.waveform.frames == len(as_ffmpeg(before.data))


def test_where_the_database_does_not_answer_it_is_rebuilt_the_next_time(before: Before) -> None:
    withdraw(before)
    was = before.recording
    now = before.office.strongroom.make_working(was)

    def lost(*_: object) -> Any:
        raise DatabaseError("database_unavailable")

    rebuilt = LogRebuilt(
        before.office.actor("officer"), before.request, was.id, before.office.uow, before.office.clock, hand_over=lost
    )
    with pytest.raises(DatabaseError):
        rebuilt.decoded_again(was, now)
    assert before.recording == was
    assert opened(before).decoder == DECODER and is_right(before)


def test_where_the_original_is_damaged_its_derived_audio_stays(before: Before) -> None:
    withdraw(before)
    blobs, was = before.office.strongroom._derived._blobs, before.recording
    path = blobs.path(BlobKind.ORIGINAL, was.id)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    vault = before.office.parts.paths.vault
    files = {file: file.read_bytes() for file in vault.rglob("*") if file.is_file()}
    with pytest.raises(VaultDamagedError):
        opened(before)
    assert before.recording == was
    assert {file: file.read_bytes() for file in vault.rglob("*") if file.is_file()} == files


def test_no_copy_is_made_of_it_before_it_was_opened(before: Before) -> None:
    office = before.office
    withdraw(before)
    command = PrepareCopy(office.actor("officer", office.back), before.request, REMOVALS)
    with pytest.raises(WrongStateError) as told:
        plan_copy(command, uow=office.uow(office.back), strongroom=office.strongroom)
    assert told.value.code == "recording_outdated"


def test_an_approved_copy_of_it_is_named_until_it_was_made_again(before: Before) -> None:
    office = before.office
    assert page(before).copy_in_doubt
    withdraw(before)
    assert page(before).copy_in_doubt and page(before).row.status is Status.PREPARED
    opened(before)
    assert page(before).copy_in_doubt, "it is still the copy of before"
    office.prepared(before.request)
    assert not page(before).copy_in_doubt
    office.decided(before.request)
    assert not page(before).copy_in_doubt and page(before).row.status is Status.APPROVED


def test_copies_of_other_recordings_are_not_named(before: Before) -> None:
    office = before.office
    assert office.copy(office.request(office.first_request).copy).decoder == 0  # type: ignore[arg-type]
    assert not office.do(open_request, office.actor("officer"), office.first_request).copy_in_doubt


def test_its_approval_can_be_withdrawn_though_somebody_has_heard_it(before: Before) -> None:
    office = before.office
    office.closed(request=before.request)
    assert office.do(open_request, office.actor("approver"), before.request).may_withdraw
    withdraw(before)
    assert page(before).row.status is Status.PREPARED


def test_its_approval_cannot_be_withdrawn_under_a_session(before: Before) -> None:
    office = before.office
    session = office.listening(request=before.request)
    with pytest.raises(WrongStateError) as told:
        withdraw(before)
    assert told.value.code == "copy_in_use"
    office.close_after_listening(session)
    assert office.session(session).outcome is Outcome.HEARD_IN_PART
    withdraw(before)


def test_a_copy_that_is_destroyed_is_not_named(before: Before) -> None:
    office, event = before.office, before.office.events()[-1]
    with office.uow(office.back) as uow:
        uow.keeping.destroy_copies(before.request, office.clock.now())
        uow.commit(event)
    assert not page(before).copy_in_doubt
