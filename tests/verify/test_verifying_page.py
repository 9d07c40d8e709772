"""`docs/verifying.md`: its programs, taken out of the page, check real exports and refuse every change of one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.bootstrap.verifying import verifier_over
from desktop.domain.log.events import Event, EventKind
from desktop.domain.sessions.session import Outcome
from desktop.errors import ListeningRoomError
from desktop.lifecycle.log_evidence import prove_event, prove_growth
from tests.application.office.test_recovery import lose_keys, restore
from tests.support.fixtures import made
from tests.support.offices.builders import Office, an_office
from tests.support.offices.places import embedded
from tests.verify.verifying_page import Exported, exported_from, holds, programs, run

LINES, COLUMNS = 50, 120
MANY = 300
"""Events enough for a full tile, and for a tile above it."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Export a lived-in office of two desks whose keys changed over days, with more events than a tile holds."""
    folder = tmp_path_factory.mktemp("exported")
    office = an_office(folder / "place")
    office.closed()
    for _ in range(MANY):
        with office.uow() as uow:
            uow.commit(Event(EventKind.SIGNED_OUT, office.clock.now(), office.front, office.people["adviser"]))
    office.clock.pass_by(days=1)
    office.closed()
    return exported_from(office, folder / "export")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    for name, text in programs().items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def copy(exported: Exported, tmp_path: Path) -> Exported:
    shutil.copytree(exported.folder, tmp_path / "export")
    return Exported(tmp_path / "export", exported.keys)


def every_file(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flip(path: Path, at: int, bits: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= bits
    path.write_bytes(content)


def test_the_check_has_fifty_lines_and_needs_the_standard_library_alone() -> None:
    text = programs()["check_export.py"]
    assert len([line for line in text.splitlines() if line.strip()]) <= LINES
    assert max(map(len, text.splitlines())) <= COLUMNS
    for name in ("check_export.py", "ed25519.py", "check_proof.py"):
        imports = re.findall(r"^(?:import|from) (.*?)(?: import .*)?$", programs()[name], re.MULTILINE)
        imported = {module for line in imports for module in line.split(", ")}
        assert imported and imported <= sys.stdlib_module_names | {"ed25519"}


@pytest.mark.against("pc")
def test_an_export_of_a_real_office_holds(exported: Exported, tools: Path) -> None:
    events = len((exported.folder / "events.jsonl").read_bytes().splitlines())
    done = run(tools, "check_export.py", exported.folder, *exported.keys)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Whole: {events} events under signed checkpoints. Losses: 0\n"
    names = {path.relative_to(exported.folder).as_posix() for path in every_file(exported.folder)}
    assert names >= {"tile/0/000", f"tile/0/001.p/{events - 256}", "tile/1/000.p/1", "tile/entries/000"}
    assert len(exported.keys) == 2
    assert exported.holds  # and with `cryptography` in place of the page's own Ed25519


def test_one_byte_changed_is_said_and_ends_with_1(copy: Exported, tools: Path) -> None:
    flip(copy.folder / "events.jsonl", 500)
    done = run(tools, "check_export.py", copy.folder, *copy.keys)
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.startswith("Not whole: ")


def test_no_byte_of_the_newest_checkpoint_can_change(copy: Exported) -> None:
    """Every position of it, in both its files at once: then its own signature alone tells."""
    newest, all_of_them = copy.folder / "checkpoint", copy.folder / "checkpoints.txt"
    length = newest.stat().st_size
    start = all_of_them.stat().st_size - length - 1
    for at in range(length):
        flip(newest, at)
        flip(all_of_them, start + at)
        assert not copy.holds, at
        flip(newest, at)
        flip(all_of_them, start + at)
    assert copy.holds


@pytest.mark.against("pc")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_byte_of_any_file_can_change(copy: Exported, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(every_file(copy.folder)))
    at, bits = data.draw(st.integers(0, path.stat().st_size - 1)), data.draw(st.integers(1, 255))
    flip(path, at, bits)
    try:
        assert not copy.holds
    finally:
        flip(path, at, bits)


def test_no_file_can_be_lost_cut_lengthened_or_added(copy: Exported) -> None:
    files = every_file(copy.folder)
    assert len(files) == 8
    for path in files:
        content = path.read_bytes()
        path.unlink()
        assert not copy.holds, path
        for other in (content[:-1], content[1:], content + b"\n", content + content, b""):
            path.write_bytes(other)
            assert not copy.holds, path
        path.write_bytes(content)
    assert copy.holds
    (copy.folder / "more.txt").touch()
    assert not copy.holds


def test_it_needs_the_first_key_of_every_desk(exported: Exported) -> None:
    one, other = exported.keys
    assert not holds(exported.folder, []) and not holds(exported.folder, [one]) and not holds(exported.folder, [other])
    assert holds(exported.folder, [other, one])


def test_the_page_s_own_ed25519_says_what_cryptography_says(tools: Path) -> None:
    """The vectors of RFC 8032, section 7.1, and each with a bit of key, signature or text changed."""
    check = """import importlib.machinery, sys
from ed25519 import is_signed
public, signature, text = map(bytes.fromhex, sys.argv[1:])
try:
    sys.exit(0 if is_signed(public, signature, text) else 3)
except ValueError:
    sys.exit(3)
"""
    (tools / "vector.py").write_text(check, "utf-8")
    for vector in VECTORS:
        assert run(tools, "vector.py", *vector).returncode == 0
        public, signature, text = vector
        number = int.from_bytes(bytes.fromhex(signature[64:]), "little")
        for other in (number + ORDER, ORDER - number):  # the same signature once more, and one of the point mirrored
            again = signature[:64] + other.to_bytes(32, "little").hex()
            assert run(tools, "vector.py", public, again, text).returncode == 3
        for part in range(3):
            changed = list(vector)
            if changed[part]:
                changed[part] = f"{int(changed[part][:2], 16) ^ 1:02x}{changed[part][2:]}"
                assert run(tools, "vector.py", *changed).returncode == 3


ORDER = 2**252 + 27742317777372353535851937790883648493
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "72",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "af82",
    ),
]


