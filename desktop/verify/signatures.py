"""Signatures, some of them checked ahead: on a second thread, while the next rows are read.

Rules:
- Checking ahead changes no verdict. One is looked up by key, signature and message together; whatever was not asked for
  is checked on the spot. So a key that has changed in between only costs the time.
- What was asked for last is remembered, and nothing before it.
- `cryptography` checks a signature without Python's lock, and so does SQLite read a row: the two overlap.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from desktop.verify.notes import is_signed

Claim = tuple[bytes, bytes, bytes]
"""A public key, a signature, and the message that it is said to be over."""


class Signatures:
    """Use it as a context: the thread ends with it. Outside of one everything is checked on the spot."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._asked: frozenset[Claim] = frozenset()
        self._verdicts: Future[dict[Claim, bool]] = Future()

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, "signatures")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
        self._thread, self._asked = None, frozenset()

    def ask(self, claims: Iterable[Claim]) -> None:
        """Begin to check these, in place of those that were asked for before."""
        self._asked = frozenset(claims)
        if self._thread is not None and self._asked:
            self._verdicts = self._thread.submit(_verdicts_on, self._asked)
        else:
            self._asked = frozenset()

    def is_signed(self, public: bytes, signature: bytes, data: bytes) -> bool:
        """Return whether the Ed25519 signature holds; a key or signature of a wrong form does not."""
        claim = public, signature, data
        return self._verdicts.result()[claim] if claim in self._asked else is_signed(*claim)


def _verdicts_on(claims: frozenset[Claim]) -> dict[Claim, bool]:
    return {claim: is_signed(*claim) for claim in claims}
