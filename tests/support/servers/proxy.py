"""A TCP proxy between a desk and the real PostgreSQL server, which loses answers. TLS passes through it unread.

`drop_next_answer`: everything from the server is dropped from now on, and at its first byte both sides are cut:
the server has done its work, and the desk never hears of it. `drop_next_question`: the same the other way
round, so that the server never hears. While it is `shut` nobody comes through.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event

CHUNK = 65536


class Proxy:
    """Listens on a free port of this machine, and leads to another."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("localhost", 0))
        self.port: int = self._listening.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._drops: str | None = None
        self._at = 0
        self._ended = False
        self.shut = False
        self.shuts_after_drop = False
        self.dropped = 0
        self._trips = 0
        self._run(self._accept)

    @property
    def trips(self) -> int:
        """How often the desk asked and waited: a question that follows an answer, or is the first of its connection."""
        return self._trips

    def drop_next_answer(self) -> None:
        self._drops = "answer"

    def drop_next_question(self) -> None:
        self._drops = "question"

    def drop_at(self, trip: int, kind: str) -> None:
        """Drop the question or the answer of that trip from now on: of the first, the second; 0: of none."""
        self._at, self._drops = self._trips + trip, kind if trip else None

    def close(self) -> None:
        """Cut every connection, and wait until nothing runs."""
        self._ended = True
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _run(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="proxy")  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended:
            try:
                desk, _ = self._listening.accept()
            except OSError:
                return
            if self.shut:
                desk.close()
                continue
            self._run(self._carry, desk, socket.create_connection(("localhost", self._to)))

    def _carry(self, desk: socket.socket, server: socket.socket) -> None:
        with self._lock:
            self._open |= {desk, server}
        last = "answer"
        with selectors.DefaultSelector() as ready, desk, server:
            ready.register(desk, selectors.EVENT_READ, (server, "question"))
            ready.register(server, selectors.EVENT_READ, (desk, "answer"))
            with contextlib.suppress(OSError):
                while carried := self._carried(ready.select(), last):
                    last = carried
            with self._lock:
                self._open -= {desk, server}

    def _carried(self, found: list[tuple[selectors.SelectorKey, int]], last: str) -> str:
        """Return what was carried last, after `last`; "" once the connection has ended."""
        for key, _ in found:
            onward, kind = key.data
            assert isinstance(key.fileobj, socket.socket)
            data = key.fileobj.recv(CHUNK)
            if not data:
                return ""
            self._trips += kind == "question" and last == "answer"
            last = kind
            if self._drops == kind and self._trips >= self._at:
                self._drops = None
                self.dropped += 1
                self.shut = self.shuts_after_drop
                return ""
            onward.sendall(data)
        return last


@contextmanager
def a_proxy(port: int) -> Iterator[Proxy]:
    """Yield a proxy before that port; closed at the end, with its threads."""
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()


class Loses:
    """The proxy's losses at each COMMIT of an engine. `only`: how many times; None for always."""

    def __init__(self, engine: Engine, proxy: Proxy, *, question: bool = False, only: int | None = None) -> None:
        self._engine, self._proxy, self._question, self._left = engine, proxy, question, only

    def __enter__(self) -> Loses:
        event.listen(self._engine, "commit", self._now)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "commit", self._now)

    def _now(self, _: Connection) -> None:
        if self._left == 0:
            return
        self._left = None if self._left is None else self._left - 1
        if self._question:
            self._proxy.drop_next_question()
        else:
            self._proxy.drop_next_answer()