# Proofs, against the checkpoint on a receipt


@pytest.fixture
def receipts(exported: Exported, tmp_path: Path) -> list[tuple[int, Path]]:
    """Return each checkpoint that someone could hold: its size, and a file with its text."""
    blocks = (exported.folder / "checkpoints.txt").read_text("utf-8").split("\n\n")
    held = []
    for place, (said, line) in enumerate(zip(blocks[::2], blocks[1::2], strict=False)):
        path = tmp_path / f"receipt-{place}.txt"
        path.write_text(f"{said}\n\n{line}\n", "utf-8")
        held.append((int(said.split("\n")[1]), path))
    return held


def proved(tools: Path, folder: Path, proof: str, receipt: Path) -> subprocess.CompletedProcess[str]:
    (folder / "proof.txt").write_text(proof, "utf-8")
    return run(tools, "check_proof.py", folder / "proof.txt", receipt)


def test_a_receipt_and_a_proof_say_that_an_event_is_in_the_log(
    exported: Exported, tools: Path, tmp_path: Path, receipts: list[tuple[int, Path]]
) -> None:
    bodies = (exported.folder / "events.jsonl").read_text("utf-8").splitlines()
    for size, receipt in (receipts[0], receipts[-1]):
        for seq in {0, size // 2, size - 1}:
            done = proved(tools, tmp_path, prove_event(exported.folder, seq, size), receipt)
            assert (done.returncode, done.stdout) == (0, f"Event {seq} is in it: {bodies[seq]}\n")


def test_a_receipt_and_a_proof_say_that_the_log_only_grew(
    exported: Exported, tools: Path, tmp_path: Path, receipts: list[tuple[int, Path]]
) -> None:
    newest, _ = receipts[-1]
    for size, receipt in receipts:
        done = proved(tools, tmp_path, prove_growth(exported.folder, size), receipt)
        assert done.stdout == f"The log of {newest} events begins with the {size} of the checkpoint that you hold.\n"
        assert done.returncode == 0


def test_a_proof_that_was_changed_or_is_of_another_checkpoint_says_nothing(
    exported: Exported, tools: Path, tmp_path: Path, receipts: list[tuple[int, Path]]
) -> None:
    (small, receipt), (_, newer) = receipts[0], receipts[-1]
    event, growth = prove_event(exported.folder, 1, small), prove_growth(exported.folder, small)
    first, last = prove_event(exported.folder, 0, small), prove_event(exported.folder, small - 1, small)
    hashes = growth.partition("\n\n")[0].split("\n")[1:]
    other = tmp_path / "other.txt"
    text = receipt.read_text("utf-8")
    other.write_text(text.replace(text.split("\n")[2], hashes[0]), "utf-8")
    for proof, held in [
        (event, other),
        (growth, other),
        (first.replace("index 0", "index -1"), receipt),
        (last.replace(f"index {small - 1}", f"index {small}"), receipt),
        (event, newer),
        (growth, newer),
        (event.replace("index 1", "index 0"), receipt),
        (event.replace("index 1", f"index {small}"), receipt),
        (event.replace("index 1", "index -1"), receipt),
        (event.replace("extra eyJ", "extra eyK"), receipt),
        (growth.replace(hashes[0], hashes[-1], 1), receipt),
        (growth.replace(f"{hashes[0]}\n", "", 1), receipt),
        (growth.replace(hashes[0], f"{hashes[0]}\n{hashes[0]}", 1), receipt),
        (growth.replace("\n\nlistening-room/", "\n\nlistening-boom/"), receipt),
    ]:
        done = proved(tools, tmp_path, proof, held)
        assert done.returncode == 1 and done.stdout == "", proof


def test_an_export_with_a_stated_loss_holds_and_says_so(tmp_path: Path, tools: Path) -> None:
    """The desks' keys go on from what an earlier event names, and from nothing else."""
    office = an_office(tmp_path / "office")
    database = office.parts.paths.database
    office.parts.engine.dispose()
    older = database.read_bytes()
    office.clock.pass_by(days=1)
    office.closed(outcome=Outcome.HEARD_IN_PART)
    office.parts.engine.dispose()
    for beside in database.parent.glob(f"{database.name}-*"):
        beside.unlink()
    database.write_bytes(older)
    office.clock.pass_by(days=1)
    office.state_loss()
    office.closed(outcome=Outcome.HEARD_IN_PART)
    exported = exported_from(office, tmp_path / "export")
    assert run(tools, "check_export.py", exported.folder, *exported.keys).stdout.endswith("Losses: 1\n")
    events = exported.folder / "events.jsonl"
    text = events.read_bytes()
    assert text.count(b'"anew":true') >= 1 and text.count(b'"events_lost"') == 1


def test_an_export_of_a_pc_whose_keyring_was_restored_holds(tmp_path: Path, tools: Path) -> None:
    """Also on the day of the key that was lost. Nothing else excuses a key by the spare key."""
    office = an_office(tmp_path / "office")
    lose_keys(office)
    restore(office)
    exported = exported_from(office, tmp_path / "export")
    assert run(tools, "check_export.py", exported.folder, *exported.keys).stdout.endswith("Losses: 0\n")
    events = exported.folder / "events.jsonl"
    events.write_bytes(events.read_bytes().replace(b'"keyring_restored"', b'"keyring_returned"'))
    assert run(tools, "check_export.py", exported.folder, *exported.keys).returncode == 1


class Watched:
    """A watcher who presses Cancel at a report, or never."""

    def __init__(self, most: int | None = None) -> None:
        self.told: list[tuple[int, int]] = []
        self._most = most

    @property
    def cancelled(self) -> bool:
        return self._most is not None and len(self.told) >= self._most

    def report(self, done: int, total: int) -> None:
        self.told.append((done, total))


office = made(embedded)


def test_how_far_both_passes_are_is_told_as_one(office: Office) -> None:
    watcher, events = Watched(), len(office.events())
    assert verifier_over(office.parts, office.front, office.clock).verify(watcher).whole
    dones = [done for done, _ in watcher.told]
    assert dones == sorted(dones) and dones[0] == dones[1] == events // 2, "the verifier's pass, then the comparison's"
    assert {total for _, total in watcher.told} == {events}


@pytest.mark.parametrize("most", [1, 2], ids=["by the verifier", "while rows are compared"])
def test_a_stop_ends_either_pass_and_nothing_is_claimed(office: Office, most: int) -> None:
    watcher = Watched(most)
    with pytest.raises(ListeningRoomError, match="verifying_stopped"):
        verifier_over(office.parts, office.front, office.clock).verify(watcher)
    assert len(watcher.told) == most
