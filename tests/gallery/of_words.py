"""The gallery's pictures of transcripts: taken in and corrected, read by whoever decides, shown while one listens."""

from __future__ import annotations

from desktop.domain.copies.marking import RemovalReason, RemovedPart
from desktop.domain.copies.transcript import Captions, Cue, Transcript, captions_of, left_of
from desktop.errors import MediaRefusedError
from desktop.showcase.demo import demo_calls
from desktop.ui.copies.preparing.preparing import Preparing
from desktop.ui.copies.preparing.transcript import Transcribing
from desktop.ui.decisions.decision_page import DecisionPage
from desktop.ui.sessions.listening_panel import CaptionedPanel
from desktop.ui.sessions.listening_window import ListeningWindow
from tests.gallery.camera import Camera

NAMES = {"office": "Council", "caller": "Demo Customer", "other": "Colleague"}


def transcript(camera: Camera, preparing: Preparing) -> None:
    """Show the page without a transcript, a file that is refused, its speakers, a line, and a line without words."""
    window = preparing.window
    assert window is not None and window.page is not None and preparing.transcribing is not None
    transcribing: Transcribing = preparing.transcribing
    camera.press(window.page.more.transcript)
    page = camera.until("transcript_page", lambda: transcribing.page)
    camera.picture("transcript-none", window)
    page.show_problem(MediaRefusedError("transcript_line_not_read", line=17))
    camera.picture("transcript-refused", window)
    lines = demo_calls()[1].lines
    page.show_cues(tuple(Cue(line.start_ms, line.end_ms, NAMES[line.speaker], line.words) for line in lines))
    camera.picture("transcript-speakers", window)
    page.names[1].set_value("caller")
    camera.press(page.primary)
    camera.until("transcript_saved", lambda: page.transcript.lines and not page.busy)
    page.lines.go_to(3)
    camera.picture("transcript-line", window)
    page.line_words.set_value("")
    camera.press(page.primary)
    camera.until("line_refused", lambda: not page.busy)
    camera.picture("transcript-line-missing", window)
    page.line_words.set_value(page.transcript.lines[3].words)
    camera.press(page.back_link)
    camera.until("editor_again", lambda: transcribing.page is None)
    camera.rest()


def decide_on_words(camera: Camera, page: DecisionPage) -> None:
    """Show the words beside the parts, as far as they are in the copy, and the question whether they are approved."""
    view = page.view
    assert view is not None and view.call is not None
    page.transcript.show_words(_captions_of(2, view.call.rate), view.call.rate)
    camera.rest()


def captions(camera: Camera, window: ListeningWindow) -> None:
    """Show the words of the call: before the first, while someone speaks, and in the place of a removed part."""
    from tests.gallery.of_staff import in_front

    view = camera.session().view
    assert view is not None
    rate = view.call.rate
    words = _captions_of(0, rate)
    panel = CaptionedPanel(view, window._opened.waveform, window._context, words)
    panel.show_volume(window.control.volume)
    with in_front(camera, window.stack, panel):
        removed = view.call.removed[0]
        for name, frame in (
            ("before", 0),
            ("playing", removed.end + 2 * rate),
            ("removed-part", removed.start + rate),
        ):
            panel.show_frame(frame)
            panel.show_playing(name == "playing")
            camera.picture(f"session-4-listen-words-{name}", window)


def _captions_of(call: int, rate: int) -> Captions:
    """Return the captions of a demo call, without what was removed from it."""
    found = demo_calls()[call]
    gone = tuple(
        RemovedPart((part.start_ms - 150) * rate // 1000, (part.end_ms + 150) * rate // 1000, part.channel, part.reason)
        for part in found.removals
    )
    assert all(isinstance(part.reason, RemovalReason) for part in gone)
    return captions_of(left_of(Transcript(found.lines), gone, rate), gone, rate)
