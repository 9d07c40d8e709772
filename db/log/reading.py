"""Events read out of their stored bytes, quickly where they are as the program writes them.

Rules:
- `read` returns what `replaying.read` returns, for any bytes whatever. Where it is not certain of that it asks it.
- It is certain of canonical bytes in plain ASCII without a backslash: the event's own fields in their order, each of
  its form; facts and subjects, without a closing brace of their own, come out of orjson as they went in. So they are
  sorted, without space, no name is there twice, and no number is one that orjson reads as another.
- Most events have the subjects of one before them: what was read of these stays at hand.
- An event is put together without its own checks (`Event.__post_init__`) where its facts have no fraction and no null:
  its time ends in Z, and braces within braces are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache, partial

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
_EVENT = re.compile(
    rf'\{{"actor":(?:null|"({_TEXT})"),"at":"({_WHEN})","desk":"({_TEXT})","facts":({_IN_BRACES}),"kind":"([a-z_]++)",'
    rf'(?:"mac":"{_MAC}",)?+"n":([0-9]++),(?:"signature":"{_SIGNATURE}",)?+"subjects":({_IN_BRACES}),"v":1\}}'
)
_FRACTION, _NULL = re.compile(r"[0-9][.eE]"), "null"
"""Found in all facts that are more than texts, whole numbers and yes or no, and in some others."""
_BACKSLASH, _DELETION = "\\", "\x7f"
"""Characters that orjson reads or writes in another way than `json`. It reads no control characters."""
_KINDS = {kind.value: kind for kind in EventKind}
_SUBJECTS: dict[str, Subject] = {subject.value: subject for subject in Subject}
_ONLY_TEXTS = frozenset({str})
_KEPT = 256
_sorted = partial(orjson.dumps, option=orjson.OPT_SORT_KEYS)
_match, _fraction = _EVENT.fullmatch, _FRACTION.search
_read_json, _moment, _new, _set = orjson.loads, datetime.fromisoformat, object.__new__, object.__setattr__


def read(seq: int, body: bytes) -> Event | Finding:
    """Return the event, or the finding that it cannot be read, is of no kind that is known, or not in its bytes."""
    return _quickly(seq, body) or replaying.read(seq, body)


def _quickly(seq: int, body: bytes) -> Event | None:
    """Return the event that is in these canonical bytes; None where that is not certain."""
    try:
        text = body.decode("ascii")
        found = _match(text)
        if found is None or _BACKSLASH in text or _DELETION in text:
            return None
        actor, at, desk, facts, kind, number, subjects = found.groups()
        said, about = _read_json(facts), _subjects(subjects)
        if about is None or number != str(seq) or _sorted(said).decode() != facts:
            return None
        if _fraction(facts) or _NULL in facts:
            who = None if actor is None else PersonId(actor)
            return Event(_KINDS[kind], _moment(at), DeskId(desk), who, about, said)
        event: Event = _new(Event)
        fields = {
            "kind": _KINDS[kind],
            "at": _moment(at),
            "desk": desk,
            "actor": actor,
            "subjects": about,
            "facts": said,
        }
        _set(event, "__dict__", fields)
        return event
    except (ValueError, KeyError):
        return None


@lru_cache(_KEPT)
def _subjects(text: str) -> Mapping[Subject, str] | None:
    """Return the subjects that are written so; None where that is not certain. Raises ValueError, KeyError."""
    about = _read_json(text)
    if _sorted(about).decode() != text or not _ONLY_TEXTS.issuperset(map(type, about.values())):
        return None
    return {_SUBJECTS[name]: value for name, value in about.items()}
