"""An approver's decision on a copy: what they have not heard, what they weigh first, and what it binds.

- Someone else's information is disclosed only with their consent, or where it is reasonable without (DPA 2018
  Schedule 2, paragraph 16). Five factors are considered: the kind of information, any duty of confidence, whether
  consent was sought, whether they are capable of giving it, and whether they refused it.
- Nothing is computed from the answers: the decision is the approver's own. Where the copy holds nothing about anybody
  else, the other four are not asked. Allowing something against someone's refusal needs a reason in words.
- Silence over a removed part counts like any other sound. Gaps of less than a second are the seams between two times
  of listening, and count as heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.shared.ids import CopyId, PersonId, RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span, gaps, intersect, union
from desktop.domain.shared.typed_text import Note


@dataclass(frozen=True)
class Decision:
    """An approver's decision: approved, sent back to be prepared again, refused; or else an approval withdrawn.

    It binds the digest of the copy that was decided on and the `version` of its removed parts. `weighed`: what the
    approver found for each of the five factors, as pairs of codes. `transcript`: the digest of the copy's transcript,
    where the approver approved that too.
    """

    id: str
    request: RequestId
    copy: CopyId | None
    copy_digest: str | None
    decided_by: PersonId
    decided_at: datetime
    approved: bool
    refusal: str | None = None
    until: date | None = None
    note: Note | None = None
    sent_back: bool = False
    weighed: tuple[tuple[str, str], ...] = ()
    version: int | None = None
    transcript: str | None = None

    def lets_hear(self, copy: ApprovedCopy) -> bool:
        """Return whether this approves that very copy: its digest, and the version of the marks it was made from."""
        bound = (self.copy, self.copy_digest, self.version) == (copy.id, copy.digest, copy.version)
        return self.approved and bound


class Ruling(StrEnum):
    """An approver's ruling: approved, sent back to be prepared again, or refused."""

    APPROVE = "approve"
    SEND_BACK = "send_back"
    REFUSE = "refuse"


class Information(StrEnum):
    """The kind of information about other people that can be heard in the copy."""

    NOBODY_ELSE = "nobody_else"
    ALL_REMOVED = "all_removed"
    KNOWN_TO_THEM = "known_to_them"
    EVERYDAY = "everyday"
    PRIVATE = "private"


class Confidence(StrEnum):
    """Whether the other person is owed confidence."""

    NONE = "none"
    EXPECTED = "expected"
    DUTY = "duty"


class Asked(StrEnum):
    """Whether their consent was sought."""

    ASKED = "asked"
    NOT_ASKED = "not_asked"
    CANNOT_BE_ASKED = "cannot_be_asked"


class Capable(StrEnum):
    """Whether they are capable of giving consent."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class Consent(StrEnum):
    """Whether they gave or refused consent."""

    CONSENTED = "consented"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"


Answer = Information | Confidence | Asked | Capable | Consent

FACTORS: Mapping[str, type[Answer]] = {
    "information": Information,
    "confidence": Confidence,
    "asked": Asked,
    "capable": Capable,
    "consent": Consent,
}
"""The five factors, in the order in which they are asked, each with its answers."""

_NOTHING_LEFT = frozenset({Information.NOBODY_ELSE, Information.ALL_REMOVED})


@dataclass(frozen=True)
class Weighing:
    """An answer for each factor; None where it was not answered."""

    information: Information | None = None
    confidence: Confidence | None = None
    asked: Asked | None = None
    capable: Capable | None = None
    consent: Consent | None = None

    @property
    def others_can_be_heard(self) -> bool:
        """Whether information about someone else is left in the copy; only then are the other four asked."""
        return self.information is not None and self.information not in _NOTHING_LEFT

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the factors still to be answered, in order."""
        asked = tuple(FACTORS) if self.others_can_be_heard else ("information",)
        return tuple(name for name in asked if getattr(self, name) is None)

    @property
    def against_their_will(self) -> bool:
        """Whether the copy holds information about someone who refused: that needs words."""
        return self.others_can_be_heard and self.consent is Consent.REFUSED

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """Factors and answers as codes for the record; only the factors that are asked."""
        asked = tuple(FACTORS) if self.others_can_be_heard else ("information",)
        answers = ((name, getattr(self, name)) for name in asked)
        return tuple((name, answer.value) for name, answer in answers if answer is not None)


UNWEIGHED = Weighing()
"""Nothing was answered."""


def weighing_of(codes: Mapping[str, str | None]) -> Weighing:
    """Return the weighing for these codes: the inverse of `Weighing.codes`."""
    return Weighing(**{name: FACTORS[name](code) for name, code in codes.items() if code})  # type: ignore[arg-type]


def is_weighed(kind: Kind) -> bool:
    """Return whether that kind of request asks for the factors: whenever sound goes to someone outside the office."""
    return kind is Kind.SUBJECT_ACCESS


def unheard_of(heard: Iterable[Span], frames: int, rate: int) -> tuple[Span, ...]:
    """Return the stretches of a copy that were not heard, each at least a second long. `rate` is in frames a second."""
    known = union(heard)
    if not known:
        return (Span(0, frames),) if frames else ()
    return tuple(gap for gap in gaps(known, frames) if len(gap) >= rate)


def was_heard(part: Span, heard: Iterable[Span], rate: int) -> bool:
    """Return whether that part was heard, but for less than a second of it."""
    within = [Span(span.start - part.start, span.end - part.start) for span in intersect((part,), heard)]
    return not unheard_of(within, len(part), rate)
