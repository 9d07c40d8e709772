"""One PC's line to a server: `python -m tests.lab.line listen PORT SOCKET`, and `lead SOCKET PORT` at its other end.

A PC of a lab has a network namespace with nothing in it. What listens there, on localhost, hands each connection
through a socket in a folder to what leads it to the server's port on this machine. Ending either cuts the line.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

BLOCK = 1 << 16


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while block := await source.read(BLOCK):
            target.write(block)
            await target.drain()
    except OSError:
        pass
    finally:
        target.close()


async def _join(
    ours: tuple[asyncio.StreamReader, asyncio.StreamWriter], theirs: tuple[asyncio.StreamReader, asyncio.StreamWriter]
) -> None:
    await asyncio.gather(_carry(ours[0], theirs[1]), _carry(theirs[0], ours[1]))


async def _listen(port: int, socket: Path) -> None:
    async def begun(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _join((reader, writer), await asyncio.open_unix_connection(socket))

    async with await asyncio.start_server(begun, "127.0.0.1", port) as server:
        print("listening", flush=True)
        await server.serve_forever()


async def _lead(socket: Path, port: int) -> None:
    async def begun(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _join((reader, writer), await asyncio.open_connection("127.0.0.1", port))

    async with await asyncio.start_unix_server(begun, socket) as server:
        print("leading", flush=True)
        await server.serve_forever()


def main(end: str, first: str, second: str) -> None:
    """Carry until this process is ended."""
    asyncio.run(_listen(int(first), Path(second)) if end == "listen" else _lead(Path(first), int(second)))


if __name__ == "__main__":
    main(*sys.argv[1:])
