"""Names from Oreka's recorder: `YYYY/MM/DD/HH/YYYYMMDD_HHMMSS_PORT`, in the recorder's local time.

PORT is its capture port. If all digits, it is the extension that was recorded; otherwise it means nothing.
(Oreka can be set to name its files differently: then a CSV with a column map is the way.)
"""

from __future__ import annotations

import re
from datetime import tzinfo

from desktop.media.telephony.facts import CallFacts
from desktop.media.telephony.local_time import from_digits
from desktop.media.telephony.naming import last_component, stem
from desktop.media.telephony.parties import is_extension
from desktop.media.telephony.refusals import refused

_NAME = re.compile(r"(?P<date>[0-9]{8})_(?P<time>[0-9]{6})_(?P<port>[^\s_]{1,64})")


def oreka_name(path: str, zone: tzinfo) -> CallFacts:
    """Read the facts in a recording's name; its parent folders do not count. Raises MediaRefusedError."""
    found = _NAME.fullmatch(stem(last_component(path)))
    if found is None:
        raise refused("side_name_not_known")
    start = from_digits(found["date"], found["time"], zone)
    port = found["port"]
    return CallFacts(start.at, extension=port if is_extension(port) else None, ambiguous=start.ambiguous)
