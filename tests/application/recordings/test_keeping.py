"""Holds and the nightly destruction: due recordings go, with keys and files; held ones stay and play."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from desktop.application.ports.sound import StoredFile
from desktop.application.recordings.holding import AskRelease, DeletionStopped, ReleaseHold
from desktop.application.recordings.retaining import Retaining, RetainReport
from desktop.application.recordings.vault_care import Tidied
from desktop.application.requests.closing import CloseRequest
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.making import add_desk
from desktop.domain.log.events import EventKind
from desktop.domain.office.pcs import DeskKind
from desktop.domain.recordings.retention import HoldReason, NightTask
from desktop.domain.requests.request import Answered, Purpose
from desktop.domain.shared.ids import DeskId, RecordingId, RequestId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.errors import NotAllowedError, VaultDamagedError, WrongStateError
from desktop.vault.blobs import BlobKind
from desktop.vault.keys import open_key
from tests.support.offices.builders import ANOTHER_DAY, Office, a_call, aged
from tests.support.refusals import refusal


def opens(office: Office, id: RecordingId) -> bool:
    """Return whether the original can be decrypted with the keys in the database."""
    with office.uow().read_only() as uow:
        recording = uow.recordings.get(id)
    try:
        open_key(recording.key, identity_of(office.parts.store, office.back), id)
    except VaultDamagedError:
        return False
    return True


def stored(office: Office, kind: BlobKind) -> set[str]:
    folder = office.parts.paths.vault / kind
    return {file.name for file in folder.glob("*")} if folder.exists() else set()


# Holds


def test_taking_a_request_places_a_hold_at_once(office: Office) -> None:
    for more, reason in (
        ({}, HoldReason.REQUEST),
        ({"kind": Kind.INTERNAL, "purpose": Purpose.POLICE, "reason": "A threat."}, HoldReason.POLICE),
    ):
        request = office.a_request(**more)
        event = office.events()[-1]
        hold = office.hold(request)
        assert (hold.reason, hold.owner, hold.stands) == (reason, office.people["officer"], True)
        assert hold.review_on.isoformat() == "2027-02-24"
        assert event.kind is EventKind.REQUEST_TAKEN and event.subjects["hold"] == hold.id  # type: ignore[index]


@pytest.mark.against("officer")
def test_a_hold_is_released_by_two_people_and_the_log_names_both(office: Office) -> None:
    request = office.imported(office.a_request())
    hold = office.hold(request)
    with pytest.raises(WrongStateError):
        office.do(ReleaseHold(office.in_person("approver"), hold.id))
    office.do(AskRelease(office.in_person("officer"), hold.id))
    with pytest.raises(NotAllowedError):
        office.do(ReleaseHold(office.in_person("officer"), hold.id))
    assert office.hold(request).stands
    office.do(ReleaseHold(office.in_person("approver"), hold.id))
    assert not office.hold(request).stands
    asked, let_go = office.events()[-2:]
    assert (asked.kind, asked.actor) == (EventKind.HOLD_RELEASE_ASKED, office.people["officer"])
    assert (let_go.kind, let_go.actor) == (EventKind.HOLD_RELEASED, office.people["approver"])
    assert dict(let_go.facts) == {"recordings": 1}


@pytest.mark.against("officer")
@pytest.mark.planted
def test_one_person_does_not_release_a_hold_in_two_roles(office: Office) -> None:
    """The requester's role has changed since: the person counts, not the role."""
    request = office.a_request()
    hold = office.hold(request)
    office.do(AskRelease(office.in_person("officer"), hold.id))
    office.sql("UPDATE person SET roles = 'approver' WHERE id = ?", office.people["officer"])
    found = refusal(office.do, ReleaseHold(office.in_person("officer"), hold.id))
    assert found == "hold_needs_another_person" and office.hold(request).stands


# Stopping deletion at the telephone system


def tasks(office: Office, request: RequestId) -> list[tuple[str, str, bool]]:
    with office.uow().read_only() as uow:
        return [
            (task.source, str(task.deletes_on), task.confirmed_by is not None) for task in uow.keeping.tasks_of(request)
        ]


def test_taking_a_request_asks_for_deletion_to_be_stopped_with_its_day(office: Office) -> None:
    request = office.a_request()
    assert tasks(office, request) == [("switchboard", "2027-01-23", False)]
    office.do(DeletionStopped(office.actor("officer"), request, "switchboard"))
    assert tasks(office, request) == [("switchboard", "2027-01-23", True)]
    event = office.events()[-1]
    assert (event.kind, dict(event.facts)) == (EventKind.DELETION_STOPPED, {"source": "switchboard"})


# The nightly run


