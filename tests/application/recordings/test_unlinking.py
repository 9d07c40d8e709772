"""A wrongly chosen recording is unlinked: its copies are destroyed, its marks dropped."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from desktop.application.copies.preparing import SaveDraft, open_preparation
from desktop.application.recordings.finding import UnlinkRecording, unlink_recording
from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import RequestId
from desktop.errors import ExternalSystemError
from tests.application.recordings.test_finding import AT, a_request, choose
from tests.support.builders import Office
from tests.support.refusals import refusal


def copies_of(office: Office, request: RequestId) -> list[tuple[str, bytes, bool]]:
    """Return each with its key, and whether it is marked as destroyed."""
    with office.parts.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, data_key, destroyed_at FROM approved_copy WHERE request = ? ORDER BY id", (request,)
        )
        return [(id, bytes(key), gone is not None) for id, key, gone in rows]


def test_what_was_made_of_the_wrong_one_is_destroyed_key_and_file(office: Office) -> None:
    request = office.prepared(office.imported(a_request(office)))
    file = office.parts.paths.vault / "approved" / str(office.request(request).copy)
    assert file.exists()
    office.do(
        UnlinkRecording(office.actor("officer", office.back), request),
        desk=office.back,
        strongroom=office.strongroom,
    )
    [(id, key, destroyed)] = copies_of(office, request)
    assert (key, destroyed) == (b"", True) and not file.exists()
    assert office.events()[-1].facts["copies"] == [id]
    assert opens_still(office), "nobody else's copy went"


def opens_still(office: Office) -> bool:
    copy = office.copy(office.request(office.first_request).copy)  # type: ignore[arg-type]
    recipient = copy.key.retention_key_wrapped
    return bool(office.strongroom.reseal(copy.key, copy.id, recipient)) and copy.destroyed_at is None


@pytest.mark.parametrize("way", ["killed", "no strongroom", "open elsewhere"])
def test_a_file_that_stayed_when_it_was_taken_back_is_opened_by_nobody_and_goes_at_night(
    office: Office, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = office.prepared(office.imported(a_request(office)))
    file = office.parts.paths.vault / "approved" / str(office.request(request).copy)
    take_back = partial(unlink_recording, UnlinkRecording(office.actor("officer", office.back), request))

    def fails(*_: object) -> None:
        raise ExternalSystemError("vault_not_written") if way == "open elsewhere" else Killed

    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        patch.setattr(type(office.strongroom), "remove", fails)
        strongroom = None if way == "no strongroom" else office.strongroom
        office.do(take_back, desk=office.back, strongroom=strongroom)
    assert file.exists() and copies_of(office, request)[0][1:] == (b"", True)
    assert office.request(request).status is Status.TAKEN and office.verify().whole
    os.utime(file, (0, 0))
    office.retain()
    assert not file.exists() and opens_still(office)


class Killed(BaseException):
    """The program ends at this point."""


def test_what_is_marked_while_it_is_taken_back_is_not_kept_for_the_next(office: Office) -> None:
    """Nothing had been saved yet: the late marks are those of the wrong recording."""
    wrong, right = office.kept(AT), office.kept(AT + timedelta(minutes=5))
    request = a_request(office)
    choose(office, request, wrong)
    actor = office.actor("officer", office.back)
    by = office.in_person("officer", office.back)
    opened = office.do(open_preparation, by, request, desk=office.back).draft
    office.do(UnlinkRecording(actor, request), desk=office.back)
    choose(office, request, right)
    mark = Removal(0, 100, None, RemovalReason.ABOUT_ANOTHER_PERSON)
    found = refusal(office.do, SaveDraft(actor, request, replace(opened, marks=(mark,))), desk=office.back)
    assert found == "draft_is_newer"
