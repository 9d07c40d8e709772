"""A press whose answer was lost, at a desk that could not look it up: pressed again, its result exists exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db.log import commands
from desktop.application.ports.desk import Desk
from desktop.application.requests.views import open_request
from desktop.application.sessions.closing import Close
from desktop.application.sessions.listening import OpenRecording, TakeNote
from desktop.application.sessions.views import SessionView, view_of
from desktop.application.shared.commands import SAME_OPENING, Command
from desktop.bootstrap.wiring import wired
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import NoteKind, Outcome, State
from desktop.domain.shared.ids import SessionId
from desktop.errors import InDoubtError
from desktop.ui.running.context import Context
from desktop.ui.running.tasks import Tasks
from desktop.ui.sessions.listening.listening_window import ListeningControl
from tests.support.offices.builders import Office
from tests.support.offices.places import behind
from tests.support.servers import postgres
from tests.support.servers.proxy import Loses, Proxy, a_proxy


@dataclass
class AtTheDesk:
    """The office's own desk behind a proxy, with the real task runner; `seen` is what came of each press."""

    office: Office
    proxy: Proxy
    desk: Desk
    tasks: Tasks
    qtbot: QtBot
    seen: list[Any] = field(default_factory=list)

    def context(self, role: str = "adviser") -> Context:
        with self.desk.uow().read_only() as uow:
            person = uow.people.get(self.office.people[role])
        return Context(self.desk, self.tasks, self.seen.append, person)

    def lost(self, press: Callable[[], object], *, written: bool) -> None:
        """Press, lose the answer (or the question), and have the server away during the look-up."""
        self.proxy.shuts_after_drop = True
        with Loses(self.office.parts.engine, self.proxy, question=not written, only=1):
            self.pressed(press)
        assert [type(said) for said in self.seen] == [InDoubtError]
        assert self.seen.pop().code == "database_in_doubt"
        self.proxy.shut = False

    def pressed(self, press: Callable[[], object]) -> None:
        press()
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=30_000)

    def count(self, kind: EventKind) -> int:
        return [event.kind for event in self.office.events()].count(kind)

    def press_of(self, command: Command[Any]) -> Callable[[], object]:
        """Return a press that carries out a command, as the adviser's place does."""
        context, owner = self.context(), QObject(self.tasks)
        return lambda: context.run(command, owner=owner).then(self.seen.append).otherwise(self.seen.append)

    def view(self, id: SessionId) -> SessionView:
        with self.desk.uow().read_only() as uow:
            return view_of(uow.sessions.get(id), uow)


@pytest.fixture
def there(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtTheDesk]:
    monkeypatch.setattr(commands, "LOOK_SECONDS", 0)
    with a_proxy(postgres.the_server().port) as proxy, behind(proxy, tmp_path) as office:
        opened = wired(office.parts, None)
        desk = replace(opened, clock=office.clock, sound=office.sound, player=office.player)
        tasks = Tasks()
        yield AtTheDesk(office, proxy, desk, tasks, qtbot)
        tasks.close()
        opened.close()


both = pytest.mark.parametrize("written", [True, False])


@both
def test_a_note_is_there_once(there: AtTheDesk, written: bool) -> None:
    id, actor = there.office.listening(), there.context().actor
    press = there.press_of(TakeNote(actor, id, NoteKind.DISPUTE, "Words of a dispute.", 4000, True))
    there.lost(press, written=written)
    there.pressed(press)
    [view] = there.seen
    assert [note.words for note in view.notes] == ["Words of a dispute."]
    assert there.count(EventKind.NOTE_TAKEN) == 1
    there.pressed(press)
    assert there.count(EventKind.NOTE_TAKEN) == 2, "later it is another note"


