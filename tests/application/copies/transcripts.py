"""Transcripts for tests: saved for a request, in its copy, approved with it."""

from __future__ import annotations

from pathlib import Path

from desktop.application.copies.preparing import SaveTranscript, Transcribed, open_transcript
from desktop.domain.copies.transcript import Line, Speaker, Transcript
from desktop.domain.shared.ids import RequestId
from tests.support.offices.builders import Office, a_call

LINES = Transcript(
    (
        Line(0, 100, Speaker.OFFICE, "How can I help?"),
        Line(200, 350, Speaker.CALLER, "My neighbour is in hospital."),
        Line(600, 1_000, Speaker.OFFICE, "I see."),
        Line(1_600, 2_000, Speaker.CALLER, "Thank you."),
    )
)
"""For a call of two seconds; a removed part of `builders.REMOVALS` lies over the second line."""
LEFT = ("How can I help?", "I see.", "Thank you.")
VTT = """WEBVTT

00:00.000 --> 00:00.100
<v Council>How can I help?

00:00.200 --> 00:00.350
<v Kim>My neighbour is in hospital.
"""


def saved(office: Office, request: RequestId, transcript: Transcript = LINES, version: int = 0) -> Transcribed:
    command = SaveTranscript(office.actor("officer", office.back), request, transcript, version)
    return office.do(command, desk=office.back)


def opened(office: Office, request: RequestId, who: str = "officer") -> Transcribed:
    actor = office.actor(who, office.back)
    return open_transcript(actor, request, uow=office.uow(office.back), strongroom=office.strongroom)


def with_words(office: Office, transcript: Transcript = LINES) -> RequestId:
    """Return a request whose copy has a transcript, and waits for a decision."""
    request = office.imported(office.a_request(), a_call(2.0, 523))
    saved(office, request, transcript)
    return office.prepared(request)


def approved(office: Office, *, with_transcript: bool = True) -> RequestId:
    """Return one that is approved, with its transcript or without."""
    return office.decided(with_words(office), with_transcript=with_transcript)


def a_file(folder: Path, text: str = VTT) -> Path:
    file = folder / "transcript.vtt"
    file.write_text(text, encoding="utf-8")
    return file
