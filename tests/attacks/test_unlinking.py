"""A copy whose row says that it is of another request, when the recording of that one is unlinked: it stays."""

from __future__ import annotations

from desktop.application.recordings.finding import UnlinkRecording
from tests.attacks.test_rows import edit, refused
from tests.support.builders import Office, a_call


def test_the_copy_of_another_request_is_not_destroyed_with_an_unlinked_recording(place: Office) -> None:
    other = place.prepared(place.imported(place.a_request(), a_call(20.0, 640)))
    copy = place.request(place.first_request).copy
    edit(place, "UPDATE approved_copy SET request = {other} WHERE id = {copy}", other=other, copy=copy)
    officer = place.actor("officer", place.back)
    unlinking = lambda: place.do(UnlinkRecording(officer, other), desk=place.back)  # noqa: E731
    refused(place, unlinking, "approved_copy")
    assert copy is not None and place.copy(copy).destroyed_at is None