@pytest.mark.against("network")
@both
def test_a_session_that_this_press_closed_gives_its_receipt_and_its_anchor(there: AtTheDesk, written: bool) -> None:
    id = there.office.closing()
    press = there.press_of(Close(there.context().actor, id, True, False, True, Outcome.HEARD_IN_PART))
    there.lost(press, written=written)
    there.pressed(press)
    [closed] = there.seen
    assert closed.session.state is State.CLOSED and closed.not_witnessed is None
    assert closed.receipt.outcome is Outcome.HEARD_IN_PART and closed.receipt.copy_wanted
    assert closed.receipt.checkpoint == there.office.parts.witness.latest()
    proof = there.office.verify()
    assert proof.whole and proof.anchored == proof.events
    assert there.count(EventKind.SESSION_CLOSED) == 1


@both
def test_a_recording_opens_and_plays_after_the_same_press(there: AtTheDesk, written: bool) -> None:
    press = there.press_of(OpenRecording(there.context().actor, there.office.briefed()))
    there.lost(press, written=written)
    assert there.office.fake_sound.calls == [], "no key is unwrapped while it is not known"
    there.pressed(press)
    [opened] = there.seen
    assert opened.session.state is State.LISTENING and there.office.fake_sound.calls == ["open"]
    assert there.count(EventKind.RECORDING_OPENED) == 1

    there.seen.clear()
    control = a_control(there, opened.session)
    there.lost(control.play, written=written)
    assert "play" not in there.office.player.calls
    there.pressed(control.play)
    assert there.office.player.calls.count("play") == 1 and there.count(EventKind.PLAY_STARTED) == 1
    there.pressed(control.end)


@both
def test_what_was_heard_is_logged_once_and_what_came_after_it_too(there: AtTheDesk, written: bool) -> None:
    id = there.office.listening()
    control = a_control(there, there.view(id))
    hear(there, control, 4000)
    there.lost(control._save_heard, written=written)
    hear(there, control, 6000)
    there.pressed(control._save_heard)
    assert there.seen == [] and control.unsaved() == ()
    heard = [event.facts["heard"] for event in there.office.events(id) if event.kind is EventKind.HEARD]
    assert heard == [[[0, 4000]], [[4000, 6000]]]
    assert [(span.start, span.end) for span in there.office.session(id).heard] == [(0, 6000)]


def a_control(there: AtTheDesk, view: SessionView) -> ListeningControl:
    control = ListeningControl(there.context(), view, QObject(there.tasks))
    control.failed.connect(there.seen.append)
    return control


def hear(there: AtTheDesk, control: ListeningControl, frame: int) -> None:
    """Play up to there."""
    clock, tracker = there.office.clock, control._tracker
    begun = tracker.heard[-1].end if tracker.heard else 0
    tracker.update(begun, True, clock.monotonic(), 1.0)
    clock.pass_by(seconds=(frame - begun) / control._rate_hz)
    tracker.update(frame, True, clock.monotonic(), 1.0)
    tracker.update(frame, False, clock.monotonic(), 1.0)


def opened(there: AtTheDesk) -> None:
    """Open the first request."""
    context = there.context("officer")
    context.run(open_request, context.actor, there.office.first_request, owner=there.tasks).then(there.seen.append)


@both
def test_a_request_that_is_opened_is_opened_once(there: AtTheDesk, written: bool) -> None:
    before = there.count(EventKind.REQUEST_OPENED)
    there.lost(lambda: opened(there), written=written)
    there.pressed(lambda: opened(there))
    [view] = there.seen
    assert view.row.id == there.office.first_request and there.count(EventKind.REQUEST_OPENED) == before + 1
    there.pressed(lambda: opened(there))
    assert there.count(EventKind.REQUEST_OPENED) == before + 2, "later it is another opening"


def test_long_after_its_answer_was_lost_it_is_another_opening(there: AtTheDesk) -> None:
    before = there.count(EventKind.REQUEST_OPENED)
    there.lost(lambda: opened(there), written=True)
    there.office.clock.pass_by(seconds=SAME_OPENING.total_seconds() + 1)
    there.pressed(lambda: opened(there))
    [view] = there.seen
    assert view.row.id == there.office.first_request and there.count(EventKind.REQUEST_OPENED) == before + 2
