"""The name of a recording, of whichever system that is known here."""

from __future__ import annotations

from datetime import tzinfo

from desktop.errors import MediaRefusedError
from desktop.preparation.telephony.amazon_connect import amazon_name
from desktop.preparation.telephony.facts import CallFacts
from desktop.preparation.telephony.freepbx import freepbx_name
from desktop.preparation.telephony.oreka import oreka_name
from desktop.preparation.telephony.refusals import refused

_READERS = (freepbx_name, amazon_name, oreka_name)


def facts_of_name(path: str, zone: tzinfo) -> CallFacts:
    """What the name alone tells. `zone` is where the telephone system's clock is.

    Raises MediaRefusedError: `side_name_not_known`, or what is wrong with a name that is known.
    """
    for read in _READERS:
        try:
            return read(path, zone)
        except MediaRefusedError as error:
            if error.code != "side_name_not_known":
                raise
    raise refused("side_name_not_known")
