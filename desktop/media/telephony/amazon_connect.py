"""Amazon Connect: names `<contact id>_YYYYMMDDTHH:MM_UTC.wav`, and the JSON beside them.

It reads contact records (also called contact trace records), the answer of `describe-contact`, and the output of
Contact Lens. All times are UTC, as texts or in seconds since 1970. The agent is on the right channel, everybody else on
the left; recordings under `ivr` have no agent. New fields keep being added to these records: unknown ones are
skipped.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import MediaRefusedError
from desktop.media.telephony import facts
from desktop.media.telephony.facts import CallFacts, EndedBecause, SideFile

DEEPEST = 32
_AGENT_CHANNEL = 1
_NAME = re.compile(
    r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_"
    r"(?P<date>[0-9]{8})T(?P<hour>[0-9]{2})(?::|_|%3A)(?P<minute>[0-9]{2})_UTC\.[a-z0-9]{1,5}",
    re.IGNORECASE | re.ASCII,
)
_BETWEEN = re.compile(r"[\s,]*")
_OUTBOUND = {"INBOUND": False, "OUTBOUND": True, "EXTERNAL_OUTBOUND": True, "CALLBACK": True}
_AGENTS = ("Agent", "AgentInfo")
"""In a contact record, and in the answer of `describe-contact`."""
_STARTS = ("ConnectedToSystemTimestamp", "InitiationTimestamp")


def amazon_name(path: str) -> CallFacts:
    """Read the facts in a recording's name, which is in UTC. Raises MediaRefusedError."""
    found = _NAME.fullmatch(facts.last_component(path))
    if found is None:
        raise facts.refused("side_name_not_known")
    start = facts.from_digits(found["date"], found["hour"] + found["minute"], UTC)
    automated = "ivr" in re.split(r"[\\/]", path)[:-1]
    channel = None if automated else _AGENT_CHANNEL
    return CallFacts(start, agent_channel=channel, unique_id=found["id"].lower())


def amazon_json(data: bytes) -> SideFile:
    """Read a contact record or the output of Contact Lens. Raises MediaRefusedError."""
    record = _record(data)
    _refuse_depth(record)
    return _side_file(record)


@dataclass(frozen=True)
class ContactRecords:
    """The contact records of one file. `whole`: it could be read to its end."""

    found: tuple[SideFile, ...] = field(repr=False)
    whole: bool


def amazon_records(data: bytes) -> ContactRecords:
    """Read the contact records: one, a list, or one after the other, as a stream is stored.

    Those that are no calls (a chat, a task) are skipped. Raises MediaRefusedError if there is nothing else.
    """
    text, _ = facts.decoded(data, facts.LARGEST_STREAM)
    found, whole = [], True
    for record in _records(text):
        if record is None:
            whole = False
            break
        with contextlib.suppress(MediaRefusedError):
            _refuse_depth(record)
            found.append(_side_file(record))
    if not found:
        raise facts.refused("side_not_as_expected")
    return ContactRecords(tuple(found), whole)


def _side_file(record: Mapping[str, Any]) -> SideFile:
    contact, lens = _part(record, "Contact") or record, _part(record, "CustomerMetadata")
    unique_id = contact.get("ContactId") or contact.get("Id") or lens.get("ContactId")
    if not isinstance(unique_id, str) or not 1 <= len(unique_id) <= 256 or not _is_call(record, contact):
        raise facts.refused("side_not_as_expected")
    media = tuple(_media(contact, lens))
    call = CallFacts(
        started_at=_start(contact, media),
        number=_number(_part(contact, "CustomerEndpoint")),
        outbound=_OUTBOUND.get(str(contact.get("InitiationMethod"))),
        ended_because=_ended(contact),
        agent_channel=_AGENT_CHANNEL,
        unique_id=unique_id.lower(),
    )
    return SideFile(call, media)


def _is_call(record: Mapping[str, Any], contact: Mapping[str, Any]) -> bool:
    return all(told.get("Channel") in (None, "VOICE") for told in (record, contact))


def _number(customer: Mapping[str, Any]) -> str | None:
    """Return the number. A caller from a web page has an address, which is none."""
    address = customer.get("Address")
    if not isinstance(address, str):
        return None
    number = facts.number_of(address)
    return number if number is None or customer.get("Type") in (None, "TELEPHONE_NUMBER") else UNREADABLE


def _record(data: bytes) -> Mapping[str, Any]:
    text, _ = facts.decoded(data, facts.LARGEST_DOCUMENT)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise facts.refused("side_not_as_expected")
    return record


def _records(text: str) -> Iterator[Mapping[str, Any] | None]:
    """Yield the records; None where it stops being JSON, and then no more."""
    decoder, at = json.JSONDecoder(), _BETWEEN.match(text, 0)
    while at and at.end() < len(text):
        try:
            value, end = decoder.raw_decode(text, at.end())
        except (ValueError, RecursionError):
            yield None
            return
        yield from (record for record in (value if isinstance(value, list) else [value]) if isinstance(record, dict))
        at = _BETWEEN.match(text, end)


def _refuse_depth(value: object) -> None:
    """Refuse deep nesting, level by level, so that depth costs no stack."""
    level: list[object] = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inner(outer)]
        if not level:
            return
    raise facts.refused("side_too_deep")


def _inner(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _part(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = record.get(name)
    return part if isinstance(part, dict) else {}


def _recordings(contact: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    found = contact.get("Recordings")
    yield from (entry for entry in (found if isinstance(found, list) else ()) if isinstance(entry, dict))
    yield _part(contact, "Recording")


def _media(contact: Mapping[str, Any], lens: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the sound in the record, each once; impossible names are left out."""
    places = [entry.get("Location") for entry in _recordings(contact)] + [lens.get("InputS3Uri")]
    names: dict[str, None] = {}
    for place in places:
        try:
            names |= {facts.last_component(place): None} if isinstance(place, str) and place else {}
        except MediaRefusedError:
            continue
    yield from names


def _start(contact: Mapping[str, Any], media: tuple[str, ...]) -> datetime:
    """Return the sound's start, or the nearest the record gives: last the sound's name, to the minute."""
    told = [entry.get("StartTimestamp") for entry in _recordings(contact)]
    told += [_part(contact, agent).get("ConnectedToAgentTimestamp") for agent in _AGENTS]
    for when in (*told, *map(contact.get, _STARTS)):
        if when:
            return facts.iso_or_epoch(when)
    for name in media:
        if _NAME.fullmatch(name):
            return amazon_name(name).started_at
    raise facts.refused("side_time_not_read")


def _ended(contact: Mapping[str, Any]) -> EndedBecause | None:
    moved = ("TransferCompletedTimestamp", "TransferredToEndpoint", "NextContactId")
    return EndedBecause.TRANSFER if any(contact.get(field) for field in moved) else None
