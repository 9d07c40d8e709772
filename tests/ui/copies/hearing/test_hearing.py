"""An approver hears a copy through before the decision: the window, the removed parts, and every way out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.application.ports.desk import Waveform
from desktop.application.ports.sound import PlayState
from desktop.domain.copies.copy import ApprovedCopy, Chapter, ChapterKind
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Role
from desktop.domain.shared.spans import Span, total
from desktop.ui.copies.copy_parts import heard_words
from desktop.ui.copies.hearing import call_of
from desktop.ui.kit.style import screen_of
from desktop.ui.requests.place import RequestsPlace
from desktop.vault.blobs import BlobKind, Blobs
from tests.support.fakes import FakeSound
from tests.support.listing import listed
from tests.support.machine.patience import PATIENCE
from tests.ui.accessible import name, walk
from tests.ui.copies.hearing.approver import Approver
from tests.ui.sessions.counter import words_on
from tests.ui.staff import own_vault, shown

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def state(approver: Approver) -> PlayState:
    return approver.staff.desk.player.status().state


# The window


def test_it_fills_the_screen_shows_nothing_of_the_person_and_is_logged_when_it_opens_and_when_it_is_shut(
    approver: Approver,
) -> None:
    QGuiApplication.clipboard().setText("from before")
    window = approver.hear()
    assert window.isFullScreen() and window.geometry() == screen_of(window).geometry()
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    handle = window.windowHandle()
    assert not window.close() and handle is not None and not handle.close() and window.isVisible()
    assert QGuiApplication.clipboard().text() == ""
    read = words_on(window)
    assert "SAR-2026-0007" in read and "Demo Customer" not in read and "01632" not in read
    assert [(span.start, span.end) for span in window.panel.waveform.view.removed] == [
        (part.start, part.end) for part in window.opening.removed
    ]
    assert [button.text() for button in window.panel.parts] == [
        "1:29, 11 s: About another person",
        "2:33, 13 s: Someone’s safety",
    ]
    assert all(name(at) for at in walk(window) if at.state().focusable)
    request, copy = window.opening.request, window.opening.sound.id
    assert [event.kind for event in approver.events()] == [EventKind.COPY_OPENED]
    approver.press(window.panel.finish)
    opened, heard = approver.events()
    assert heard.kind is EventKind.HEARD and heard.facts["heard"] == []
    for event in (opened, heard):
        assert dict(event.subjects) == {Subject.REQUEST: request, Subject.COPY: copy}
    sound = approver.staff.desk.sound
    assert isinstance(sound, FakeSound) and sound.calls[-2:] == ["open", "shut"] and sound.opened is None


# Playing, with sound


def test_space_plays_and_pauses_and_the_page_tells_how_much_was_heard(sound: Approver) -> None:
    window = sound.hear()
    rate = window.opening.sound.rate
    sound.until(lambda: state(sound) is PlayState.LOADED)
    sound.key(Key.Key_Space)
    sound.until(lambda: total(window.control.heard) > 1.2 * rate)
    sound.key(Key.Key_Space)
    assert not window.control.playing
    sound.until(lambda: state(sound) is PlayState.PAUSED)
    heard = window.control.new
    sound.key(Key.Key_Escape)
    assert sound.place.hearings.window is None
    assert sound.place.page.hearing.words.words == "You have heard 1 s of 4 min 30 s."
    assert sound.events()[-1].facts["heard"] == [[span.start, span.end] for span in heard]
    assert state(sound) is PlayState.EMPTY


def test_what_the_listener_is_told_the_approver_is_told_too_and_at_its_end_why_it_ends(approver: Approver) -> None:
    opening, panel = approver.hear().opening, approver.window.panel
    copy = opening.sound
    assert isinstance(copy, ApprovedCopy)
    near, rate = panel.call.frames - panel.call.rate, panel.call.rate
    assert "ends here" not in panel.next_words(near), "the telephone system said nothing"
    panel.call = replace(panel.call, ended_because="transfer")
    assert panel.next_words(near) == "The recording ends here: the call was transferred."
    assert "ends here" not in panel.next_words(panel.call.frames - 10 * rate)
    music = Chapter(0, rate * 20, ChapterKind.HOLD_MUSIC)
    assert call_of(replace(opening, sound=replace(copy, chapters=(music,)))).chapters == (music,)
    panel.call = replace(panel.call, chapters=(music,))
    panel.show_frame(rate)
    assert panel.next_part.words == "Hold music, another 19 s." and panel.skip.isVisible()


# Removed parts one after another


def test_keys_go_to_the_next_removed_part_and_to_the_one_before_and_play_up_to_three_times_as_fast(
    approver: Approver,
) -> None:
    window = approver.hear()
    first, second = window.opening.removed
    player = approver.staff.desk.player
    calls, rate = player.calls, window.opening.sound.rate  # type: ignore[attr-defined]
    approver.key(Key.Key_Right, CONTROL)
    assert calls[-2:] == [f"seek {first.start - 2 * rate}", "play"]
    _set_position(approver, first.end + rate)
    approver.key(Key.Key_Right, CONTROL)
    assert calls[-2:] == [f"seek {second.start - 2 * rate}", "play"]
    _set_position(approver, second.start)
    approver.key(Key.Key_Left, CONTROL)
    assert calls[-2:] == [f"seek {first.start - 2 * rate}", "play"]
    _set_position(approver, second.end)
    before = list(calls)
    approver.key(Key.Key_Right, CONTROL)
    assert calls == before
    ends = first.end + 2 * rate
    window.panel.parts[0].click()
    for frame, plays in ((ends - 1, True), (ends, False)):
        _set_position(approver, frame)
        window.control._poll.timeout.emit()
        assert window.control.playing is plays
    assert "That was the part." in words_on(window)
    speeds = []
    for _ in range(4):
        approver.key(Key.Key_BracketRight)
        speeds.append(window.control.rate)
    assert speeds == [1.5, 2.0, 3.0, 3.0] and window.panel.speed.middle.text() == "300% speed"
    assert not window.panel.speed.more_button.isEnabled()
    window.panel.speed.less_button.click()
    assert window.control.rate == 2.0 and calls[-1] == "rate 2.0"


def _set_position(approver: Approver, frame: int) -> None:
    player = approver.staff.desk.player
    player.seen = replace(player.seen, frame=frame)  # type: ignore[attr-defined]


# Ways out


def test_however_it_is_left_it_is_silent_shut_and_logged(approver: Approver) -> None:
    sound = approver.staff.desk.sound
    assert isinstance(sound, FakeSound)
    ways: list[Callable[[], object]] = [approver.place.hide, approver.place.page.back.emit]
    ways += [partial(approver.key, Key.Key_Escape), partial(approver.key, Key.Key_L, CONTROL)]
    for count, leave in enumerate(ways, start=1):
        approver.place.show()
        window = approver.hear()
        with approver.qtbot.waitSignal(approver.place.lock_wanted) if count == 4 else nullcontext():
            leave()
        approver.settle()
        approver.until(lambda window=window: not _alive(window))  # type: ignore[misc]
        assert approver.place.hearings.window is None and sound.calls[-1] == "shut"
        assert [event.kind for event in approver.events()] == [EventKind.COPY_OPENED, EventKind.HEARD] * count
        if approver.place.page.isVisible():
            approver.place.page.back.emit()
            approver.settle()


def _alive(window: QWidget) -> bool:
    return shiboken6.isValid(window) and window.isVisible()


def test_what_is_still_being_checked_when_the_place_is_left_is_shut_and_not_shown(
    approver: Approver, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = approver.staff.desk.sound
    assert isinstance(sound, FakeSound)
    begun, let_go, opens = Event(), Event(), sound.open

    def slowly(copy: ApprovedCopy) -> Waveform:
        begun.set()
        assert let_go.wait(PATIENCE)
        return opens(copy)

    monkeypatch.setattr(sound, "open", slowly)
    approver.open()
    approver.place.page.hearing.copy.click()
    approver.until(begun.is_set)
    approver.place.hide()
    let_go.set()
    approver.settle()
    assert approver.place.hearings.window is None
    assert sound.calls[-2:] == ["open", "shut"] and sound.opened is None


def test_a_damaged_copy_is_told_and_nothing_is_open(approver: Approver) -> None:
    sound = approver.staff.desk.sound
    assert isinstance(sound, FakeSound)
    sound.damaged = True
    approver.open()
    approver.press(approver.place.page.hearing.copy)
    (said,) = approver.staff.said
    assert said.code == "vault_not_the_approved_copy" and approver.place.hearings.window is None
    assert approver.place.page.busy == "" and approver.place.page.primary.isEnabled()


def test_what_was_heard_stays_on_the_page_of_that_copy_alone(approver: Approver) -> None:
    window = approver.hear()
    window.control._tracker._heard = (Span(0, 80_000),)
    approver.key(Key.Key_Escape)
    assert "You have heard 10 s of 4 min 30 s." in words_on(approver.place.page)
    approver.place.page.back.emit()
    approver.settle()
    approver.open("INT-2026-0001")
    assert "You have not heard it." in words_on(approver.place.page)
    approver.place.page.back.emit()
    approver.settle()
    assert approver.hear().panel.waveform.view.heard
    assert approver.window.control.new == ()


def test_words_for_how_much_was_heard() -> None:
    assert heard_words((), 8000 * 60, 8000).startswith("You have not heard it. It lasts 1 min")
    assert heard_words((Span(0, 80_000),), 8000 * 62, 8000) == "You have heard 10 s of 1 min 2 s."
    assert heard_words((Span(0, 496_000),), 8000 * 62, 8000) == "You have heard all of it, 1 min 2 s."


# Originals


def test_at_a_desk_that_opens_originals_the_original_is_heard_and_logged(at_the_back: Approver) -> None:
    approver = at_the_back
    approver.open()
    approver.hear_original()
    window = approver.window
    assert "The original, unchanged." in words_on(window)
    assert "Hatched parts cannot be heard in the copy." in words_on(window)
    assert len(window.panel.waveform.view.removed) == 2
    part, rate = window.opening.removed[0], window.opening.sound.rate
    approver.until(lambda: state(approver) is PlayState.LOADED)
    window.control.seek(part.start)
    window.control.play()
    approver.until(lambda: total(window.control.heard) > 0.5 * rate)
    approver.key(Key.Key_Escape)
    opened, begun, heard = approver.events()
    kinds = (EventKind.ORIGINAL_OPENED, EventKind.PLAY_STARTED, EventKind.HEARD)
    assert (opened.kind, begun.kind, heard.kind) == kinds
    assert Subject.RECORDING in heard.subjects and Subject.COPY not in heard.subjects
    # It is not the copy that was heard, and the page does not say so.
    assert approver.place.page.hearing.words.words.startswith("You have not heard it.")
    assert state(approver) is PlayState.EMPTY


def test_an_original_is_not_opened_without_the_approvers_password(at_the_back: Approver) -> None:
    approver = at_the_back
    approver.open()
    decision, line = approver.place.page, approver.place.page.hearing
    decision.choice.options["approve"].click()
    decision.words.set_value("Not finished yet.")
    approver.press(line.original)
    asked = approver.place.in_person
    assert asked.isVisible() and asked.own_password.input.hasFocus()
    for typed, said in (("", "Type your password."), ("not theirs", "That is not your password. Type it again.")):
        asked.own_password.input.setText(typed)
        approver.press(asked.primary)
        assert asked.own_password.problem == said and asked.own_password.value() == ""
    assert approver.events() == [] and approver.place.hearings.window is None and approver.staff.said == []
    asked.back.emit()
    approver.until(line.original.hasFocus)
    assert decision.isVisible() and decision.words.value() == "Not finished yet."
    approver.hear_original()
    approver.key(Key.Key_Escape)
    approver.until(lambda: approver.place.hearings.window is None)
    assert decision.isVisible() and asked.own_password.value() == "" and not decision.busy


def test_an_original_whose_working_copy_is_damaged_is_heard_all_the_same_and_the_log_says_that_it_was_rebuilt(
    at_the_back: Approver, tmp_path: Path
) -> None:
    own_vault(tmp_path / "demo")
    approver = at_the_back
    approver.open()
    approver.hear_original()
    original = approver.window.opening.sound
    approver.key(Key.Key_Escape)
    approver.until(lambda: approver.place.hearings.window is None)
    path = Blobs(tmp_path / "demo" / "vault").path(BlobKind.WORKING, original.id)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    approver.hear_original()
    control, rate = approver.window.control, original.rate
    approver.until(lambda: state(approver) is PlayState.LOADED)
    control.seek(original.frames // 2)
    control.play()
    approver.until(lambda: total(control.heard) > 0.5 * rate)
    approver.key(Key.Key_Escape)
    opened, rebuilt, begun, heard = approver.events()[2:]
    kinds = [EventKind.ORIGINAL_OPENED, EventKind.WORKING_COPY_REBUILT, EventKind.PLAY_STARTED, EventKind.HEARD]
    assert [each.kind for each in (opened, rebuilt, begun, heard)] == kinds
    assert rebuilt.facts == {"part": "working", "found": "vault_changed"}
    assert dict(rebuilt.subjects) == dict(opened.subjects)


# Others


def test_a_pc_that_opens_no_originals_offers_none(without_originals: Approver) -> None:
    without_originals.open()
    line = without_originals.place.page.hearing
    assert line.copy.isVisible() and not line.original.isVisible()


@pytest.mark.planted
def test_another_officer_hears_it_from_the_requests_page(approver: Approver) -> None:
    staff = approver.staff
    other, engine = staff.person(Role.ADVISER), staff.desk.verifier.engine  # type: ignore[attr-defined]
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE approved_copy SET prepared_by = ?", (other.id,))
    place = RequestsPlace(staff.context(Role.INFORMATION_OFFICER))
    shown(approver.qtbot, place)
    with staff.desk.uow().read_only() as uow:
        id = next(row.id for row in listed(uow, ["prepared"]) if row.reference == "SAR-2026-0007")
    place.open(id)
    approver.settle()
    approver.press(place.request_page.hearing.copy)
    approver.until(lambda: place.hearings.window)
    place.request_page.back.emit()
    approver.settle()
    assert place.hearings.window is None
    assert [event.kind for event in approver.events()] == [EventKind.COPY_OPENED, EventKind.HEARD]
