"""`listening-room demo --guided --from-intake`: one command goes from a letter and a folder to an appointment, and
conducts, reviews and verifies the session through the real windows."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from desktop.config import RESOURCES
from tests.support.machine.patience import WALK
from tests.support.pdf import sizes_of

ROOT = RESOURCES.parent


@pytest.fixture(scope="module")
def conducted(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Run the command once; return it, and the folder that it filled."""
    out = tmp_path_factory.mktemp("guided")
    command = [sys.executable, "-m", "desktop", "demo", "--guided", str(out), "--from-intake", "--json"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WALK, check=False), out


Conducted = tuple[subprocess.CompletedProcess[str], Path]


@pytest.mark.against("customer")
def test_it_succeeds_and_what_it_claims_is_all_true(conducted: Conducted) -> None:
    ran, _ = conducted
    assert ran.returncode == 0, ran.stderr
    (line,) = ran.stdout.splitlines()
    account = json.loads(line)
    assert account["heard_fraction"] >= 0.995 and account["outcome"] == "heard_in_full"
    assert account["log_verified"] is True and account["events"] > 40 and account["signed_off"] is True
    ((start, end),) = account["removed_spans"]
    assert 22.0 < start < 22.6 and 26.9 < end < 27.3  # what the demo office removes of that call, and its guard band
    assert account["removed_parts_silent"] is True and account["seconds_put_out"] >= 44
    intake = account["intake"]
    files = {"came_in": 1, "not_asked_for": 3, "refused": 2}
    assert {outcome: count for outcome, count in intake["files"].items() if count} == files
    assert sorted(intake["refused"]) == ["media_cut", "media_not_audio"]
    assert intake["decided_by_a_second_person"] is True and intake["marks"] > 0


def test_it_leaves_pictures_the_receipt_and_what_was_put_out(conducted: Conducted) -> None:
    ran, out = conducted
    account = json.loads(ran.stdout)
    names = sorted(path.name for path in out.glob("*.png"))
    assert names == sorted(account["pictures"]) and len(names) > 15
    assert not [name for name in names if "stuck" in name]
    for path in out.glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 5000, path.name
    sizes = sizes_of(out / "receipt.pdf")
    assert any(10 <= size <= 12 for size in sizes) and min(sizes) > 8.5, sizes
    assert "01632 960147" in (out / "letter.txt").read_text("utf-8")
    assert (out / account["intake"]["letter"]).read_bytes().startswith(b"%PDF-")
    with wave.open(str(out / "what-was-put-out.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() >= 44


def test_it_says_nothing_else_and_leaves_nothing_else(conducted: Conducted) -> None:
    ran, out = conducted
    assert ran.stderr == ""
    kinds = {path.suffix for path in out.iterdir()}
    assert kinds == {".png", ".pdf", ".wav", ".txt"}
