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

Oreka: `YYYY/MM/DD/HH/YYYYMMDD_HHMMSS_PORT`. A capture port of digits alone is the extension that was recorded;
otherwise it means nothing. RingCentral: `YYYYMMDD-HHMMSS_EXTENSION_NUMBER_Incoming_Auto_ID.mp3`. The extension is left
out where the call reached none; the number is the outside party's, in the form of its country. 3CX:
`[Name]_CALLER-CALLED_YYYYMMDDHHMMSS(N).wav`, in a folder for each extension. The brackets hold the display name of the
other party, or its number, or nothing. The side of the extension tells the direction. N is given again, and not read.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from desktop.domain.recordings.sources import Names
from desktop.errors import MediaRefusedError
from desktop.media.telephony.amazon_connect import amazon_name
from desktop.media.telephony.facts import (
    CallFacts,
    Parties,
    extension_of,
    from_digits,
    is_extension,
    iso_or_epoch,
    last_component,
    not_before,
    number_of,
    parties,
    refused,
    stem,
)

_FREEPBX = re.compile(
    r"(?P<kind>[A-Za-z0-9*#+]{1,32})-(?P<called>[^-]{0,80})-(?P<caller>.{0,80}?)"
    r"-(?P<date>[0-9]{8})-(?P<time>[0-9]{6})-(?P<unique>(?:[A-Za-z0-9_.]{1,64}-)?[0-9]{9,11}\.[0-9]{1,12})"
)
KINDS = frozenset(
    ("out", "in", "external", "internal", "exten", "q", "rg", "force", "generic", "parked", "ondemand", "conf", "page")
)


def freepbx_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    found = _FREEPBX.fullmatch(stem(last_component(path)))
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


_UNIQUE = r"(?:[A-Za-z0-9_.]{1,64}-)?[0-9]{9,11}\.[0-9]{1,12}"
_FREEPBX_EARLIER = re.compile(
    r"(?:(?P<kind>OUT|g|q)(?P<ours>[A-Za-z0-9*#+]{1,32})-)?"
    rf"(?P<date>[0-9]{{8}})-(?P<time>[0-9]{{6}})-(?P<unique>{_UNIQUE})"
)
_ON_DEMAND = re.compile(rf"auto-(?P<seconds>[0-9]{{9,11}})-(?:(?P<unique>{_UNIQUE})|(?P<ends>.{{1,160}}))")


def earlier_freepbx_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    name = stem(last_component(path))
    if found := _ON_DEMAND.fullmatch(name):
        return _on_demand(int(found["seconds"]), found["unique"], found["ends"])
    found = _FREEPBX_EARLIER.fullmatch(name)
    if found is None:
        raise refused("side_name_not_known")
    start = not_before(from_digits(found["date"], found["time"], zone), second_of(found["unique"]), zone)
    out = found["kind"] == "OUT"
    return CallFacts(
        started_at=start.at,
        extension=extension_of(found["ours"]) if out else None,
        outbound=True if out else None,
        unique_id=found["unique"],
        ambiguous=start.ambiguous,
    )


def _on_demand(seconds: int, unique_id: str | None, ends: str | None) -> CallFacts:
    told = (ends or "").split("-")
    # A channel's name, which stands for a number that is not known, has hyphens of its own.
    who = parties(told[0], told[1]) if len(told) == 2 else Parties()
    return CallFacts(iso_or_epoch(seconds).at, who.number, who.extension, unique_id=unique_id)


_OREKA = re.compile(r"(?P<date>[0-9]{8})_(?P<time>[0-9]{6})_(?P<port>[^\s_]{1,64})")


def oreka_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    found = _OREKA.fullmatch(stem(last_component(path)))
    if found is None:
        raise refused("side_name_not_known")
    start = from_digits(found["date"], found["time"], zone)
    port = found["port"]
    return CallFacts(start.at, extension=port if is_extension(port) else None, ambiguous=start.ambiguous)


_RINGCENTRAL = re.compile(
    r"(?P<date>[0-9]{8})-(?P<time>[0-9]{6})_(?:(?P<extension>[0-9]{1,10})_)?(?P<number>[^_]{1,80})"
    r"_(?P<way>Incoming|Outgoing)_[A-Za-z]{1,32}_[0-9]{1,24}"
)


def ringcentral_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    found = _RINGCENTRAL.fullmatch(stem(last_component(path)))
    if found is None:
        raise refused("side_name_not_known")
    start = from_digits(found["date"], found["time"], zone)
    return CallFacts(
        started_at=start.at,
        number=number_of(found["number"]),
        extension=extension_of(found["extension"] or ""),
        outbound=found["way"] == "Outgoing",
        ambiguous=start.ambiguous,
    )


_THREE_CX = re.compile(
    r"\[.{0,120}\]_(?P<caller>[^-_]{0,80})-(?P<called>[^-_]{0,80})_(?P<date>[0-9]{8})(?P<time>[0-9]{6})\([0-9]{1,12}\)"
)


def three_cx_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    found = _THREE_CX.fullmatch(stem(last_component(path)))
    if found is None:
        raise refused("side_name_not_known")
    start = from_digits(found["date"], found["time"], zone)
    who = parties(found["caller"], found["called"])
    return CallFacts(start.at, who.number, who.extension, who.outbound, ambiguous=start.ambiguous)


_READERS = (
    (Names.FREEPBX, freepbx_name),
    (Names.FREEPBX, earlier_freepbx_name),
    (Names.AMAZON_CONNECT, amazon_name),
    (Names.OREKA, oreka_name),
    (Names.THREE_CX, three_cx_name),
    (Names.RINGCENTRAL, ringcentral_name),
)


def facts_of_name(path: str, zone: tzinfo, names: Names = Names.ANY) -> CallFacts:
    """Read the facts in the name alone. `zone` is that of the telephone system's clock. Verba's names hold none.

    Raises MediaRefusedError: `side_name_not_known`, or the fault of a name that is known.
    """
    for read in (read for whose, read in _READERS if names in (whose, Names.ANY)):
        try:
            return read(path, zone)
        except MediaRefusedError as error:
            if error.code != "side_name_not_known":
                raise
    raise refused("side_name_not_known")
