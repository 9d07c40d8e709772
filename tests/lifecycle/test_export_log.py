"""`listening-room log export` and `log prove`: whole or not at all, no more than events hold, and proofs that hold."""

from __future__ import annotations

import base64
import json
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.bootstrap import wiring
from desktop.domain.log.checkpoint import parse_note
from desktop.domain.log.merkle import check_consistency, check_inclusion, leaf_hash
from desktop.errors import ListeningRoomError
from desktop.lifecycle import log_evidence as log_export
from desktop.lifecycle.log_evidence import export_log, prove_event, prove_growth
from desktop.words.errors import message_for
from tests.application.log.test_personal_data import SECRETS, whole_life
from tests.domain.log import by_definition
from tests.support.offices.builders import Office, an_office
from tests.support.offices.places import PLACES
from tests.support.refusals import error_of


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path / "place") as made:
        yield made


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path / "place")
    yield made
    made.parts.engine.dispose()


def nobody(done: int, total: int) -> None:
    pass


def export(office: Office, target: Path) -> Path:
    office.parts.engine.dispose()
    export_log(office.parts.paths.folder, target, nobody)
    return target


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(code: str, office: Office, target: Path) -> None:
    failed = error_of(ListeningRoomError, export, office, target)
    assert failed.code == code and message_for(failed).endswith(".")


def nothing_is_left(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} <= {"place"}


def test_it_holds_the_events_the_tree_and_the_checkpoints(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.closed()
    bodies, witnessed = office.bodies(), office.parts.witness.text()
    office.parts.engine.dispose()
    target = tmp_path / "export"
    assert main(["--office", str(office.parts.paths.folder), "log", "export", str(target)]) == 0
    assert f"Exported {len(bodies)} events to {target}" in capsys.readouterr().out
    found, width = files(target), len(bodies)
    assert set(found) == {
        "checkpoint",
        "checkpoints.txt",
        "events.jsonl",
        f"tile/0/000.p/{width}",
        f"tile/entries/000.p/{width}",
    }
    assert found["events.jsonl"].splitlines() == bodies
    assert [json.loads(line)["n"] for line in found["events.jsonl"].splitlines()] == list(range(width))
    assert found[f"tile/0/000.p/{width}"] == b"".join(map(leaf_hash, bodies))
    assert found[f"tile/entries/000.p/{width}"] == b"".join(len(body).to_bytes(2, "big") + body for body in bodies)
    newest = parse_note(found["checkpoint"].decode()).checkpoint
    assert (newest.size, newest.root) == (width, by_definition.mth(bodies))
    for note in found["checkpoints.txt"].decode().split("\n\n")[::2]:
        assert not note or note in witnessed


def test_it_goes_as_far_as_the_newest_checkpoint(office: Office, tmp_path: Path) -> None:
    covered = len(office.bodies())
    office.checked_in()
    assert len(office.bodies()) > covered
    assert len(files(export(office, tmp_path / "export"))["events.jsonl"].splitlines()) == covered


def test_nothing_of_the_person_and_nothing_typed_is_in_it(embedded: Office, tmp_path: Path) -> None:
    whole_life(embedded)
    written = files(export(embedded, tmp_path / "export"))
    content = b"".join([*map(str.encode, written), *written.values()])
    assert [secret for secret in SECRETS if secret.encode() in content] == []


def test_a_place_with_something_in_it_or_in_the_office_is_refused(embedded: Office, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("folder", "link"):
        refused("backup_exists", embedded, tmp_path / name)
    refused("backup_inside", embedded, embedded.parts.paths.vault / "export")


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()])
def test_a_full_disk_or_ctrl_c_leaves_nothing(
    embedded: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def stopped(*_: object) -> None:
        raise error

    monkeypatch.setattr("desktop.domain.log.merkle.Tiling.finish", stopped)
    with pytest.raises((ListeningRoomError, KeyboardInterrupt)):
        export(embedded, tmp_path / "export")
    nothing_is_left(tmp_path)


LAST = "(SELECT max(seq) FROM audit_event)"
SET = "UPDATE audit_event SET body = "


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (("DROP TRIGGER audit_event_no_update", f"{SET} replace(body, 'a', 'b') WHERE seq = 3"), "export_not_whole"),
        (
            ("DROP TRIGGER audit_event_no_update", f"{SET} CAST(replace(body, 'a', 'b') AS BLOB) WHERE seq = 3"),
            "export_not_whole",
        ),
        (("DROP TRIGGER audit_event_no_update", f"{SET} x'0a' WHERE seq = 3"), "export_not_whole"),
        (("DROP TRIGGER audit_event_no_update", f"{SET} zeroblob(65536) WHERE seq = 3"), "event_too_long"),
        (("DROP TRIGGER audit_event_no_delete", "DELETE FROM audit_event WHERE seq = 3"), "export_not_whole"),
        (("DROP TRIGGER audit_event_no_delete", f"DELETE FROM audit_event WHERE seq = {LAST}"), "export_not_whole"),
        (("DROP TRIGGER checkpoint_no_delete", "DELETE FROM checkpoint"), "export_without_checkpoint"),
        (("DROP TRIGGER checkpoint_no_update", "UPDATE checkpoint SET note = ''"), "note_malformed"),
        (("DROP TRIGGER checkpoint_no_update", "UPDATE checkpoint SET note = x'00'"), "export_not_whole"),
        (("DROP TABLE checkpoint",), "export_not_whole"),
    ],
)
def test_a_log_that_is_not_whole_is_not_exported(
    embedded: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statements: tuple[str, ...], code: str
) -> None:
    parts = embedded.parts
    for statement in statements:
        embedded.sql(statement)
    monkeypatch.setattr(wiring, "open_parts", lambda folder, **how: parts)  # past the guards' own inspection
    refused(code, embedded, tmp_path / "export")
    nothing_is_left(tmp_path)


