"""The name of a recording, of any known system."""

from __future__ import annotations

from datetime import tzinfo

from desktop.domain.recordings.sources import Names
from desktop.errors import MediaRefusedError
from desktop.media.telephony.amazon_connect import amazon_name
from desktop.media.telephony.facts import CallFacts
from desktop.media.telephony.freepbx import freepbx_name
from desktop.media.telephony.freepbx_earlier import earlier_freepbx_name
from desktop.media.telephony.oreka import oreka_name
from desktop.media.telephony.refusals import refused
from desktop.media.telephony.ringcentral import ringcentral_name
from desktop.media.telephony.three_cx import three_cx_name

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
