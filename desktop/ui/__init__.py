"""Windows and widgets. Only this package imports Qt; pages emit commands, places have them carried out.

PySide6 replaces Python's own function for imports to support `from __feature__ import`, which nothing here uses. Its
replacement reads the source text of every module that is imported afterwards, ours and the libraries': SQLAlchemy's
alone takes 40 ms of a start. So the builtins are put back as they were (PYSIDE-2029; napari issue 8584 has
measurements).
"""

from __future__ import annotations

import builtins

_before = dict(vars(builtins))

import PySide6.QtCore  # noqa: E402, F401 - importing it is what replaces the function

vars(builtins).update(_before)
