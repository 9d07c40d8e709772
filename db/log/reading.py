"""Events read out of their stored bytes, quickly where they are as the program writes them.

Rules:
- `read` returns what `replaying.read` returns, for any bytes whatever. Where it is not certain of that it asks it.
- `read_many` returns what `read` returns for each of many events. It looks at all of them with one pattern, a line for
  each, and has orjson read the facts of all as one list. That list can be cut up in one way only: the facts of an event
  have one closing brace, at their end, so where as many objects come out as went in, each is one event's. Where it is
  not certain of one event, all are read one by one.
- It is certain of canonical bytes in plain ASCII without a backslash: the event's own fields in their order, each of
  its form; facts and subjects, without a closing brace of their own, come out of orjson as they went in. So they are
  sorted, without space, no name is there twice, and no number is one that orjson reads as another.
- Most events have the subjects of one before them: what was read of these stays at hand.
- An event is put together without its own checks (`Event.__post_init__`) where its facts have no fraction and no null:
  its time ends in Z, and braces within braces are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from itertools import repeat
from typing import Any

import orjson

from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.log.replay import replaying
from desktop.domain.log.replay.ledger import Finding
from desktop.domain.shared.ids import DeskId, PersonId

_TEXT = r"[ !#-\[\]-~]*+"
_IN_BRACES = r"\{[^}]*+\}"
_WHEN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
# The last letter of base64 stands for fewer bits than six: the rest of them are 0.
_MAC, _SIGNATURE = "[A-Za-z0-9+/]{21}[AQgw]", "[A-Za-z0-9+/]{85}[AQgw]=="
_FORM = (
    rf'\{{"actor":(null|"{_TEXT}"),"at":"({_WHEN})","desk":"({_TEXT})","facts":({_IN_BRACES}),"kind":"([a-z_]++)",'
    rf'(?:"mac":"{_MAC}",)?+"n":([0-9]++),(?:"signature":"{_SIGNATURE}",)?+"subjects":({_IN_BRACES}),"v":1\}}'
)
_EVENT, _EVENTS = re.compile(_FORM), re.compile(f"^{_FORM}$", re.MULTILINE)
_NULL = "null"
_NOT_PLAIN = (".", "e+", "e-", _NULL)
"""One of them is in JSON as orjson writes it, outside of its texts, where that has a fraction or a null."""
_BACKSLASH, _DELETION = "\\", "\x7f"
"""Characters that orjson reads or writes in another way than `json`. It reads no control characters."""
_KINDS = {kind.value: kind for kind in EventKind}
_SUBJECTS: dict[str, Subject] = {subject.value: subject for subject in Subject}
_ONLY_TEXTS = frozenset({str})
_KEPT = 256
_sorted = partial(orjson.dumps, option=orjson.OPT_SORT_KEYS)
_match, _matches = _EVENT.fullmatch, _EVENTS.findall
_read_json, _moment, _new, _set = orjson.loads, datetime.fromisoformat, object.__new__, object.__setattr__


def read(seq: int, body: bytes) -> Event | Finding:
    """Return the event, or the finding that it cannot be read, is of no kind that is known, or not in its bytes."""
    return _quickly(seq, body) or replaying.read(seq, body)


def read_many(stored: Sequence[tuple[int, bytes]]) -> Sequence[Event | Finding]:
    """Return what `read` returns for each of these."""
    return _all_quickly(stored) or [read(seq, body) for seq, body in stored]


def _quickly(seq: int, body: bytes) -> Event | None:
    """Return the event that is in these canonical bytes; None where that is not certain."""
    try:
        text = body.decode("ascii")
        found = _match(text)
        if found is None or _BACKSLASH in text or _DELETION in text:
            return None
        actor, at, desk, facts, kind, number, subjects = found.groups()
        said = _read_json(facts)
        if number != str(seq) or _sorted(said).decode() != facts:
            return None
        return _event(_is_plain(facts), actor, at, desk, kind, subjects, said)
    except (ValueError, KeyError):
        return None


def _all_quickly(stored: Sequence[tuple[int, bytes]]) -> list[Event] | None:
    """Return the events that are in these canonical bytes; None where that is not certain of one of them."""
    try:
        text = b"\n".join([body for _, body in stored]).decode("ascii")
        found = _matches(text)
        lines = text.count("\n") + 1
        if not len(found) == lines == len(stored) or _BACKSLASH in text or _DELETION in text:
            return None
        actors, moments, desks, facts, kinds, numbers, subjects = zip(*found, strict=True)
        written = f"[{','.join(facts)}]"
        said = _read_json(written)
        if len(said) != lines or numbers != tuple([str(seq) for seq, _ in stored]) or _sorted(said).decode() != written:
            return None
        return list(map(_event, repeat(_is_plain(written)), actors, moments, desks, kinds, subjects, said))
    except (ValueError, KeyError):
        return None


def _is_plain(facts: str) -> bool:
    """Return whether facts, as orjson writes them and without a backslash, have no fraction and no null."""
    outside = " ".join(facts.split('"')[::2])
    return not any(mark in outside for mark in _NOT_PLAIN)


def _event(plain: bool, actor: str, at: str, desk: str, kind: str, subjects: str, facts: dict[str, Any]) -> Event:
    """Put an event together. Raises ValueError, KeyError."""
    who = None if actor == _NULL else actor[1:-1]
    if not plain:
        actor_id = None if who is None else PersonId(who)
        return Event(_KINDS[kind], _moment(at), DeskId(desk), actor_id, _subjects(subjects), facts)
    event: Event = _new(Event)
    fields = {
        "kind": _KINDS[kind],
        "at": _moment(at),
        "desk": desk,
        "actor": who,
        "subjects": _subjects(subjects),
        "facts": facts,
    }
    _set(event, "__dict__", fields)
    return event


@lru_cache(_KEPT)
def _subjects(text: str) -> Mapping[Subject, str]:
    """Return the subjects that are written so. Raises ValueError, KeyError where that is not certain."""
    about = _read_json(text)
    if _sorted(about).decode() != text or not _ONLY_TEXTS.issuperset(map(type, about.values())):
        raise ValueError
    return {_SUBJECTS[name]: value for name, value in about.items()}
