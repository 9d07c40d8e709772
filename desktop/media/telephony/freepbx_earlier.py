"""The names of FreePBX before it had a module for call recording (up to 2.10), and of recordings on demand.

Its `recordingcheck` and its queues named a recording by one end of the call at most:

- `OUT2001-YYYYMMDD-HHMMSS-UNIQUEID`: extension 2001 called an outside number.
- `g2001-...`: a call to a group. The extension is the first of the group that is recorded, not the one that answered.
- `q600-...`: a call to a queue.
- `YYYYMMDD-HHMMSS-UNIQUEID`: a call to an extension. Elastix's and Issabel's call centre names all its calls like this.
- `auto-SECONDS-UNIQUEID`: recorded on demand, SECONDS since 1970. Asterisk by itself writes the numbers of both ends
  instead of the unique id. The first is whoever pressed the key, so their order does not tell the direction.

These names tell the direction of an outbound call only, and an outside number only on demand. The rest is in Asterisk's
`Master.csv`. Times are in the PBX's local time, except for the seconds.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from desktop.media.telephony.facts import CallFacts
from desktop.media.telephony.freepbx import second_of
from desktop.media.telephony.local_time import from_digits, iso_or_epoch, not_before
from desktop.media.telephony.naming import last_component, stem
from desktop.media.telephony.parties import Parties, extension_of, parties
from desktop.media.telephony.refusals import refused

_UNIQUE = r"(?:[A-Za-z0-9_.]{1,64}-)?[0-9]{9,11}\.[0-9]{1,12}"
_NAME = re.compile(
    r"(?:(?P<kind>OUT|g|q)(?P<ours>[A-Za-z0-9*#+]{1,32})-)?"
    rf"(?P<date>[0-9]{{8}})-(?P<time>[0-9]{{6}})-(?P<unique>{_UNIQUE})"
)
_ON_DEMAND = re.compile(rf"auto-(?P<seconds>[0-9]{{9,11}})-(?:(?P<unique>{_UNIQUE})|(?P<ends>.{{1,160}}))")


def earlier_freepbx_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    name = stem(last_component(path))
    if found := _ON_DEMAND.fullmatch(name):
        return _on_demand(int(found["seconds"]), found["unique"], found["ends"])
    found = _NAME.fullmatch(name)
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
