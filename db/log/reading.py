"""Events read out of their stored bytes, quickly where they are as the program writes them.

Rules:
- `read` returns what `replaying.read` returns, for any bytes whatever. Where it is not certain of that it asks it.
- It is certain of canonical bytes in plain ASCII without a backslash: the event's own fields in their order, each of
  its form; facts and subjects, which hold no brace of their own, come out of orjson as they went in. So they are
  sorted, without space, no name is there twice, and no number is one that orjson reads as another.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial

import orjson

from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.log.replay import replaying
from desktop.domain.log.replay.ledger import Finding
from desktop.domain.shared.ids import DeskId, PersonId

_TEXT = r"[ !#-\[\]-~]*+"
_IN_BRACES = r"\{[ -\[\]-z|~]*+\}"
_WHEN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
# The last letter of base64 stands for fewer bits than six: the rest of them are 0.
_MAC, _SIGNATURE = "[A-Za-z0-9+/]{21}[AQgw]", "[A-Za-z0-9+/]{85}[AQgw]=="
_EVENT = re.compile(
    rf'\{{"actor":(?:null|"({_TEXT})"),"at":"({_WHEN})","desk":"({_TEXT})","facts":({_IN_BRACES}),"kind":"([a-z_]++)",'
    rf'(?:"mac":"{_MAC}",)?+"n":([0-9]++),(?:"signature":"{_SIGNATURE}",)?+"subjects":({_IN_BRACES}),"v":1\}}'
)
_KINDS = {kind.value: kind for kind in EventKind}
_SUBJECTS: dict[str, Subject] = {subject.value: subject for subject in Subject}
_ONLY_TEXTS = frozenset({str})
_sorted = partial(orjson.dumps, option=orjson.OPT_SORT_KEYS)


def read(seq: int, body: bytes) -> Event | Finding:
    """Return the event, or the finding that it cannot be read, is of no kind that is known, or not in its bytes."""
    return _quickly(seq, body) or replaying.read(seq, body)


def _quickly(seq: int, body: bytes) -> Event | None:
    """Return the event that is in these canonical bytes; None where that is not certain."""
    try:
        found = _EVENT.fullmatch(body.decode("ascii"))
        if found is None:
            return None
        actor, at, desk, facts, kind, number, subjects = found.groups()
        said, about = orjson.loads(facts), orjson.loads(subjects)
        canonical = _sorted(said) == facts.encode() and _sorted(about) == subjects.encode() and number == str(seq)
        if canonical and _ONLY_TEXTS.issuperset(map(type, about.values())):
            named = {_SUBJECTS[name]: value for name, value in about.items()}
            who = None if actor is None else PersonId(actor)
            return Event(_KINDS[kind], datetime.fromisoformat(at), DeskId(desk), who, named, said)
    except (ValueError, KeyError):
        pass
    return None