def test_nothing_goes_before_its_day_and_everything_on_it(office: Office) -> None:
    request = office.released(office.first_request)
    id = office.recording(request)
    office.clock.pass_by(days=150)  # the call was a month ago
    report = office.retain()
    assert report.destroyed == 0 and [each.recording for each in report.warned_of] == [id]
    assert report.warned_of[0].asked_by == (office.request(request).reference,)
    assert report.warned_of[0].destroyed_from.isoformat() == "2027-04-25"
    assert opens(office, id)
    office.clock.pass_by(days=10)
    assert office.retain().destroyed == 1
    assert not opens(office, id)
    assert stored(office, BlobKind.ORIGINAL) == stored(office, BlobKind.APPROVED) == set()
    event = next(event for event in office.events() if event.kind is EventKind.RECORDING_DESTROYED)
    assert (event.actor, event.subjects) == (None, {"recording": id})
    period = {"zone": "Europe/London", "months": 6, "days": 0}
    assert dict(event.facts) == {"why": "retention", "copies": [office.request(request).copy], **period}
    assert office.verify().whole


@pytest.mark.against("thief")
def test_its_keys_go_too_so_that_a_copy_of_the_file_does_not_open(office: Office) -> None:
    office.released(office.first_request)
    office.clock.pass_by(days=184)
    report = office.retain()
    assert (report.keys_destroyed, report.resealed, report.keys_waiting) == (2, 0, 0)
    with office.parts.engine.connect() as connection:
        wrapped = connection.exec_driver_sql("SELECT wrapped FROM retention_key").scalars().all()
        envelopes = connection.exec_driver_sql("SELECT data_key FROM recording").scalars().all()
        of_copies = connection.exec_driver_sql("SELECT data_key FROM approved_copy").scalars().all()
    assert [bytes(each) for each in (*wrapped, *envelopes, *of_copies)] == [b""] * 4
    kinds = [event.kind for event in office.events()]
    assert kinds.count(EventKind.RETENTION_KEY_DESTROYED) == 2


@pytest.mark.planted
def test_a_key_stays_while_something_under_it_has_still_to_come_to_its_day(office: Office) -> None:
    office.released(office.first_request)
    later = office.imported(office.a_request(call=ANOTHER_DAY), a_call(1, 500))
    office.sql("UPDATE recording SET call_at = '2026-10-31T12:00:00.000000Z' WHERE id = ?", office.recording(later))
    office.released(later)
    office.clock.pass_by(days=155)
    report = office.retain()
    assert (report.destroyed, report.keys_destroyed) == (1, 1), "the key of the copies, which had one copy"
    assert opens(office, office.recording(later))


def test_a_pc_without_originals_destroys_what_is_due_and_leaves_the_key_of_what_is_held_to_the_back_office(
    office: Office,
) -> None:
    third = DeskId(new_id())
    add_desk(office.parts, third, "Upstairs", DeskKind.DECISION, office.clock)
    office.released(office.first_request)
    held = office.recording(office.imported(office.a_request(call=ANOTHER_DAY), a_call(1, 500)))
    office.clock.pass_by(days=184)
    report = office.retain(third)
    assert (report.destroyed, report.keys_waiting) == (1, 1)
    assert opens(office, held)
    assert office.retain().resealed == 1 and opens(office, held)


def test_what_somebody_is_listening_to_is_left_until_the_session_is_closed(office: Office) -> None:
    id = office.listening()
    office.released(office.first_request)
    office.clock.pass_by(days=184)
    assert office.retain().in_use == 1
    office.close_after_listening(id)
    assert office.retain().destroyed == 1


def test_a_hold_placed_while_the_run_is_under_way_counts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    request = office.released(office.first_request)
    id = office.recording(request)
    office.clock.pass_by(days=184)
    found = Retaining._due

    def then_held(self: Retaining) -> Iterator[object]:
        for due in found(self):
            office.sql("UPDATE retention_hold SET released_by = NULL")
            yield due

    monkeypatch.setattr(Retaining, "_due", then_held)
    assert office.retain().destroyed == 0 and opens(office, id)


def test_a_file_that_outlived_a_stop_in_between_goes_with_the_next_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = office.recording(office.released(office.first_request))
    office.clock.pass_by(days=184)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(type(office.strongroom), "remove", stop)
        office.retain()
    assert stored(office, BlobKind.ORIGINAL) == {id} and not opens(office, id)
    aged(office.parts.paths.vault)
    # The original with its waveform, its working copy and the loudness of that, and the approved copy.
    assert office.retain().tidied.removed == 5
    assert all(stored(office, kind) == set() for kind in BlobKind)


