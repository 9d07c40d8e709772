"""A short check that nobody made, or that rests on a session that was not so: rows and events of a database's owner."""

from __future__ import annotations

import pytest

from desktop.application.sessions.identifying import MakeShortCheck
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.shared.ids import SessionId
from desktop.errors import RowRefusedError
from tests.application.sessions.test_identifying import not_identified
from tests.attacks.test_events import SEALS, findings, forge
from tests.attacks.test_rows import edit, listen
from tests.support.builders import Office


def make(place: Office, now: SessionId, then: SessionId) -> None:
    command = MakeShortCheck(place.who(now), now, then, True)
    place.do(command, policy=place.policy, id_policy=place.id_policy)


def test_an_earlier_session_in_which_a_row_alone_identifies_somebody(place: Office) -> None:
    then = not_identified(place)
    place.clock.pass_by(hours=1)
    now = place.checked_in()
    edit(place, "UPDATE session SET identified = '1' WHERE id = {id}", id=then)
    edit(
        place,
        'INSERT INTO sighted_document (session, slot, kind, "group", in_date, checks, sighted_by, sighted_at) '
        "SELECT id, 0, 'passport', 'A', '1', '[]', adviser, opened_at FROM session WHERE id = {id}",
        id=then,
    )
    with pytest.raises(RowRefusedError):
        make(place, now, then)
    assert not place.session(now).identified


@pytest.mark.parametrize("seal", SEALS)
def test_a_short_check_by_an_event_that_no_desk_signed(place: Office, seal: str) -> None:
    then = place.closed()
    place.clock.pass_by(hours=1)
    now = place.checked_in()
    [begun] = [event for event in place.events(now) if event.kind is EventKind.CHECKED_IN]
    subjects = {name: begun.subjects[name] for name in (Subject.SESSION, Subject.REQUEST)}
    forge(place, EventKind.SHORT_CHECK_MADE, seal, subjects, {"earlier": then, "kinds": []}, "adviser", place.front)
    edit(place, "UPDATE session SET state = 'briefed', identified = '1', briefed = '1' WHERE id = {id}", id=now)
    with pytest.raises(RowRefusedError) as found:
        listen(place, now)()
    assert (found.value.table, found.value.column) == ("session", "state")
    assert place.player.loaded is None and "short_check_made) is not signed by a desk of this office" in findings(place)
