"""The output of the command line: whole sentences, one for one and one for many, and LOOK where someone has to act."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.application.ports.desk import Proof
from desktop.application.ports.lifecycle import BackedUp, Noted
from desktop.application.ports.sound import StoredFile
from desktop.application.recordings.import_report import ImportReport, Outcome
from desktop.application.recordings.retaining import NotProtected, RetainReport, Warned
from desktop.application.recordings.vault_care import Look, Tidied
from desktop.domain.shared.ids import RecordingId
from desktop.errors import ExternalSystemError
from desktop.words.command_line import log, office, status
from desktop.words.command_line.recordings import import_words, look_words, looked_at, report_words, surveyed
from desktop.words.office import would_destroy

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 11, 24)
NO_NAME = "side_name_not_known"


def nightly(**found: object) -> list[str]:
    return report_words(RetainReport(**found), LONDON)  # type: ignore[arg-type]


def test_the_nightly_run_counts_one_and_many() -> None:
    for found, one, many in (
        ("destroyed", "1 recording was destroyed.", "4,182 recordings were destroyed."),
        ("held", "1 recording past its", "4,182 recordings past their"),
        ("in_use", "1 recording past its", "4,182 recordings past their"),
        ("keys_destroyed", "1 retention key was", "4,182 retention keys were"),
        ("keys_waiting", "1 retention key is kept", "4,182 retention keys are kept"),
        ("holds_past_review", "LOOK: 1 hold was due", "LOOK: 4,182 holds were due"),
    ):
        assert [line for line in nightly(**{found: 1}) if line.startswith(one)]
        assert [line for line in nightly(**{found: 4182}) if line.startswith(many)]


def test_the_nightly_run_counts_files() -> None:
    for what in ("removed", "left", "put_back", "given_up"):
        tidied = Tidied()
        for count, said in ((1, "1 file "), (4182, "4,182 files ")):
            setattr(tidied, what, count)
            assert nightly(tidied=tidied)[1].startswith(said)


def test_a_night_with_nothing_to_do_says_one_thing() -> None:
    assert nightly() == ["No recordings were destroyed."]


def test_what_someone_has_to_act_on_begins_with_look_and_what_belongs_to_it_is_indented() -> None:
    id = RecordingId("a" * 32)
    one, two = StoredFile("original", "b" * 32, DAY), StoredFile("approved", "c" * 32, DAY)
    lines = nightly(
        warned_of=[Warned(id, ("SAR-2026-0001", "SAR-2026-0002"), DAY), Warned(id, ("SAR-2026-0001",), DAY)],
        not_protected=[NotProtected("SAR-2026-0003", "telephony", DAY)],
        unknown_sources=["switchboard"],
        holds_past_review=2,
        tidied=Tidied(quarantined=[one, two]),
        anchored=False,
    )
    assert lines[0] == "No recordings were destroyed."
    assert sum(line.startswith("LOOK: ") for line in lines) == 7
    assert all(line.startswith(("LOOK: ", "      ")) for line in lines[1:])
    said = "\n".join(lines)
    assert f"Recording {id} will be destroyed on or after 24 November 2026." in said
    assert "these requests still ask for it: SAR-2026-0001, SAR-2026-0002." in said
    assert "this request still asks for it: SAR-2026-0001." in said
    assert "does not name this file of the vault" in "\n".join(nightly(tidied=Tidied(quarantined=[one])))


def test_an_administrator_is_told_how_much_would_be_destroyed() -> None:
    assert would_destroy(1, 10).startswith("1 recording out of 10 would")
    assert would_destroy(1000, 4182).startswith("1,000 recordings out of 4,182 would")


def test_an_import_says_what_became_of_its_files() -> None:
    assert import_words(ImportReport("telephony"), Counter()) == ["There was nothing to import."]
    for outcome in Outcome:
        [one] = import_words(ImportReport("telephony", Counter({outcome: 1})), Counter())
        [many] = import_words(ImportReport("telephony", Counter({outcome: 4182})), Counter())
        assert one.startswith("1 ") and many.startswith("4,182 ") and one[2:] != many[6:]
    refused = Counter({"media_not_audio": 2, "media_empty": 1})
    assert import_words(ImportReport("telephony", Counter({Outcome.REFUSED: 3})), refused) == [
        "3 files were refused.",
        "- 2 files: This file is not a recording.",
        "- 1 file: This file is empty.",
    ]
    [_, line] = import_words(ImportReport("telephony", Counter({Outcome.REFUSED: 61})), Counter({NO_NAME: 61}))
    assert line.startswith("- 61 files: The name of this file does not") and "Is it the right telephone system?" in line


def test_an_import_that_ended_early_says_why_and_what_to_do() -> None:
    full = import_words(ImportReport("telephony", stopped=ExternalSystemError("vault_full")), Counter())
    assert full[-1] == (
        "The import stopped before the end. The recording could not be stored: the disk that recordings are "
        "kept on is full. Make room on it. Run it again to continue."
    )
    assert import_words(ImportReport("telephony", anchored=False), Counter())[-1].startswith("LOOK: The witness file")


def test_progress_of_an_import_is_counted_and_tells_the_time_left() -> None:
    assert surveyed(1) == "There is 1 file to look at." and surveyed(4182) == "There are 4,182 files to look at."
    assert looked_at(1000, 4182, None) == "Looked at 1,000 of 4,182 files."
    assert looked_at(1000, 4182, 75) == "Looked at 1,000 of 4,182 files. About 1 min 15 s left."


def test_a_back_up_says_what_is_in_it_and_what_is_not() -> None:
    place = Path("b")
    assert office.backed_up(place, BackedUp(1, 1, 0))[:2] == [
        "The office is backed up in b, with 1 recording or copy.",
        "The log in it has 1 event.",
    ]
    assert office.backed_up(place, BackedUp(9000, 4182, 0))[:2] == [
        "The office is backed up in b, with 4,182 recordings and copies.",
        "The log in it has 9,000 events.",
    ]
    assert "LOOK" not in "".join(office.backed_up(place, BackedUp(5, 2, 0)))
    assert "LOOK: 1 recording or copy was not in the vault" in office.backed_up(place, BackedUp(5, 2, 1))[2]
    assert "LOOK: 3 recordings and copies were not in the vault" in office.backed_up(place, BackedUp(5, 2, 3))[2]
    assert "LOOK: The log could not take" in office.backed_up(place, BackedUp(5, 2, noted=Noted.NOT_TAKEN))[2]


def test_a_finding_names_its_event_where_it_has_one() -> None:
    assert log.findings([("Events are missing before this one.", 1234), ("There is no witness file.", None)]) == [
        "- At event number 1,234: Events are missing before this one.",
        "- There is no witness file.",
    ]


def test_many_equal_findings_are_one_with_their_number() -> None:
    unsigned = [("An event is not signed.", event) for event in range(7, 68)]
    found = log.findings([*unsigned, ("A file is missing.", None), ("A file is missing.", None)])
    assert found == [
        "- At event number 7: An event is not signed. (61 times)",
        "- A file is missing.",
        "- A file is missing.",
    ]


def test_a_night_names_no_hundred_files_and_says_once_what_to_do() -> None:
    damaged = {StoredFile("original", f"{n:032x}"): "missing" for n in range(61)}
    lines = look_words(Look(damaged=damaged))
    assert len([line for line in lines if "[missing]" in line]) == 10 and "      And 51 more." in lines
    calls = [NotProtected(f"SAR-{n}", "telephony", date(2026, 12, 1)) for n in range(61)]
    said = nightly(not_protected=calls, proof=Proof(False, 9, 0, None, ("Not signed.",) * 61, changed=True))
    assert len([line for line in said if "is not protected yet" in line]) == 61
    assert len([line for line in said if "Stop the deletion there" in line]) == 1
    assert [line.strip() for line in said if "Not signed." in line] == ["- Not signed. (61 times)"]


def test_the_doctor_names_what_is_this_pcs_own() -> None:
    assert status.policies(1, []) == (
        "An office that begins here accepts 1 kind of document. All policy files are as they were shipped."
    )
    assert status.policies(12, ["office.toml", "keeping.toml"]) == (
        "An office that begins here accepts 12 kinds of document. This PC has its own office.toml and keeping.toml."
    )
