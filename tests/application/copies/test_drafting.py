"""An original is opened and marked, its copy made, and what must not be in it flagged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.application.copies.preparing import (
    CopyPlan,
    MakeCopy,
    Preparation,
    SaveDraft,
    flag_security_code,
    keep_copy,
    marks_of,
    open_preparation,
    plan_from_draft,
    read_draft,
    removed_parts,
    render_copy,
)
from desktop.application.recordings.finding import UnlinkRecording
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import RefusalReason, Status
from desktop.domain.shared.ids import RequestId, RetentionKeyId, new_id
from desktop.errors import WrongStateError
from desktop.words.errors import message_for
from tests.support.builders import REMOVALS, Office, a_call
from tests.support.refusals import refusal

GUARD = 150
MARK = Removal(300, 400, None, RemovalReason.ABOUT_ANOTHER_PERSON)
OTHER = Removal(1200, 1300, 0, RemovalReason.LEGAL_PRIVILEGE)


def a_linked(office: Office) -> RequestId:
    return office.imported(office.a_request())


def opened(office: Office, request: RequestId, who: str = "officer") -> Preparation:
    found: Preparation = office.do(open_preparation, office.in_person(who, office.back), request, desk=office.back)
    return found


def saved(office: Office, request: RequestId, draft: Draft) -> Draft:
    found: Draft = office.do(SaveDraft(office.actor("officer", office.back), request, draft), desk=office.back)
    return found


def planned(office: Office, request: RequestId, version: int) -> CopyPlan:
    command = MakeCopy(office.actor("officer", office.back), request, version, GUARD)
    return plan_from_draft(command, uow=office.uow(office.back), strongroom=office.strongroom)


def made(office: Office, request: RequestId, version: int) -> ApprovedCopy:
    plan = planned(office, request, version)
    prepared = render_copy(plan, strongroom=office.strongroom)
    uow = office.uow(office.back)
    return keep_copy(plan, prepared, uow=uow, clock=office.clock, strongroom=office.strongroom)


def stored(office: Office) -> set[str]:
    return {path.name for path in office.parts.paths.vault.rglob("*") if path.is_file()}


def test_opening_an_original_is_logged_under_its_request(office: Office) -> None:
    request = a_linked(office)
    found = opened(office, request)
    event = office.events()[-1]
    assert event.kind is EventKind.ORIGINAL_OPENED and event.actor == office.people["officer"]
    assert event.subjects == {Subject.REQUEST: request, Subject.RECORDING: found.recording.id}
    assert found.draft == Draft() and found.total_ms == 2000


def test_without_a_recording_and_once_it_is_decided_there_is_nothing_to_open(office: Office) -> None:
    for request in (office.a_request(), office.approved()):
        with pytest.raises(WrongStateError):
            opened(office, request)


def test_what_is_marked_is_kept_with_its_version_and_its_milliseconds_in_the_log(office: Office) -> None:
    request = a_linked(office)
    first = saved(office, request, Draft(0, (MARK, OTHER), ("silence:0:900:all",), "bleep", ("silence:0:9:all",)))
    assert first == Draft(1, (MARK, OTHER), ("silence:0:900:all",), "bleep", ("silence:0:9:all",))
    event = office.events()[-1]
    assert event.kind is EventKind.DRAFT_SAVED and event.subjects == {Subject.REQUEST: request}
    assert event.facts == {
        "version": 1,
        "spans": [[300, 400], [1200, 1300]],
        "reasons": ["about_another_person", "legal_privilege"],
        "style": "bleep",
        "chapters": 1,
        "sha256": first.digest,
    }
    assert opened(office, request).draft == first


def test_an_older_version_is_refused_with_words_and_neither_is_lost(office: Office) -> None:
    request = a_linked(office)
    theirs = saved(office, request, Draft(0, (MARK,)))
    with pytest.raises(WrongStateError, match="draft_is_newer") as refused:
        saved(office, request, Draft(0, (OTHER,)))
    assert "Someone else" in message_for(refused.value)
    assert read_draft(office.actor("officer", office.back), request, uow=office.uow(office.back)) == theirs
    mine = saved(office, request, Draft(theirs.version, (OTHER,)))
    assert mine.version == 2


def test_the_copy_is_made_from_the_draft_that_is_shown(office: Office) -> None:
    request = a_linked(office)
    draft = saved(office, request, Draft(0, (MARK, OTHER), (), "bleep"))
    copy = made(office, request, draft.version)
    assert (copy.version, copy.style) == (1, "bleep")
    assert [(part.start, part.end, part.channel) for part in copy.removed] == [(1200, 4400, None), (8400, 11600, 0)]
    assert office.request(request).status is Status.PREPARED and office.copy(copy.id) == copy
    event = office.events()[-1]
    assert event.kind is EventKind.COPY_PREPARED and event.facts["version"] == 1


def test_another_version_than_the_newest_is_not_rendered(office: Office) -> None:
    request = a_linked(office)
    saved(office, request, Draft(0, (MARK,)))
    for version in (0, 2):
        assert refusal(planned, office, request, version) == "draft_is_newer"


def test_a_copy_that_cannot_be_kept_any_more_leaves_no_sound_behind(office: Office) -> None:
    request = a_linked(office)
    plan = planned(office, request, 0)
    before = stored(office)
    prepared = render_copy(plan, strongroom=office.strongroom)
    assert any(plan.id in name for name in stored(office))
    office.decided(request, approve=False, refusal=RefusalReason.THIRD_PARTY)
    with pytest.raises(WrongStateError):
        keep_copy(plan, prepared, uow=office.uow(office.back), clock=office.clock, strongroom=office.strongroom)
    assert not any(plan.id in name for name in stored(office)) and before <= stored(office)


def test_a_copy_whose_month_has_got_another_key_meanwhile_is_sealed_anew_under_that(office: Office) -> None:
    request = a_linked(office)
    plan = planned(office, request, 0)
    with office.uow(office.back).read_only() as uow:
        recipients = uow.proven.recipients("approved")
    own = office.strongroom.new_retention_key(recipients)
    late = replace(plan, key=replace(plan.key, id=RetentionKeyId(new_id()), wrapped=own))
    prepared = render_copy(late, strongroom=office.strongroom)
    uow = office.uow(office.back)
    copy = keep_copy(late, prepared, uow=uow, clock=office.clock, strongroom=office.strongroom)
    assert copy.key.retention_key == plan.key.id and copy.key.data_key_wrapped != prepared.data_key_wrapped
    assert office.strongroom.reseal(copy.key, copy.id, copy.key.retention_key_wrapped), "it opens"


def test_a_copy_of_a_recording_that_was_taken_back_meanwhile_is_not_the_next_ones(office: Office) -> None:
    request = a_linked(office)
    plan = planned(office, request, 0)
    prepared = render_copy(plan, strongroom=office.strongroom)
    office.do(UnlinkRecording(office.actor("officer", office.back), request), desk=office.back)
    office.imported(request, a_call(1.0, 700))
    assert office.request(request).status is Status.LINKED
    with pytest.raises(WrongStateError) as refused:
        keep_copy(plan, prepared, uow=office.uow(office.back), clock=office.clock, strongroom=office.strongroom)
    assert refused.value.code == "recording_changed"
    assert office.request(request).copy is None and not any(plan.id in name for name in stored(office))


def destroyed(office: Office, sql: str, *values: object) -> None:
    with office.parts.engine.begin() as connection:
        connection.exec_driver_sql(sql, values)


def test_a_key_that_was_destroyed_while_a_copy_was_made_does_not_come_back(office: Office) -> None:
    request = a_linked(office)
    plan = planned(office, request, 0)
    assert plan.key.kept
    prepared = render_copy(plan, strongroom=office.strongroom)
    destroyed(office, "UPDATE retention_key SET wrapped = '', destroyed_at = '2026' WHERE id = ?", plan.key.id)
    uow = office.uow(office.back)
    copy = keep_copy(plan, prepared, uow=uow, clock=office.clock, strongroom=office.strongroom)
    assert copy.key.retention_key != plan.key.id and copy.key.retention_key_wrapped != plan.key.wrapped
    assert office.strongroom.reseal(copy.key, copy.id, copy.key.retention_key_wrapped), "it opens"


def test_a_copy_takes_the_place_of_the_one_before_which_is_destroyed(office: Office) -> None:
    request = office.prepared(a_linked(office))
    first = office.request(request).copy
    assert first is not None and any(first in name for name in stored(office))
    office.prepared(request, REMOVALS[:1])
    second = office.request(request).copy
    gone = office.copy(first)
    assert gone.destroyed_at is not None and gone.key.data_key_wrapped == b"" and gone.removed
    assert not any(first in name for name in stored(office)) and any(str(second) in name for name in stored(office))
    assert office.events()[-1].facts["replaces"] == [first]
    assert office.copy(office.request(office.first_request).copy).destroyed_at is None  # type: ignore[arg-type]


def test_a_copy_that_had_no_draft_is_opened_with_marks_that_remove_the_same(office: Office) -> None:
    request = office.prepared(a_linked(office))
    found = opened(office, request)
    assert found.draft.version == 0 and found.draft.marks == REMOVALS
    copy = office.copy(office.request(request).copy)  # type: ignore[arg-type]
    assert removed_parts(found.draft.marks, found.recording, GUARD) == copy.removed


@pytest.mark.parametrize(
    "mark",
    (
        Removal(0, 5, None, RemovalReason.SAFETY),
        Removal(1990, 2000, 0, RemovalReason.SAFETY),
        Removal(777, 783, None, RemovalReason.SAFETY),
    ),
)
def test_marks_out_of_a_copy_never_remove_less(office: Office, mark: Removal) -> None:
    request = office.prepared(a_linked(office), (mark,))
    copy = office.copy(office.request(request).copy)  # type: ignore[arg-type]
    recording = opened(office, request).recording
    for guard in (0, GUARD, 400):
        (part,) = removed_parts(marks_of(copy, recording, guard), recording, guard)
        (was,) = copy.removed
        assert part.start <= was.start and part.end >= was.end


def flag(office: Office, request: object, name: str = "officer") -> None:
    office.do(flag_security_code, office.actor(name, office.back), request, desk=office.back)


def test_it_is_of_the_request_and_its_recording_and_has_no_digits(office: Office) -> None:
    with office.uow().read_only() as uow:
        assert uow.reading.security_code_flagged(office.first_request) is None
    flag(office, office.first_request)
    event = office.events()[-1]
    recording = office.request(office.first_request).recording
    assert (event.kind, dict(event.facts)) == (EventKind.SECURITY_CODE_FLAGGED, {})
    assert event.subjects == {Subject.REQUEST: office.first_request, Subject.RECORDING: recording}
    with office.uow().read_only() as uow:
        assert uow.reading.security_code_flagged(office.first_request) == event.at