def test_the_export_of_a_longer_log_needs_no_more_memory(tmp_path: Path) -> None:
    def peak(events: int) -> int:
        folder = tmp_path / str(events)
        folder.mkdir()
        tracemalloc.start()
        try:
            log_export._write_events((b"%0300d" % number for number in range(events)), events, folder, nobody)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(256)  # what is imported or cached once
    assert peak(16_000) < peak(2_000) + 100_000


# Proofs


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[bytes]]]:
    folder = tmp_path_factory.mktemp("export")
    office = an_office(folder / "place")
    office.closed()
    bodies = office.bodies()
    yield export(office, folder / "export"), bodies


def decoded(lines: list[str]) -> list[bytes]:
    return [base64.b64decode(line) for line in lines]


def sizes(folder: Path) -> list[int]:
    return [int(note.split("\n")[1]) for note in (folder / "checkpoints.txt").read_text().split("\n\n")[:-1:2]]


def test_every_event_is_proved_under_every_checkpoint_over_it(exported: tuple[Path, list[bytes]]) -> None:
    folder, bodies = exported
    assert len(set(sizes(folder))) > 3
    for size in sizes(folder):
        for seq in range(size):
            proof, _, note = prove_event(folder, seq, size).partition("\n\n")
            first, extra, index, *path = proof.split("\n")
            head = parse_note(note).checkpoint
            assert (first, index, head.size) == ("c2sp.org/tlog-proof@v1", f"index {seq}", size)
            assert base64.b64decode(extra.removeprefix("extra ")) == bodies[seq]
            assert check_inclusion(leaf_hash(bodies[seq]), seq, size, decoded(path), head.root)


def test_every_growth_is_proved(exported: tuple[Path, list[bytes]]) -> None:
    folder, bodies = exported
    for old in range(len(bodies) + 1):
        proof, _, note = prove_growth(folder, old).partition("\n\n")
        first, *path = proof.split("\n")
        head = parse_note(note).checkpoint
        assert first == f"old {old}" and head.size == len(bodies)
        assert check_consistency(old, by_definition.mth(bodies[:old]), head.size, head.root, decoded(path))


def test_the_command_prints_a_proof_and_nothing_else(
    exported: tuple[Path, list[bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = exported
    size = sizes(folder)[0]
    for words, proof in [
        (["--inclusion", "0"], prove_event(folder, 0)),
        (["--inclusion", "2", "--size", str(size)], prove_event(folder, 2, size)),
        (["--consistency", "3"], prove_growth(folder, 3)),
        (["--consistency", "3", "--size", str(size)], prove_growth(folder, 3, size)),
    ]:
        assert main(["log", "prove", str(folder), *words]) == 0
        assert capsys.readouterr() == (proof, "")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--inclusion", "10000"], "export_no_event"),
        (["--inclusion", "-1"], "export_no_event"),
        (["--consistency", "10000"], "export_shrinks"),
        (["--consistency", "-1"], "export_shrinks"),
        (["--inclusion", "0", "--size", "1"], "export_no_checkpoint"),
        (["--inclusion", "0", "--size", "0"], "export_no_checkpoint"),
    ],
)
def test_a_proof_that_cannot_be_made_is_refused_in_words(
    exported: tuple[Path, list[bytes]], capsys: pytest.CaptureFixture[str], words: list[str], code: str
) -> None:
    assert main(["log", "prove", str(exported[0]), *words]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.endswith(f" [{code}]\n")


def test_no_proof_is_made_out_of_a_damaged_export(exported: tuple[Path, list[bytes]], tmp_path: Path) -> None:
    size = sizes(exported[0])[-1]
    cases: list[tuple[str, Callable[[bytes], bytes], str]] = [
        (f"tile/0/000.p/{size}", lambda content: content[:-1], "tile_malformed"),
        (f"tile/0/000.p/{size}", lambda content: content[:64] + bytes(32) + content[96:], "export_damaged"),
        (f"tile/entries/000.p/{size}", lambda content: content.replace(b"a", b"b"), "export_damaged"),
        ("checkpoint", lambda content: b"\xff", "export_unknown"),
        ("checkpoint", lambda content: b"", "note_malformed"),
    ]
    for number, (name, change, code) in enumerate(cases):
        folder = shutil.copytree(exported[0], tmp_path / str(number))
        (folder / name).write_bytes(change((folder / name).read_bytes()))
        failed = error_of(ListeningRoomError, prove_event, folder, 1)
        assert failed.code == code and message_for(failed).endswith(".")


def test_a_folder_that_is_no_export_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ListeningRoomError, match="export_unknown"):
            prove_growth(folder, 0)
