"""The program's entry point: arguments, exit code. Everything else is imported once it is needed.

`start` runs the program, from source and built: it secures the process first. `main` alone is for tests.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from desktop.errors import ListeningRoomError

DECODE_CHILD = "decode-child"
"""Internal: how a built program starts its decoding child (see `desktop.media.sandbox.decode.child_command`)."""
STOPPED = 130
"""The exit code of a command that Ctrl+C ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit code: 2 where it could not begin, `STOPPED` after Ctrl+C."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == [DECODE_CHILD]:
        from desktop.media.sandbox import decode_child

        return decode_child.main(words[1:])
    from desktop.errors import ListeningRoomError, SurroundingsError

    try:
        return _run(words)
    except ListeningRoomError as error:
        return _told(error)
    except EOFError:  # a password was asked for, and there is no terminal, or it was ended with Ctrl+D
        return _told(SurroundingsError("nobody_to_ask"))
    except KeyboardInterrupt:
        return STOPPED


def _told(error: ListeningRoomError) -> int:
    from desktop.words.errors import words_of

    print(f"listening-room: {words_of(error)} [{error.code}]", file=sys.stderr)
    return 1 if error.begun else 2


def _run(words: Sequence[str]) -> int:
    """Run a verb. The everyday start, which has none, loads no other verb and no words of theirs."""
    from desktop import opening

    match words:
        case []:
            return opening.open_office(None)
        case ["--office", folder] if not folder.startswith("-"):
            return opening.open_office(Path(folder))
    from desktop import __version__, commands
    from desktop.arguments import parser
    from desktop.environment.own_log import own_log

    arguments = commands.with_typed_key(parser().parse_args(words))
    with own_log("commands").run(str(arguments.verb), __version__):
        return commands.run(arguments)


def start() -> NoReturn:
    """Secure the process, run the verb, and exit with its code."""
    from desktop.lockdown import at_start

    at_start.secure()
    sys.exit(main())


if __name__ == "__main__":
    start()
