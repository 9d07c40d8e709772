"""The name of a recording, of any known system. Times are local to the system, in the zone of the source.

FreePBX's call recording makes `KIND-CALLED-CALLER-YYYYMMDD-HHMMSS-UNIQUEID`, in a folder `YYYY/MM/DD`. The second and
third place depend on the kind: for `out` the number and the extension, for `in` our own number and the caller's, for
`external` and `internal` the extension that was called and who called it, for `q` and `rg` the queue or the group and
who called it. Conferences and pages begin with their number instead of a kind. `wav49` is written with the ending
`.WAV`. A unique id of Asterisk begins with the second, since 1970, at which the call came into being: that
distinguishes the two hours when the clocks go back.

FreePBX before that (up to 2.10), and recordings on demand, name one end of the call at most, so they tell the direction
of an outbound call only; the rest is in Asterisk's `Master.csv`:

- `OUT2001-YYYYMMDD-HHMMSS-UNIQUEID`: extension 2001 called an outside number.
- `g2001-...`: a call to a group. The extension is the first of the group that is recorded, not the one that answered.
- `q600-...`: a call to a queue.
- `YYYYMMDD-HHMMSS-UNIQUEID`: a call to an extension. Elastix's and Issabel's call centre names all its calls like this.
- `auto-SECONDS-UNIQUEID`: recorded on demand, SECONDS since 1970. Asterisk by itself writes the numbers of both ends
  instead of the unique id. The first is whoever pressed the key, so their order does not tell the direction.

Oreka: `YYYY/MM/DD/HH/YYYYMMDD_HHMMSS_PORT`. RingCentral: `YYYYMMDD-HHMMSS_EXTENSION_NUMBER_Incoming_Auto_ID.mp3`. The
extension is left out where the call reached none; the number is the outside party's, in the form of its country. 3CX:
`[Name]_CALLER-CALLED_YYYYMMDDHHMMSS(N).wav`, in a folder for each extension. The brackets hold the display name of the
other party, or its number, or nothing. The side of the extension tells the direction. N is given again, and not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import tzinfo
from functools import partial

from desktop.domain.recordings.sources import Names
from desktop.media.telephony import facts
from desktop.media.telephony.amazon_connect import amazon_name
from desktop.media.telephony.facts import CallFacts, Parties

KINDS = frozenset(
    ("out", "in", "external", "internal", "exten", "q", "rg", "force", "generic", "parked", "ondemand", "conf", "page")
)
UNIQUE_ID = r"(?:[A-Za-z0-9_.]{1,64}-)?[0-9]{9,11}\.[0-9]{1,12}"


def second_of(unique_id: str) -> int:
    """Return the second since 1970 in a unique id of Asterisk, with or without its system's name in front."""
    return int(unique_id.rpartition("-")[2].partition(".")[0])


def _call(found: re.Match[str], zone: tzinfo, who: Parties) -> CallFacts:
    """Return the facts of a name with a date, a time, and perhaps a unique id of Asterisk."""
    told = found.groupdict()
    start, unique_id = facts.from_digits(told["date"], told["time"], zone), told.get("unique")
    if unique_id:
        start = facts.not_before(start, second_of(unique_id), zone)
    return facts.call(start, who, unique_id=unique_id)


def _freepbx(found: re.Match[str], zone: tzinfo) -> CallFacts:
    called, caller = found["called"], found["caller"]
    who = Parties()
    match found["kind"]:
        case "out":
            who = Parties(facts.number_of(called), outbound=True)
        case "external" | "in" | "q" | "rg":
            who = Parties(facts.number_of(caller), outbound=False)
        case "exten" | "parked" | "force" | "generic" | "ondemand":
            who = facts.parties(caller, called)
    return _call(found, zone, who)


def _earlier_freepbx(found: re.Match[str], zone: tzinfo) -> CallFacts:
    return _call(found, zone, Parties(outbound=True if found["kind"] == "OUT" else None))


def _on_demand(found: re.Match[str], _zone: tzinfo) -> CallFacts:
    told = (found["ends"] or "").split("-")
    # A channel's name, which stands for a number that is not known, has hyphens of its own.
    who = facts.parties(told[0], told[1]) if len(told) == 2 else Parties()
    start = facts.iso_or_epoch(int(found["seconds"]))
    return facts.call(start, Parties(who.number), unique_id=found["unique"])


def _ringcentral(found: re.Match[str], zone: tzinfo) -> CallFacts:
    return _call(found, zone, Parties(facts.number_of(found["number"]), found["way"] == "Outgoing"))


def _three_cx(found: re.Match[str], zone: tzinfo) -> CallFacts:
    return _call(found, zone, facts.parties(found["caller"], found["called"]))


_FORMS: tuple[tuple[Names, re.Pattern[str], Callable[[re.Match[str], tzinfo], CallFacts]], ...] = (
    (
        Names.FREEPBX,
        re.compile(
            rf"(?P<kind>{'|'.join(sorted(KINDS))}|[0-9]{{1,32}})-(?P<called>[^-]{{0,80}})-(?P<caller>.{{0,80}}?)"
            rf"-(?P<date>[0-9]{{8}})-(?P<time>[0-9]{{6}})-(?P<unique>{UNIQUE_ID})"
        ),
        _freepbx,
    ),
    (
        Names.FREEPBX,
        re.compile(rf"auto-(?P<seconds>[0-9]{{9,11}})-(?:(?P<unique>{UNIQUE_ID})|(?P<ends>.{{1,160}}))"),
        _on_demand,
    ),
    (
        Names.FREEPBX,
        re.compile(
            r"(?:(?P<kind>OUT|g|q)[A-Za-z0-9*#+]{1,32}-)?"
            rf"(?P<date>[0-9]{{8}})-(?P<time>[0-9]{{6}})-(?P<unique>{UNIQUE_ID})"
        ),
        _earlier_freepbx,
    ),
    (Names.OREKA, re.compile(r"(?P<date>[0-9]{8})_(?P<time>[0-9]{6})_[^\s_]{1,64}"), partial(_call, who=Parties())),
    (
        Names.THREE_CX,
        re.compile(
            r"\[.{0,120}\]_(?P<caller>[^-_]{0,80})-(?P<called>[^-_]{0,80})"
            r"_(?P<date>[0-9]{8})(?P<time>[0-9]{6})\([0-9]{1,12}\)"
        ),
        _three_cx,
    ),
    (
        Names.RINGCENTRAL,
        re.compile(
            r"(?P<date>[0-9]{8})-(?P<time>[0-9]{6})_(?:[0-9]{1,10}_)?(?P<number>[^_]{1,80})"
            r"_(?P<way>Incoming|Outgoing)_[A-Za-z]{1,32}_[0-9]{1,24}"
        ),
        _ringcentral,
    ),
)
"""Whose names have which form, and how a name of that form is read."""


def facts_of_name(path: str, zone: tzinfo, names: Names = Names.ANY) -> CallFacts:
    """Read the facts in a recording's name. `zone` is that of the telephone system's clock. Verba's names hold none.

    Parent folders do not count, but for Amazon Connect's. Raises MediaRefusedError: `side_name_not_known`, or the fault
    of a name that is known.
    """
    name = facts.stem(facts.last_component(path))
    for whose, form, read in _FORMS:
        if names in (whose, Names.ANY) and (found := form.fullmatch(name)):
            return read(found, zone)
    if names in (Names.AMAZON_CONNECT, Names.ANY):
        return amazon_name(path)
    raise facts.refused("side_name_not_known")
