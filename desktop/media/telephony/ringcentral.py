"""RingCentral's names for downloaded recordings: `YYYYMMDD-HHMMSS_EXTENSION_NUMBER_Incoming_Auto_ID.mp3`.

The extension is left out where the call reached none; the number is the outside party's, in the form of its country,
such as `(202)555-0123`. After the direction comes how the recording was begun, and its identifier in RingCentral. The
name has no time zone: it is read in the zone of the source.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from desktop.media.telephony.facts import CallFacts
from desktop.media.telephony.local_time import from_digits
from desktop.media.telephony.naming import last_component, stem
from desktop.media.telephony.parties import extension_of, number_of
from desktop.media.telephony.refusals import refused

_NAME = re.compile(
    r"(?P<date>[0-9]{8})-(?P<time>[0-9]{6})_(?:(?P<extension>[0-9]{1,10})_)?(?P<number>[^_]{1,80})"
    r"_(?P<way>Incoming|Outgoing)_[A-Za-z]{1,32}_[0-9]{1,24}"
)


def ringcentral_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    found = _NAME.fullmatch(stem(last_component(path)))
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
