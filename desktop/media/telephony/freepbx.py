"""FreePBX's names for recordings of Asterisk.

Its call recording module makes `KIND-CALLED-CALLER-YYYYMMDD-HHMMSS-UNIQUEID`, in the PBX's local time, in a folder
`YYYY/MM/DD`. The second and third place depend on the kind: for `out` the number and the extension, for
`in` our own number and the caller's, for `external` and `internal` the extension that was called and who called it, for
`q` and `rg` the queue or the group and who called it. Conferences and pages begin with their number instead of a kind.
`wav49` is written with the ending `.WAV`. A unique id of Asterisk begins with the second, since 1970, at which the call
came into being: that distinguishes the two hours when the clocks go back.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from desktop.media.telephony.facts import CallFacts
from desktop.media.telephony.local_time import from_digits, not_before
from desktop.media.telephony.naming import last_component, stem
from desktop.media.telephony.parties import Parties, extension_of, number_of, parties
from desktop.media.telephony.refusals import refused

_NAME = re.compile(
    r"(?P<kind>[A-Za-z0-9*#+]{1,32})-(?P<called>[^-]{0,80})-(?P<caller>.{0,80}?)"
    r"-(?P<date>[0-9]{8})-(?P<time>[0-9]{6})-(?P<unique>(?:[A-Za-z0-9_.]{1,64}-)?[0-9]{9,11}\.[0-9]{1,12})"
)
KINDS = frozenset(
    ("out", "in", "external", "internal", "exten", "q", "rg", "force", "generic", "parked", "ondemand", "conf", "page")
)


def freepbx_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    found = _NAME.fullmatch(stem(last_component(path)))
    if found is None or not (found["kind"] in KINDS or found["kind"].isdigit()):
        raise refused("side_name_not_known")
    start = not_before(from_digits(found["date"], found["time"], zone), second_of(found["unique"]), zone)
    who = _parties(found["kind"], found["called"], found["caller"])
    return CallFacts(
        started_at=start.at,
        number=who.number,
        extension=who.extension,
        outbound=who.outbound,
        unique_id=found["unique"],
        ambiguous=start.ambiguous,
    )


def second_of(unique_id: str) -> int:
    """Return the second since 1970 in a unique id of Asterisk, with or without its system's name in front."""
    return int(unique_id.rpartition("-")[2].partition(".")[0])


def _parties(kind: str, called: str, caller: str) -> Parties:
    match kind:
        case "out":
            return Parties(number_of(called), extension_of(caller), True)
        case "external":
            return Parties(number_of(caller), extension_of(called), False)
        case "in" | "q" | "rg":
            # The called number is one of ours, a queue or a group: nobody's extension.
            return Parties(number_of(caller), None, False)
        case "internal":
            return Parties(None, extension_of(caller), None)
        case "exten" | "parked" | "force" | "generic" | "ondemand":
            return parties(caller, called)
        case _:
            return Parties()
