"""kill -9 in the middle of a session: nothing that was committed is lost, and the session goes on."""

from __future__ import annotations

import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from desktop.application.sessions import listening
from desktop.application.sessions.day_list import Resume, mark_interrupted, resume
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.spans import Span
from tests.support.builders import Office

ROOT = Path(__file__).resolve().parents[2]
STEP = 10


def main(handed: str) -> None:
    """Listen until killed. Prints the session's identifier, then each frame that is saved, after its commit."""
    office = Office.taken_over(handed)
    id = office.listening()
    print(id, flush=True)
    for frame in count(0, STEP):
        office.do(listening.heard, office.position(id, frame + STEP, Span(frame, frame + STEP)))
        print(frame + STEP, flush=True)


def killed_after(office: Office, saves: int) -> tuple[SessionId, int]:
    """Conduct a session of this office in another process and kill it; return it, and the last frame it reported."""
    command = [sys.executable, "-m", __name__, office.handed_over()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        id = SessionId(process.stdout.readline().strip())
        lines = [process.stdout.readline() for _ in range(saves)]
        process.kill()
        lines += process.stdout.readlines()
    assert process.returncode < 0 or sys.platform == "win32"
    return id, int([line for line in lines if line.endswith("\n")][-1])


@pytest.mark.parametrize("saves", [1, 18])
def test_a_killed_session_is_found_interrupted_with_all_that_was_saved(office: Office, saves: int) -> None:
    id, told = killed_after(office, saves)
    assert office.session(id).state is State.LISTENING

    assert office.do(mark_interrupted, office.front) == 1
    session = office.session(id)
    assert (session.state, session.interrupted_from) == (State.INTERRUPTED, State.LISTENING)
    [heard] = session.heard
    assert heard.start == 0 and heard.end in (told, told + STEP) and session.at_frame == heard.end
    assert office.exceptions(id) == (Exceptional.INTERRUPTED,)
    saved = [event for event in office.events(id) if event.kind is EventKind.HEARD]
    assert saved[-1].facts["heard"] == [[heard.end - STEP, heard.end]]
    assert office.verify().whole


def test_a_killed_session_goes_on_from_a_break_and_is_closed(office: Office) -> None:
    id, _ = killed_after(office, 3)
    again = Office(open_parts(office.parts.paths.folder), office.back, office.people)
    try:
        again.do(mark_interrupted, again.front)
        view = again.do(resume, Resume(again.actor(), id, True), policy=again.policy)
        assert view.state is State.ON_BREAK and again.fake_sound.calls == []
        opened = again.do(listening.OpenRecording(again.actor(), id), sound=again.sound)
        at = opened.session.at_frame
        again.do(listening.stopped, again.position(id, 16_000, Span(at, 16_000)))
        again.do(again.at(listening.Finish, id, 16_000), sound=again.sound)
        assert again.close(id, Outcome.HEARD_IN_FULL).receipt.heard_fraction == 1.0
        proof = again.verify()
        assert proof.whole and proof.anchored == proof.events
    finally:
        again.parts.engine.dispose()


def test_another_adviser_takes_a_killed_session_over_and_the_log_says_so(office: Office) -> None:
    id, _ = killed_after(office, 2)
    office.do(mark_interrupted, office.front)
    actor = office.actor("other-adviser")
    assert office.do(Resume(actor, id, True), policy=office.policy).state is State.ON_BREAK
    event = office.events(id)[-1]
    assert (event.kind, event.actor) == (EventKind.SESSION_TAKEN_OVER, actor.by)
    assert office.session(id).adviser == actor.by
    office.do(listening.OpenRecording(actor, id), sound=office.sound)
    assert office.session(id).state is State.LISTENING


if __name__ == "__main__":
    main(*sys.argv[1:])
