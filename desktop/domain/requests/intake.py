"""The fields of a new request, which are missing or impossible; and someone who acts for its person at the counter.

- A subject access request asks for a reason and never depends on one. An internal request cannot be made without one.
  How a person's request came is recorded, and whether they were offered a copy.
- A request asks for one call or more. None is in the future, none is after the day the request arrived (on that day it
  may be), and none is named twice. A call's day is the office's own.
- A day of long ago is a mistyped year: no request arrived before the law on it was in force (25 May 2018, DPA 2018), no
  call was recorded before 1970, nobody is older than 130.
- An address fits the window of an envelope with the name. A need and its opposite are not chosen together. No name,
  address or note contains a hidden character.
- A child asks for themself where they understand what they ask for. Intake asks about that, and never decides it by age
  alone. Scotland presumes it from 12 on (DPA 2018 section 208).
- A representative has a name, and letters go to them or to the person. Only whoever the request names is checked in as
  that. Their authority is sighted when they come, whatever was sighted before. Both are identified: the documents of
  the ID page are the listener's, and who the other one is, is seen at check-in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.domain.office.office_policy import HolidayRegion
from desktop.domain.requests.letters import fits_envelope
from desktop.domain.requests.request import OPEN, Asked, Asker, Call, Representative, Request
from desktop.domain.sessions.needs import opposed
from desktop.domain.sessions.session import Party
from desktop.domain.shared.dates import age_on
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import hidden_in
from desktop.errors import problems_where

ADULT, PRESUMED_FROM = 18, 12
OLDEST = 130
IN_FORM = {"surname": "name"}
"""The fields of an asker that the form calls by another name."""
LAW_IN_FORCE, FIRST_RECORDED = date(2018, 5, 25), date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Intake(Asked):
    """A request as typed. `reason` is needed for an internal request alone; the time of each call is aware."""

    calls: tuple[Call, ...]
    reason: str = ""


def call_field(number: int, part: str) -> str:
    """Return the name of a call's field in a FieldsError: the call's number, from 1, and `day`, `time` and so on."""
    return f"call_{number}_{part}"


def problems_of(intake: Intake, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    """Return a code for each field that is missing or impossible; `zone` is the office's."""
    today = now.astimezone(zone).date()
    received, internal = intake.received_on, intake.kind is Kind.INTERNAL
    problems = problems_where(
        ("received_on", "received_too_long_ago", received < LAW_IN_FORCE),
        ("received_on", "received_in_future", received > today),
        ("came_by", "came_by_missing", not internal and intake.came_by is None),
        ("purpose", "purpose_missing", internal and intake.purpose is None),
        ("reason", "internal_reason_missing", internal and not intake.reason.strip()),
        ("needs", "needs_opposed", opposed(intake.needs)),
    )
    acts, came = intake.representative, None if "received_on" in problems else received
    return (
        problems_of_asker(intake.asker, intake.kind, today)
        | problems
        | _hidden(intake)
        | ({} if acts is None else problems_of_representative(acts, today))
        | problems_of_calls(intake.calls, now, zone, received=came)
    )


def problems_of_asker(asker: Asker, kind: Kind, today: date) -> dict[str, str]:
    """Return a code for each field of whoever asks that is missing or impossible."""
    problems: dict[str, str] = {}
    if not asker.surname.strip() and not asker.given_names.strip():
        problems["name"] = "name_missing"
    if not asker.address.strip():
        problems["address"] = "address_missing" if kind is Kind.SUBJECT_ACCESS else "job_missing"
    elif kind is Kind.SUBJECT_ACCESS and not fits_envelope(asker.name, asker.address):
        problems["address"] = "address_too_long"
    if asker.born is not None and (problem := _born(asker.born, today)):
        problems["born"] = problem
    return problems | hidden_in(**_texts(asker, **IN_FORM))


def _hidden(intake: Intake) -> dict[str, str]:
    """Return the problems of all texts that hold a hidden character, whichever fields there are."""
    adjustments = "\n".join(intake.adjustments)
    return hidden_in(**_texts(intake), adjustments=adjustments)


