"""A time-stamping authority on this machine: `openssl ts` behind a small HTTP server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

_CONFIG = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
_USE = "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=critical,timeStamping\n"


@dataclass
class Authority:
    """Its questions and its answer. `answer`: what it answers instead of a stamp; `status`: its HTTP status."""

    folder: Path
    address: str = ""
    asked: list[bytes] = field(default_factory=list)
    answer: bytes | None = None
    status: int = 200

    @property
    def certificates(self) -> Path:
        return self.folder / "ca.pem"

    def stamp(self, request: bytes) -> bytes:
        """Return the answer to a request, as openssl makes it."""
        (self.folder / "request").write_bytes(request)
        files: list[str | Path] = ["-queryfile", self.folder / "request", "-out", self.folder / "answer"]
        _openssl("ts", "-reply", "-config", self.folder / "config", *files)
        return (self.folder / "answer").read_bytes()


def make_authority(folder: Path, use: str = _USE) -> Authority:
    """Make its root and its signer's certificate."""
    if sys.platform == "win32":
        pytest.skip("the authority is made with openssl")
    folder.mkdir()
    (folder / "config").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01")
    (folder / "use").write_text(use)
    new: list[str | Path] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _openssl(
        *("req", "-x509", *new, "-subj", "/CN=Test root", "-days", "3650"),
        *("-keyout", folder / "ca.key", "-out", folder / "ca.pem"),
    )
    _openssl(
        "req", *new, "-subj", "/CN=Test time stamps", "-keyout", folder / "signer.key", "-out", folder / "signer.csr"
    )
    _openssl(
        *("x509", "-req", "-in", folder / "signer.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key"),
        *("-extfile", folder / "use", "-days", "3650", "-out", folder / "signer.pem"),
    )
    return Authority(folder)


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """Let it answer, at its `address`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked.append(request)
            answer = authority.stamp(request) if authority.answer is None else authority.answer
            self.send_response(authority.status)
            if authority.status == 307:
                self.send_header("Location", authority.address)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    authority.address = f"http://127.0.0.1:{server.server_port}/tsr"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
