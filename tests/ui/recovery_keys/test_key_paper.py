"""A recovery key on paper as another program reads it: one sheet, nothing cut or covered, a code that scans."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from desktop.domain.office.recovery_proof import groups
from desktop.ui.kit.printing.paper import MM, save_sheets
from desktop.ui.recovery_keys.new_key import CODE_WIDE, key_document, numbered
from tests.gallery.states.first_start import made_up
from tests.support.pdf import Word, sizes_of, words_of

OFFICES = ["Test Council", "<b>Ash & Elm</b> " + "Metropolitan Borough Council of a Long Name " * 3]
MM_IN_POINTS = 72 / 25.4
KEY = made_up(1)


@pytest.fixture(params=OFFICES, ids=["short", "long"])
def sheet(request: pytest.FixtureRequest, qapp: object, tmp_path: Path) -> Path:
    path = tmp_path / "key.pdf"
    save_sheets(key_document(request.param, numbered(1), KEY), numbered(1).title, path)
    return path


def test_it_is_one_sheet_within_its_margins_and_nothing_is_on_top_of_another(sheet: Path) -> None:
    words = words_of(sheet)
    assert {word.page for word in words} == {0}
    assert min(word.left for word in words) >= 19 * MM_IN_POINTS
    assert max(word.right for word in words) <= (210 - 19) * MM_IN_POINTS
    assert max(word.bottom for word in words) <= (297 - 14) * MM_IN_POINTS
    assert [
        (one.text, other.text) for one in words for other in words if one is not other and one.overlaps(other)
    ] == []


def test_the_key_is_in_groups_line_by_line_and_large_enough_to_type(sheet: Path) -> None:
    found = groups(KEY.secret)
    words = words_of(sheet)
    at = [word.text for word in words].index(found[0])
    key = words[at : at + len(found)]
    assert tuple(word.text for word in key) == found
    assert [line_of(word, key) for word in key] == [0, *(1 + number // 5 for number in range(len(found) - 1))]
    assert 14.0 in {round(size) for size in sizes_of(sheet)}
    said = " ".join(word.text for word in words)
    assert "Recovery key 1 of 2" in said and KEY.recipient in "".join(word.text for word in words)
    assert ("listening-room restore" in said and "Kept by:" in said and "<b>" not in said) or "Ash & Elm" in said


def line_of(word: Word, among: list[Word]) -> int:
    tops = sorted({round(other.top) for other in among})
    return tops.index(round(word.top))


def test_the_code_is_at_least_thirty_millimetres_wide_and_holds_the_key(sheet: Path, tmp_path: Path) -> None:
    listed = subprocess.run(["pdfimages", "-list", str(sheet)], check=True, capture_output=True, text=True).stdout
    [image] = [line.split() for line in listed.splitlines()[2:]]
    pixels, ppi = int(image[3]), int(image[12])
    modules = pixels / 3 - 4
    code = pixels / ppi * 25.4 * modules / (modules + 4)
    assert code >= 30 and abs(code - CODE_WIDE / MM) < 1
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", str(sheet), str(tmp_path / "page")], check=True)
    scan = ["zbarimg", "-q", "--raw", "--oneshot", str(tmp_path / "page.png")]
    assert subprocess.run(scan, check=True, capture_output=True).stdout.decode().strip() == KEY.secret


def test_its_title_and_what_the_file_says_of_itself_tell_nothing_of_the_key(sheet: Path) -> None:
    assert numbered(1).title == "Recovery key 1"
    about = subprocess.run(["pdfinfo", str(sheet)], check=True, capture_output=True, text=True).stdout
    assert "Recovery key 1" in about and "AGE" not in about
