"""A recording of two parties, one on each channel: one can be removed under the other's voice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from desktop.application.copies.preparing import Preparation
from desktop.application.ports.sound import Proposed
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import RecordingId, RequestId, RetentionKeyId
from desktop.ui.copies.preparing.editing import voices_of
from desktop.ui.copies.preparing.page import EditorPage
from desktop.ui.copies.preparing.workbench import Workbench
from tests.gallery.posing import StillPlayer
from tests.ui.copies.preparing.made_up import RATE, FakeWaveform, talk
from tests.ui.reviews.conftest import office
from tests.ui.staff import Staff, shown, the_staff

SECONDS = 20
OTHER = RemovalReason.ABOUT_ANOTHER_PERSON


staff = office(the_staff)


def a_call(agent_channel: int | None) -> Preparation:
    at = datetime(2026, 11, 1, 9, 15, tzinfo=UTC)
    key = SealedKey(b"", RetentionKeyId("key"), b"")
    recording = Recording(
        RecordingId("recording"), "switchboard", at, False, "pcm_wav", RATE, 2, SECONDS * RATE, "", key, at,
        agent_channel=agent_channel,
    )  # fmt: skip
    return Preparation(RequestId("request"), "SAR-2026-0042", at, False, recording, Draft(), 150)


def a_bench(qtbot: QtBot, staff: Staff, agent_channel: int | None) -> Workbench:
    context = staff.context(Role.INFORMATION_OFFICER)
    call = a_call(agent_channel)
    page = EditorPage(call, voices_of(2, agent_channel), context)
    shown(qtbot, page)
    bench = Workbench(call, FakeWaveform(talk(SECONDS)), page, replace(staff.desk, player=StillPlayer()))
    bench.begin()
    return bench


def test_the_voices_have_the_names_of_who_speaks_where_that_is_known(qtbot: QtBot, staff: Staff) -> None:
    assert voices_of(2, 0) == ("Member of staff", "Customer")
    assert voices_of(2, 1) == ("Customer", "Member of staff")
    assert voices_of(2, None) == ("Channel 1", "Channel 2") and voices_of(1, None) == ("",)
    page = a_bench(qtbot, staff, 1).page
    options = [option.text() for option in page.voice.options.values()]
    assert page.voice.isVisible() and options == ["Both voices", "Customer", "Member of staff"]


def test_one_party_is_removed_under_the_others_voice(qtbot: QtBot, staff: Staff) -> None:
    bench = a_bench(qtbot, staff, 1)
    page = bench.page
    page.lanes.selected.emit(2000, 4000)
    page.voice.options["0"].click()
    page.reason.set_value(OTHER.value)
    page.reason.edited.emit()
    page.remove.click()
    assert bench.editing.marks == (Removal(2000, 4000, 0, OTHER),)
    (row,) = page.marks.rows.rows_model.rows
    assert row.cells[2] == "About another person (Customer)"
    page.voice.options["all"].click()
    assert bench.editing.marks == (Removal(2000, 4000, None, OTHER),)
    assert page.marks.rows.rows_model.rows[0].cells[2] == "About another person (Both voices)"


def test_a_press_on_a_lane_chooses_the_mark_of_its_voice_and_an_end_that_is_dragged_moves_it(
    qtbot: QtBot, staff: Staff
) -> None:
    bench = a_bench(qtbot, staff, 1)
    bench.editing.accept(Removal(2000, 4000, 0, OTHER))
    bench.editing.accept(Removal(3000, 5000, 1, OTHER))
    bench.show()
    bench.page.lanes.chosen.emit(bench.page.lanes.view.marks[0])
    assert bench.editing.current == Removal(2000, 4000, 0, OTHER)
    assert "Customer" in bench.page.lanes.view.spoken
    bench.page.lanes.reshaped.emit(2000, 4500)
    assert bench.editing.marks[0] == Removal(2000, 4500, 0, OTHER)
    bench.page.start.middle.click()
    assert bench.sounding.ms == 2000
    bench.page.end.middle.click()
    assert bench.sounding.ms == 4500


def test_a_proposal_of_one_voice_is_selected_for_that_voice_and_seen_before_it_is_accepted(
    qtbot: QtBot, staff: Staff
) -> None:
    bench = a_bench(qtbot, staff, 1)
    silence = Proposed("silence", 5 * RATE, 6 * RATE, None, 0.4)
    bench.show_found((silence, Proposed("keypad_tones", 3 * RATE, 4 * RATE, 0, 0.9)))
    bench.accept()
    assert not bench.editing.marks and bench.proposal == bench.proposals[0]
    assert bench.editing.voice == 0 and bench.page.lanes.view.voice == 0
    bench.next_proposal()
    bench.next_proposal()
    assert bench.proposal is not None and bench.proposal.kind == "keypad_tones", "from the last to the first"
    bench.accept()
    assert bench.editing.marks == (Removal(3000, 4000, 0, RemovalReason.CARD_DETAILS),)


def test_zooming_by_key_and_button_and_to_the_selection_says_how_much_is_shown(qtbot: QtBot, staff: Staff) -> None:
    bench = a_bench(qtbot, staff, None)
    lanes, zoom = bench.page.lanes, bench.page.zoom
    assert (zoom.middle.text(), zoom.middle.accessibleName()) == ("All of it", "Zoom: All of it")
    width = zoom.middle.width()
    bench.zoom_part()
    assert lanes.sight.whole and not zoom.less_button.isEnabled()
    lanes.selected.emit(5000, 6000)
    bench.zoom_part()
    assert (lanes.sight.start, lanes.sight.end) == (4750, 6250)
    assert (zoom.middle.text(), zoom.middle.accessibleName()) == ("1.5 s", "Zoom: 1.5 s shown")
    qtbot.waitUntil(lambda: zoom.middle.width() == width)
    zoom.more_button.click()
    assert lanes.sight.span == 750
    zoom.less_button.click()
    zoom.middle.click()
    assert lanes.sight.whole and zoom.middle.accessibleName() == "Zoom: All of it"
    while not lanes.sight.nearest:
        bench.zoom(2)
    assert not zoom.more_button.isEnabled()


def test_speed_and_loudness_stay_within_what_the_office_allows(qtbot: QtBot, staff: Staff) -> None:
    bench = a_bench(qtbot, staff, None)
    page, sounding, more = bench.page, bench.sounding, bench.page.more
    more.fold.click()
    more.level.more_button.click()
    assert more.level.middle.text() == "7 of 10"
    more.level.less_button.click()
    page.speed.options["3.0"].click()
    assert (sounding.rate, sounding.volume) == (3.0, 60) and page.speed.options["3.0"].chosen
    bench.transport.faster()
    assert sounding.rate == 3.0
    for wanted in (2.0, 1.5, 1.0, 0.75, 0.5, 0.5):
        bench.transport.slower()
        assert sounding.rate == wanted and page.speed.options[str(wanted)].chosen
    for rate, allowed in ((0.1, 0.5), (9.0, 3.0)):
        sounding.set_rate(rate)
        assert sounding.rate == allowed
    sounding.set_volume(500)
    assert sounding.volume == staff.desk.policy.sound_ceiling_percent


def test_a_number_removes_what_is_selected_and_ends_a_selection_that_was_only_begun_where_it_plays_now(
    qtbot: QtBot, staff: Staff
) -> None:
    bench = a_bench(qtbot, staff, None)
    do, page = bench.commands(), bench.page

    def marks() -> list[Removal]:
        return list(bench.editing.marks)

    assert "Looking" in page.proposals.empty.words and not page.proposals.ways.isVisible()
    bench.show_found(())
    assert "nothing to propose" in page.proposals.empty.words
    for command in ("next_proposal", "accept", "dismiss", "card_details"):
        do[command]()
    assert not marks(), "nothing is selected"
    page.lanes.selected.emit(2000, 4000)
    for reason in (RemovalReason.SAFETY, RemovalReason.CARD_DETAILS):
        do[reason.value]()
        assert marks() == [Removal(2000, 4000, None, reason)]
    page.lanes.selected.emit(6000, 7000)
    assert len(marks()) == 1, "a selection alone removes nothing"
    do["mark"]()
    assert marks()[1:] == [Removal(6000, 7000, None, RemovalReason.CARD_DETAILS)]
    for first, begins, then, finishes in ((8000, "set_in", 9000, OTHER.value), (12_000, "set_out", 11_000, "mark")):
        bench.sounding.seek(first)
        do[begins]()
        bench.sounding.seek(then)
        do[finishes]()
    assert marks()[2:] == [Removal(8000, 9000, None, OTHER), Removal(11_000, 12_000, None, OTHER)]
    bench.sounding.seek(15_000)
    bench.set_in()
    bench.sounding.seek(14_000)
    bench.mark()
    assert len(marks()) == 4, "it would end before it begins"
