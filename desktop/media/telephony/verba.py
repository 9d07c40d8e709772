"""The XML that Verba (now Verint) writes beside each recording: one element for each field, in UTF-8.

Its documentation names `id`, `native_call_id`, `source_caller_id`, `source_name`, `modality_id` among others. Unknown
elements are skipped, and so are namespaces. Times without an offset are in the zone that is given.

XML from outside can be a weapon: a document type is refused before any entity could count, depth, elements and text are
bounded, and nothing outside of the file is ever looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from xml.parsers import expat

from desktop.media.telephony import facts
from desktop.media.telephony.facts import SideFile

LARGEST = 1 << 20
DEEPEST = 16
MOST_ELEMENTS = 5_000
LONGEST_TEXT = 4_096

_STARTS = ("start_time", "start_date", "start_timestamp", "starttime", "start")
_MEDIA = ("media_file", "media_file_name", "media_filename", "filename", "file_name", "file", "audio_file")
_CAUSES = ("end_cause", "forward_reason", "end_reason")
_DIRECTIONS = {"in": False, "inbound": False, "incoming": False, "out": True, "outbound": True, "outgoing": True}
_SOUND = frozenset(("", "voice", "video"))


def verba_xml(data: bytes, zone: tzinfo) -> SideFile:
    """Read the facts of the call and the name of its recording, if given. Raises MediaRefusedError."""
    fields = _fields(data)
    if "source_caller_id" not in fields or fields.get("modality_id", "").casefold() not in _SOUND:
        raise facts.refused("side_not_as_expected")
    start = facts.iso(_first(fields, _STARTS), zone)
    direction = _DIRECTIONS.get(fields.get("direction", "").casefold())
    who = facts.parties(fields["source_caller_id"], fields.get("destination_caller_id", ""), direction)
    call = replace(
        facts.call(start, who, unique_id=_first(fields, ("native_call_id", "id"))),
        ended_because=facts.ended_because(" ".join(fields.get(name, "") for name in _CAUSES)),
    )
    media = _first(fields, _MEDIA)
    return SideFile(call, (facts.last_component(media),) if media else ())


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def _fields(data: bytes) -> dict[str, str]:
    """Return the text of each innermost element, by its name in small letters; the first of a name counts."""
    if len(data) > LARGEST:
        raise facts.refused("side_too_large")
    reader = _Reader()
    if not reader.read(data):
        raise facts.refused("side_not_as_expected")
    return reader.found


class _Reader:
    """Expat, restrained. A refusal raised in a handler comes out of `Parse` as it is."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._text: list[str] | None = None
        self._depth = self._elements = self._length = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def read(self, data: bytes) -> bool:
        """Parse; False if it is not XML, or in an unknown encoding. Raises MediaRefusedError."""
        try:
            self._parser.Parse(data, True)
        except (expat.ExpatError, LookupError, ValueError):
            return False
        return True

    def _doctype(self, *_: object) -> None:
        raise facts.refused("side_doctype")

    def _start(self, *_: object) -> None:
        self._depth, self._elements = self._depth + 1, self._elements + 1
        if self._depth > DEEPEST:
            raise facts.refused("side_too_deep")
        if self._elements > MOST_ELEMENTS:
            raise facts.refused("side_too_large")
        self._text, self._length = [], 0

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._text is not None and self._length <= LONGEST_TEXT:
            self._text.append(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._text is not None:
            self.found.setdefault(name.rpartition(":")[2].casefold(), "".join(self._text).strip())
        self._text = None
