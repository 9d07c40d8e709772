"""The log is pseudonymous: no event of a whole session holds anything of the person or anything typed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from desktop.application.office import signing_in
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.application.recordings.holding import ReviewHold
from desktop.application.requests import views
from desktop.application.requests.closing import DiscloseFile
from desktop.application.requests.deadlines import CorrectDay
from desktop.application.requests.follow_ups import AnswerFollowUp, TakeComplaint
from desktop.application.reviews import reviewing
from desktop.application.reviews.reviewing import TakeSignOffBack
from desktop.application.sessions import checking_in, closing, identifying, listening
from desktop.application.sessions.day_list import AnswerReview, AskAdviser
from desktop.domain.office.people import Role
from desktop.domain.requests.deadline_days import DayOf, NotedDay
from desktop.domain.requests.follow_ups import FollowUpAnswer
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Channel, DisclosureBasis, DisclosureRoute, Purpose, RefusalReason
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome, Party
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span
from desktop.errors import SignInRefusedError
from tests.application.requests.test_closing import approved_for_police
from tests.application.requests.test_follow_ups import tell
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import ASKER, NORMAL, NUMBER, PASSWORD, Office

WORDS = "Typed-{}-words"
SECRETS = [
    ASKER.given_names,
    ASKER.surname,
    "1971-03-11",
    ASKER.address,
    "Nowhere Lane",
    "Exampleton",
    NUMBER,
    NUMBER.replace(" ", ""),
    NORMAL,
    "960 733",
    "960733",
    "Typed-",
    "Louder, please",
    "adviser@",
    "Shown Name",
    PASSWORD,
]


def whole_life(office: Office) -> None:
    """Run a request with its reason, a session with every kind of words, its review, and a second request refused."""
    office.do(
        add_person,
        AddPerson(office.front, "adviser@test", "Shown Name", frozenset({Role.ADVISER}), PASSWORD),
        by=office.people["administrator"],
    )
    office.do(signing_in.SignIn(office.front, "adviser", PASSWORD))
    with pytest.raises(SignInRefusedError):
        office.do(signing_in.SignIn(office.front, WORDS, WORDS))
    request = office.a_request(reason=WORDS, adjustments=("Louder, please",))
    received = NotedDay(DayOf.RECEIPT, office.request(request).received_on)
    office.do(CorrectDay(office.actor("officer"), request, received, received.day - timedelta(days=1), WORDS))
    with office.uow().read_only() as uow:
        (hold,) = uow.keeping.holds_of(request)
    kept = ReviewHold(office.actor("officer"), hold.id, 0, WORDS, hold.review_on)
    office.do(kept)
    office.decided(office.prepared(office.imported(request)), words=WORDS)
    office.do(views.open_request, office.actor("approver"), request)
    internal = {"kind": Kind.INTERNAL, "purpose": Purpose.POLICE, "reason": WORDS}
    office.decided(office.a_request(**internal), False, refusal=RefusalReason.NO_GOOD_REASON, words=WORDS)
    id = office.sighted(office.checked_in(request=request))
    actor = office.actor()
    office.looked(id)
    office.do(identifying.CheckCaller(actor, id, CallerCheck.NEAR_ENOUGH, WORDS))
    from desktop.application.ports.sound import Ear

    office.do(listening.Brief(actor, id, True, True, 70, Ear.BOTH))
    office.do(listening.OpenRecording(actor, id))
    office.do(listening.play, office.position(id))
    for kind in (NoteKind.REMARK, NoteKind.QUESTION, NoteKind.DISPUTE):
        office.do(listening.TakeNote(actor, id, kind, WORDS, 100, True))
    office.do(checking_in.PartyLeft(actor, id, Party.COMPANION))
    office.do(office.at(listening.StopInDistress, id, 8000, Span(0, 8000)))
    office.do(office.at(listening.Finish, id))
    office.close(id, Outcome.STOPPED_BY_STAFF, WORDS)
    office.do(closing.PrintReceipt(actor, id))
    office.do(closing.receipt_to_save, office.actor("supervisor"), id)
    office.do(reviewing.open_review, office.actor("supervisor"), id)
    office.do(reviewing.SignOff(office.actor("supervisor"), id, WORDS))
    office.do(TakeSignOffBack(office.actor("supervisor"), id))
    asked = office.do(AskAdviser(office.actor("supervisor"), id, WORDS))
    office.do(AnswerReview(actor, asked[0].id, WORDS))
    office.do(reviewing.SignOff(office.actor("supervisor"), id, WORDS))
    tell(office, id, LetterKind.CORRECTION_MADE)
    answer = AnswerFollowUp(office.actor("officer"), request, id, FollowUpAnswer.CORRECTED, TUESDAY.date())
    office.do(answer)
    came = TakeComplaint(office.actor("officer"), request, Channel.TELEPHONE, TUESDAY.date(), WORDS)
    office.do(came)
    police = approved_for_police(office)
    basis, day = DisclosureBasis.CRIME, office.clock.now().date()
    route = DisclosureRoute.SECURE_TRANSFER
    office.do(DiscloseFile(office.actor("officer"), police, WORDS, route, basis, day, WORDS))
    office.do(signing_in.sign_out, actor)


@pytest.mark.against("thief")
def test_nothing_personal_can_be_read_in_any_file_of_the_office(office: Office) -> None:
    """Nor in an event of a whole life, whose sessions and notes are found by identifiers alone, nor in the witness."""
    whole_life(office)
    log = b"\n".join(office.bodies()).decode("ascii")
    assert log.count("\n") > 30
    unescaped = "\n".join(json.dumps(json.loads(line), ensure_ascii=False) for line in log.splitlines())
    outside = office.parts.witness.text() + office.parts.paths.office_file.read_text()
    for secret in SECRETS:
        assert secret.casefold() not in (log + unescaped).casefold() and secret not in outside, secret
    stored = office.all_rows()
    for secret in (ASKER.surname, "Nowhere Lane", NORMAL, WORDS, "Louder, please"):
        assert secret in stored, f"{secret}: the test would not notice it"
    for event in office.events():
        for value in (*event.subjects.values(), event.desk, event.actor or "0" * 32):
            assert len(value) == 32 and not set(value) - set("0123456789abcdef")
    office.parts.engine.dispose()
    for path in office.parts.paths.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [secret for secret in SECRETS if secret.encode() in content], path.name
            assert b"SQLite format" not in content and b"RIFF" not in content, path.name