def _texts(record: Intake | Asker | Representative, **called: str) -> dict[str, str]:
    """The texts of a record by its fields' names; `called`: those that the form calls by another name."""
    found = {called.get(each.name, each.name): getattr(record, each.name) for each in fields(record)}
    # A code is a str too, of a type of its own.
    return {name: text for name, text in found.items() if type(text) is str}


def _born(born: date, today: date) -> str | None:
    if born > today:
        return "born_in_future"
    return "born_too_long_ago" if born.year < today.year - OLDEST else None


def problems_of_representative(found: Representative, today: date) -> dict[str, str]:
    """Return a code for each field of a representative that is missing or impossible."""
    problems: dict[str, str] = {}
    if not found.name.strip():
        problems["representative"] = "representative_missing"
    if found.address is None:
        problems["letters_to"] = "letters_to_missing"
    elif found.address and not fits_envelope(found.name, found.address):
        problems["representative_address"] = "address_too_long"
    if found.seen_on is not None and not FIRST_RECORDED <= found.seen_on <= today:
        problems["seen_on"] = "day_in_future" if found.seen_on > today else "day_too_long_ago"
    return hidden_in(**_texts_of(found)) | problems


def _texts_of(acts: Representative) -> dict[str, str]:
    return _texts(acts, name="representative", address="representative_address")


def problems_of_calls(
    calls: tuple[Call, ...], now: datetime, zone: ZoneInfo, *, received: date | None
) -> dict[str, str]:
    """Return a code for each field of a call that is missing or impossible. `received`: the day of receipt, or None."""
    if not calls:
        return {call_field(1, "day"): "call_day_missing"}
    problems: dict[str, str] = {}
    for number, call in enumerate(calls, 1):
        if call.at.date() < FIRST_RECORDED:
            problems[call_field(number, "day")] = "call_too_long_ago"
        elif call.at > now:
            problems[call_field(number, "day")] = "call_in_future"
        elif received is not None and is_after_receipt(call, received, zone):
            problems[call_field(number, "day")] = "call_after_receipt"
        elif call in calls[: number - 1]:
            problems[call_field(number, "day")] = "call_twice"
    return problems


def is_after_receipt(call: Call, received: date, zone: ZoneInfo) -> bool:
    """Return whether the call was on a later day than the request: nobody asks for a call yet to come."""
    return call.at.astimezone(zone).date() > received


class Competence(StrEnum):
    """Whether a child understands what they ask for."""

    ASK = "ask"
    PRESUMED = "presumed"


def competence_of(born: date, today: date, nation: HolidayRegion) -> Competence | None:
    """Return whether to ask if the person understands what they ask for; None for an adult, and for a day to come."""
    if born > today:
        return None
    years = age_on(today, born).months // 12
    if years >= ADULT:
        return None
    presumed = nation is HolidayRegion.SCOTLAND and years >= PRESUMED_FROM
    return Competence.PRESUMED if presumed else Competence.ASK


def problems_of_presence(
    parties: Collection[Party], acts: Representative | None, *, authority_seen: bool, both_seen: bool
) -> dict[str, str]:
    """Return the code of what is missing of a representative who is here, by field."""
    if Party.REPRESENTATIVE not in parties:
        return {}
    if acts is None:
        return {"parties": "nobody_acts_for_them"}
    if not authority_seen:
        return {"proof": "authority_not_seen"}
    return {} if both_seen else {"proof": "both_not_seen"}


def may_be_named(request: Request) -> bool:
    """Return whether someone can still be named who acts for its person: nobody is, and it is not over."""
    return request.kind is Kind.SUBJECT_ACCESS and request.status in OPEN and request.representative is None


def comes_alone(parties: Collection[Party]) -> bool:
    """Return whether the representative listens without the person that the request concerns."""
    return Party.REPRESENTATIVE in parties and Party.CUSTOMER not in parties


def compared_with(parties: Collection[Party], asker: Asker, acts: Representative | None) -> Asker:
    """Return whom the documents are compared with; of a representative the date of birth is not known."""
    if acts is None or not comes_alone(parties):
        return asker
    *given, family = acts.name.split() or [""]
    return Asker(" ".join(given), family, None, acts.address or "")
