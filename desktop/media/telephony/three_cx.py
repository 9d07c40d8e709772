"""3CX's names: `[Name]_CALLER-CALLED_YYYYMMDDHHMMSS(N).wav`, in a folder for each extension.

The brackets hold the display name of the other party, or its number, or nothing. The caller comes first, so the side of
the extension tells the direction. N is a small number that is given again: it identifies no call, and is not read. The
name has no time zone: it is read in the zone of the source.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from desktop.media.telephony.facts import CallFacts
from desktop.media.telephony.local_time import from_digits
from desktop.media.telephony.naming import last_component, stem
from desktop.media.telephony.parties import parties
from desktop.media.telephony.refusals import refused

_NAME = re.compile(
    r"\[.{0,120}\]_(?P<caller>[^-_]{0,80})-(?P<called>[^-_]{0,80})_(?P<date>[0-9]{8})(?P<time>[0-9]{6})\([0-9]{1,12}\)"
)


def three_cx_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    found = _NAME.fullmatch(stem(last_component(path)))
    if found is None:
        raise refused("side_name_not_known")
    start = from_digits(found["date"], found["time"], zone)
    who = parties(found["caller"], found["called"])
    return CallFacts(start.at, who.number, who.extension, who.outbound, ambiguous=start.ambiguous)
