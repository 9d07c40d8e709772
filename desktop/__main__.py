"""The program's entry point: arguments, exit code. Everything else is imported once it is needed.

`start` runs the program, from source and built: it secures the process first. `main` alone is for tests.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from desktop.errors import ListeningRoomError

DECODE_CHILD = "decode-child"
"""Internal: how a built program starts its decoding child (see `desktop.media.sandbox.decoding.child_command`)."""
STOPPED = 130
"""The exit code of a command that Ctrl+C ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit code: 2 where it could not begin, `STOPPED` after Ctrl+C."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == [DECODE_CHILD]:
        from desktop.media.sandbox import decode_child

        return decode_child.main(words[1:])
    from desktop.errors import ExternalSystemError, ListeningRoomError

    try:
        return _run(words)
    except ListeningRoomError as error:
        return _told(error)
    except EOFError:  # a password was asked for, and there is no terminal, or it was ended with Ctrl+D
        return _told(ExternalSystemError("nobody_to_ask"))
    except KeyboardInterrupt:
        return STOPPED


def _told(error: ListeningRoomError) -> int:
    from desktop.words.errors import message_for

    print(f"listening-room: {message_for(error)} [{error.code}]", file=sys.stderr)
    return 1 if error.begun else 2


def _run(words: Sequence[str]) -> int:
    """Run a verb. The everyday start, which has none, loads no other verb and no words of theirs."""
    from desktop.cli import screens

    match words:
        case []:
            return screens.open_office(None)
        case ["--office", folder] if not folder.startswith("-"):
            return screens.open_office(Path(folder))
    from desktop.cli import main as command_line

    return command_line.run(words)


def start() -> NoReturn:
    """Secure the process, run the verb, and exit with its code."""
    from desktop.lockdown import at_start

    at_start.secure()
    _write_utf8()
    sys.exit(main())


def _write_utf8() -> None:
    """Have what is piped, or goes into a file, be the same bytes on every system: Windows would take an older table of
    letters, and end each line in its own way."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():  # a windowed program has none
            stream.reconfigure(encoding="utf-8", newline=None if stream is sys.stdin else "\n")


if __name__ == "__main__":
    start()
