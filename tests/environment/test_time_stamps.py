"""Checkpoints stamped by an authority: what is kept, and what is refused."""

from __future__ import annotations

import base64
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from desktop.environment import time_stamps
from desktop.environment.time_stamps import TimeStamps
from desktop.errors import ExternalSystemError
from tests.environment.test_witnesses import a_checkpoint
from tests.support.refusals import error_of
from tests.support.servers.time_stamping import Authority, make_authority, serving


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tsa") / "authority")


@pytest.fixture
def authority(made: Authority) -> Iterator[Authority]:
    with serving(Authority(made.folder)) as serves:
        yield serves


@pytest.fixture
def stamps(authority: Authority, tmp_path: Path) -> TimeStamps:
    return TimeStamps(authority.address, authority.certificates, tmp_path / "share" / "witness.txt.stamps")


def refused(stamps: TimeStamps) -> str:
    before = stamps.readable_text()
    error = error_of(ExternalSystemError, stamps.add, a_checkpoint(2))
    assert stamps.readable_text() == before
    return error.code


@pytest.mark.against("pc")
def test_each_checkpoint_is_stamped_and_the_authority_learns_its_digest_alone(
    stamps: TimeStamps, authority: Authority
) -> None:
    for size in (2, 5):
        stamps.add(a_checkpoint(size))
    lines = (stamps.readable_text() or "").splitlines()
    digests = [sha256(a_checkpoint(size).encode()).digest() for size in (2, 5)]
    assert [line.split(" ")[0] for line in lines] == [digest.hex() for digest in digests]
    for request, digest in zip(authority.asked, digests, strict=True):
        assert digest in request and b"office.example" not in request
    answer = base64.b64decode(lines[0].split(" ")[1])
    assert digests[0] in answer and b"Test time stamps" in answer


def test_a_stamp_that_was_cut_off_by_a_crash_is_none(stamps: TimeStamps) -> None:
    stamps.add(a_checkpoint(2))
    whole = stamps.path.read_bytes()
    stamps.path.write_bytes(whole + whole[:70])
    stamps.add(a_checkpoint(5))
    assert stamps.path.read_bytes().startswith(whole) and stamps.path.read_bytes().count(b"\n") == 2


def test_what_another_asked_for_is_not_kept(stamps: TimeStamps, authority: Authority) -> None:
    stamps.add(a_checkpoint(2))
    authority.answer = authority.stamp(authority.asked[0])  # the right digest, and the nonce of an earlier question
    assert refused(stamps) == "stamp_refused"


def test_what_another_authority_signed_is_not_kept(stamps: TimeStamps, tmp_path: Path) -> None:
    other = make_authority(tmp_path / "other")
    assert refused(TimeStamps(stamps.address, other.certificates, stamps.path)) == "stamp_refused"


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (b"", 200, "stamp_refused"),
        (b"<html>no stamp</html>", 200, "stamp_refused"),
        (b"x" * (1 << 17), 200, "stamp_unreachable"),
        (None, 500, "stamp_unreachable"),
        (None, 307, "stamp_unreachable"),
    ],
)
def test_an_answer_that_is_none_is_not_kept(
    stamps: TimeStamps, authority: Authority, answer: bytes | None, status: int, code: str
) -> None:
    authority.answer, authority.status = answer, status
    assert refused(stamps) == code
    assert len(authority.asked) == 1, "no redirection is followed"


def test_an_authority_that_is_away_or_slow_is_said_to_be(stamps: TimeStamps, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("http://127.0.0.1:1/", "http://no host/", "https://127.0.0.1:1/"):
        assert refused(TimeStamps(address, stamps._roots, stamps.path)) == "stamp_unreachable"
    monkeypatch.setattr(time_stamps, "PATIENCE", 1e-9)
    assert refused(stamps) == "stamp_unreachable"


@pytest.mark.against("pc")
@pytest.mark.parametrize(
    "begins", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"]
)
def test_one_that_answers_drop_by_drop_is_given_up(
    stamps: TimeStamps, monkeypatch: pytest.MonkeyPatch, begins: bytes
) -> None:
    """Each drop is in time for itself, and whoever closes a session would wait for them all."""
    monkeypatch.setattr(time_stamps, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        drops = threading.Thread(target=drip, args=(server, begins))
        drops.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert refused(TimeStamps(address, stamps._roots, stamps.path)) == "stamp_unreachable"
        drops.join()


def drip(server: socket.socket, begins: bytes) -> None:
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.recv(1 << 16)
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + begins)
        while True:
            connection.sendall(b"a")
            connection.settimeout(0.05)
            with suppress(TimeoutError):
                if not connection.recv(1):
                    return


@pytest.mark.against("pc")
@pytest.mark.skipif(sys.platform == "win32", reason="Wine has no links that lead on")
def test_a_link_in_the_place_of_the_file_costs_nothing_of_what_it_leads_to(stamps: TimeStamps, tmp_path: Path) -> None:
    other = tmp_path / "of this account.db"
    other.write_bytes(b"a first line\n" + bytes(4000))
    stamps.path.parent.mkdir()
    stamps.path.symlink_to(other)
    assert error_of(ExternalSystemError, stamps.add, a_checkpoint(2)).code == "stamps_unusable"
    assert other.read_bytes() == b"a first line\n" + bytes(4000)


def test_one_that_is_away_is_not_asked_again_for_a_while(
    stamps: TimeStamps, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone at the counter waits for each checkpoint, and would wait for the authority each time."""
    authority.status = 503
    for _ in range(3):
        assert refused(stamps) == "stamp_unreachable"
    assert len(authority.asked) == 1
    authority.status = 200
    monkeypatch.setattr(time_stamps, "PAUSE", 0.0)
    stamps._not_before = 0.0
    stamps.add(a_checkpoint(2))
    assert len((stamps.readable_text() or "").splitlines()) == 1


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_certificates_that_cannot_be_read_are_said_to_be_missing(
    stamps: TimeStamps, tmp_path: Path, content: bytes | None
) -> None:
    roots = tmp_path / "roots.pem"
    if content is not None:
        roots.write_bytes(content)
    assert refused(TimeStamps(stamps.address, roots, stamps.path)) == "stamp_certificates"


def test_a_file_that_cannot_be_written_is_said_so(stamps: TimeStamps) -> None:
    stamps.path.mkdir(parents=True)
    assert refused(stamps) == "stamps_unusable"
    assert stamps.readable_text() is None
