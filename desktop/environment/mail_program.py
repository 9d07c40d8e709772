"""The program that this account reads its mail with, and handing a draft e-mail to it.

Rules:
- The desktop is asked first which program opens e-mails (`xdg-mime`): where none does, `xdg-open` would show the file
  in whatever opens any file, such as a web browser.
- The program is started as the account would start it: without the variables of this one, which may lead to libraries
  of the built program. It lives on its own, and nobody waits for its end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from desktop.errors import ExternalSystemError, in_place_of

E_MAIL = "message/rfc822"
SECONDS = 10
"""How long the desktop may take to answer."""
OUR_OWN = ("LD_", "DYLD_", "QT_", "PYTHON", "VLC", "LIBVLC", "_PYI", "_MEI")
"""How the names of variables begin that are this program's alone."""


def hand_over(draft: Path) -> None:
    """Have the account's mail program open the file of a draft. Raises ExternalSystemError (`no_mail_program`).

    Whether the program then shows it, nobody can tell.
    """
    with in_place_of((OSError, subprocess.SubprocessError), ExternalSystemError("no_mail_program")):
        if sys.platform == "win32":
            os.startfile(draft)
        elif sys.platform == "darwin":
            _run("open", str(draft))
        else:
            _hand_to_desktop(draft)


def _hand_to_desktop(draft: Path) -> None:
    if not _run("xdg-mime", "query", "default", E_MAIL).strip():
        raise FileNotFoundError(E_MAIL)
    _run("setsid", "--fork", _path("xdg-open"), str(draft))


def _run(program: str, *arguments: str) -> str:
    """Run one to its end, and return what it printed. Raises OSError, SubprocessError."""
    command, null, variables = [_path(program), *arguments], subprocess.DEVNULL, _the_accounts(os.environ)
    pipe = subprocess.PIPE
    ran = subprocess.run(command, stdin=null, stdout=pipe, stderr=null, env=variables, timeout=SECONDS, check=True)
    return ran.stdout.decode(errors="replace")


def _path(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise FileNotFoundError(program)
    return found


def _the_accounts(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without those of this program."""
    return {name: value for name, value in variables.items() if not name.startswith(OUR_OWN)}