def test_what_an_import_may_just_be_writing_is_left_alone(office: Office) -> None:
    fresh = office.parts.paths.vault / BlobKind.ORIGINAL / ("f" * 32)
    fresh.write_bytes(b"being written")
    unfinished = fresh.with_name("." + "e" * 32 + ".0123456789abcdef.part")
    unfinished.write_bytes(b"being written")
    aged(office.parts.paths.vault, at=time.time())
    assert office.retain().tidied == Tidied()
    aged(office.parts.paths.vault)
    # The unfinished one, and a working copy that is old by now, with its loudness, which are made again when needed.
    tidied = office.retain().tidied
    assert tidied.removed == 3 and not fresh.exists() and not unfinished.exists()
    assert [file.name for file in tidied.quarantined] == [f"original-{'f' * 32}"]
    assert stored(office, BlobKind.WORKING) == set() and stored(office, BlobKind.ORIGINAL) != set()


def test_a_destroyed_recording_cannot_be_booked_for_or_opened_and_says_why(office: Office) -> None:
    appointment = office.booked(minutes_from_now=60 * 24 * 184)
    office.released(office.first_request)
    office.clock.pass_by(days=184)
    assert office.retain().destroyed == 1
    assert refusal(office.check_in, appointment.id) == "copy_destroyed"


def test_the_same_bytes_can_be_brought_in_again_after_they_were_destroyed(office: Office) -> None:
    data = a_call(1, 500)
    office.released(office.first_request)  # it asks for the same call, and would hold this one too
    first = office.released(office.imported(office.a_request(), data))
    office.clock.pass_by(days=184)
    office.retain()
    second = office.imported(office.a_request(), data)
    assert office.recording(second) != office.recording(first)
    assert opens(office, office.recording(second))


def test_a_source_that_the_policy_does_not_name_is_reported(office: Office) -> None:
    office.sql("UPDATE recording SET source = 'an-old-system'")
    office.released(office.first_request)
    office.clock.pass_by(days=2000)
    report = office.retain()
    assert (report.destroyed, report.unknown_sources) == (0, ["an-old-system"])


def test_what_was_held_for_a_request_that_has_no_recording_yet_is_warned_of(office: Office) -> None:
    """Its hold is released, and the search of the request would still find it."""
    office.released(office.first_request)
    office.do(CloseRequest(office.actor("officer"), office.first_request, Answered.WITHDRAWN))
    kept = office.recording(office.first_request)
    looked_for = office.a_request()
    with office.uow().read_only() as uow:
        assert list(uow.keeping.held_by(office.hold(looked_for).id)) == [kept]
    office.clock.pass_by(days=150)
    assert office.retain().warned_of == []
    office.released(looked_for)
    [warned] = office.retain().warned_of
    assert (warned.recording, warned.asked_by) == (kept, (office.request(looked_for).reference,))
    office.imported(looked_for, a_call(1, 500))
    own = office.recording(looked_for)
    assert [each.recording for each in office.retain().warned_of] == [own], "the other is not asked for any more"


def test_a_request_whose_call_a_telephone_system_is_about_to_delete_is_told_of(office: Office) -> None:
    request = office.a_request()
    office.clock.pass_by(days=45)  # the call was a month before; the system deletes after 90 days
    assert office.retain().not_protected == []
    office.clock.pass_by(days=2)
    [told] = office.retain().not_protected
    assert (told.request, told.source) == (office.request(request).reference, "switchboard")
    assert told.deleted_from.isoformat() == "2027-01-23"
    office.clock.pass_by(days=100)
    assert len(office.retain().not_protected) == 1, "it may be gone, and is still to be asked for"
    office.do(DeletionStopped(office.actor("officer"), request, "switchboard"))
    assert office.retain().not_protected == []


def test_nobody_is_told_of_a_call_that_is_here_or_of_a_request_that_is_closed(office: Office) -> None:
    closed, here = office.a_request(call=ANOTHER_DAY), office.a_request(call=ANOTHER_DAY)
    office.do(CloseRequest(office.actor("officer"), closed, Answered.WITHDRAWN))
    office.imported(here, a_call(1, 500))
    office.clock.pass_by(days=60)
    assert office.retain().not_protected == []


def test_holds_sources_and_files_are_left_to_people_too() -> None:
    file = StoredFile("original", "7" * 32)
    found = RetainReport(holds_past_review=2, unknown_sources=["old"], tidied=Tidied(quarantined=[file]))
    left = {NightTask.HOLDS_PAST_REVIEW: 2, NightTask.UNKNOWN_SOURCES: 1, NightTask.QUARANTINED: 1}
    assert found.left == left and not found.all_is_well and RetainReport().all_is_well
