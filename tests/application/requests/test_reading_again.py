"""A request or a review that someone has open is read again for its page, and nothing is logged."""

from __future__ import annotations

import pytest

from desktop.application.requests.views import open_request, request_again
from desktop.application.reviews.reviewing import open_review, review_again
from desktop.application.shared.commands import OPEN_FOR
from desktop.errors import NotAllowedError
from tests.support.offices.builders import Office


def test_a_request_that_is_open_is_read_again_without_an_event(office: Office) -> None:
    id, actor = office.a_request(), office.actor("officer")
    opened = office.do(open_request, actor, id)
    events = len(office.events())
    assert office.do(request_again, actor, id) == opened and len(office.events()) == events


@pytest.mark.against("adviser")
def test_who_has_not_opened_it_is_not_given_it(office: Office) -> None:
    id = office.a_request()
    office.do(open_request, office.actor("officer"), id)
    assert office.do(request_again, office.actor("approver"), id) is None
    with pytest.raises(NotAllowedError):
        office.do(request_again, office.actor("adviser"), id)


@pytest.mark.against("adviser")
def test_what_was_opened_long_ago_is_opened_anew(office: Office) -> None:
    id, actor = office.a_request(), office.actor("officer")
    office.do(open_request, actor, id)
    office.clock.pass_by(seconds=OPEN_FOR.total_seconds())
    assert office.do(request_again, actor, id) is None
    office.do(open_request, actor, id)
    office.clock.pass_by(seconds=OPEN_FOR.total_seconds() - 1)
    assert office.do(request_again, actor, id) is not None


def test_a_review_that_is_open_is_read_again_without_an_event(office: Office) -> None:
    id, actor = office.closed(), office.actor("supervisor")
    assert office.do(review_again, actor, id) is None, "nobody has opened it"
    opened = office.do(open_review, actor, id)
    events = len(office.events())
    assert office.do(review_again, actor, id) == opened and len(office.events()) == events
    office.clock.pass_by(seconds=OPEN_FOR.total_seconds())
    assert office.do(review_again, actor, id) is None
