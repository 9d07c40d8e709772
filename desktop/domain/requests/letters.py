"""Which letters can be written about a request as it is now.

Rules:
- Letters go to a person from outside: an internal request is answered in the office.
- An invited person gets an invitation while the appointment is to come, and not before the copy is approved: it says
  that the recording can be played. A refusal gives its reason and where to complain; where nothing is left, the letter
  says so, and for how long recordings are kept.
- A letter goes into an envelope with a window. The name and the lines of the address must all be visible in it: at most
  7 lines of up to 40 characters. A longer line takes two. A name is accepted whatever its length; where it takes more
  than two lines, the letter itself says that it does not fit.
- A request that was decided for the person is answered by a response letter: listening alone is not the whole answer,
  nor is a copy. It is made before the request is closed, as a refusal's is, and after what was decided last: a letter
  from before tells of another copy. One from before a session was closed tells nothing of it, and is made again.
- A complaint is acknowledged by a letter while it is open, the person is told by one how it is going once it was
  acknowledged, and its outcome is told by one once it is noted; also where the request is closed. Where there are
  several, the letter is about the one that comes first for it: the earliest that was not acknowledged, else the latest
  acknowledged one; the latest acknowledged one; and the one whose outcome was told last.
- What came of a correction is told by a letter before it is noted as its answer, also where the request is closed: what
  was corrected (UK GDPR article 12(3)), or why nothing was (article 12(4)). Where there are several, it is about the
  earliest that is due and can be answered, else about the one that was last answered so.
- A letter is written in the language that the person wants, in an office that writes Welsh. Where it is not known, an
  office in Wales writes both, and any other one English.
- A letter can ask the person for proof or a clarification until it arrives. An extension is told by letter too. Where
  neither comes in all the time there is, a letter says that the request is closed: it is made before that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import ceil

from desktop.domain.office.office_policy import Welsh
from desktop.domain.requests.complaints import Complaint
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer
from desktop.domain.requests.request import Answered, Language, RefusalReason, Request, Status
from desktop.domain.shared.kinds import Kind

ENVELOPE_LINES, ENVELOPE_CHARACTERS = 7, 40
_LINES = re.compile(r"[\n,]")
"""The end of a line of an address, as typed."""


class LetterKind(StrEnum):
    """Every letter that the program writes."""

    INVITATION = "invitation"
    REFUSAL = "refusal"
    NO_LONGER_AVAILABLE = "no_longer_available"
    EXTENSION = "extension"
    CLARIFICATION = "clarification"
    PROOF = "proof"
    CLOSED_UNANSWERED = "closed_unanswered"
    RESPONSE = "response"
    CORRECTION_MADE = "correction_made"
    CORRECTION_REFUSED = "correction_refused"
    COMPLAINT_RECEIVED = "complaint_received"
    COMPLAINT_PROGRESS = "complaint_progress"
    COMPLAINT_OUTCOME = "complaint_outcome"


def language_of(wanted: Language | None, welsh: Welsh) -> Language:
    """Return the language of letters to a person who wants that; `welsh`: whether the office writes it."""
    if welsh is Welsh.NO:
        return Language.ENGLISH
    return wanted or (Language.BOTH if welsh is Welsh.IN_WALES else Language.ENGLISH)


def on_envelope(name: str, address: str) -> tuple[str, ...]:
    """Return the lines in the window of an envelope: the name, then the address, line by line."""
    return (name, *(line.strip() for line in _LINES.split(address) if line.strip()))


def fits_envelope(name: str, address: str) -> bool:
    """Return whether all of it is visible in the window."""
    named, *lines = (ceil(len(line) / ENVELOPE_CHARACTERS) for line in on_envelope(name, address))
    return min(named, 2) + sum(lines) <= ENVELOPE_LINES


NEEDED: Mapping[Answered, tuple[LetterKind, ...]] = {
    Answered.LISTENED: (LetterKind.RESPONSE,),
    Answered.COPY_SENT: (LetterKind.RESPONSE,),
    Answered.REFUSAL_SENT: (LetterKind.REFUSAL, LetterKind.NO_LONGER_AVAILABLE),
    Answered.UNANSWERED: (LetterKind.CLOSED_UNANSWERED,),
}
"""By how a request was answered, the letters of which one was made before it is closed; withdrawn, none has to be."""


ANSWERING = frozenset({LetterKind.RESPONSE, LetterKind.REFUSAL, LetterKind.NO_LONGER_AVAILABLE})
"""The letters that tell what was decided: of a copy that is approved, and why one is not."""


ABOUT_COMPLAINTS = (LetterKind.COMPLAINT_RECEIVED, LetterKind.COMPLAINT_PROGRESS, LetterKind.COMPLAINT_OUTCOME)
"""The letters about a complaint, not about the request itself."""


TELLING: Mapping[FollowUpAnswer, LetterKind] = {
    FollowUpAnswer.CORRECTED: LetterKind.CORRECTION_MADE,
    FollowUpAnswer.NOT_CORRECTED: LetterKind.CORRECTION_REFUSED,
}
"""By what came of a correction, the letter that tells it: made before that is noted."""


def letters_about(
    request: Request,
    refusal: RefusalReason | None,
    *,
    booked: bool,
    unanswered: bool = False,
    complaints: Sequence[Complaint] = (),
    follow_ups: Sequence[FollowUp] = (),
) -> tuple[LetterKind, ...]:
    """Return the letters that fit now, the most important first. `refusal`: the newest decision's, if it refused.

    `unanswered`: as in `possible_answers`. `complaints`, `follow_ups`: those of the request.
    """
    if request.kind is Kind.INTERNAL:
        return ()
    about = tuple(kind for kind in ABOUT_COMPLAINTS if complaint_for(kind, complaints) is not None)
    corrected = tuple(kind for kind in TELLING.values() if correction_for(kind, follow_ups) is not None)
    return (*_about_request(request, refusal, booked=booked, unanswered=unanswered), *corrected, *about)


def correction_for(kind: LetterKind, follow_ups: Sequence[FollowUp]) -> FollowUp | None:
    """Return the correction that a letter of that kind is about, of those given from the earliest on; None: of none."""
    if kind not in TELLING.values():
        return None
    due = next((each for each in follow_ups if each.over and each.answer is None), None)
    told = (each for each in reversed(follow_ups) if each.answer and TELLING.get(each.answer) is kind)
    return due or next(told, None)


def complaint_for(kind: LetterKind, complaints: Sequence[Complaint]) -> Complaint | None:
    """Return the complaint that a letter of that kind is about, of those given from the earliest on; None: of none."""
    still = [each for each in complaints if each.is_open]
    if kind is LetterKind.COMPLAINT_PROGRESS:
        return next((each for each in reversed(still) if each.acknowledged_on is not None), None)
    if kind is LetterKind.COMPLAINT_RECEIVED:
        first = next((each for each in still if each.acknowledged_on is None), None)
        return first or next(reversed(still), None)
    ended = [(each.ended.on, each) for each in complaints if each.ended is not None]
    return max(ended, key=lambda each: each[0])[1] if kind is LetterKind.COMPLAINT_OUTCOME and ended else None


def _about_request(
    request: Request, refusal: RefusalReason | None, *, booked: bool, unanswered: bool
) -> tuple[LetterKind, ...]:
    if request.status is Status.CLOSED:
        return ()
    if request.status is Status.REFUSED:
        gone = refusal is RefusalReason.NO_LONGER_AVAILABLE
        return (LetterKind.NO_LONGER_AVAILABLE if gone else LetterKind.REFUSAL,)
    deadline_facts = request.deadline_facts
    fits = {
        LetterKind.CLOSED_UNANSWERED: unanswered,
        LetterKind.INVITATION: booked and request.status is Status.APPROVED,
        LetterKind.RESPONSE: request.status is Status.APPROVED,
        LetterKind.PROOF: any(proof.arrived is None for proof in deadline_facts.proofs),
        LetterKind.CLARIFICATION: any(asked.answered is None for asked in deadline_facts.clarifications),
        LetterKind.EXTENSION: deadline_facts.extension is not None,
    }
    return tuple(kind for kind, does in fits.items() if does)
