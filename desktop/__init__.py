"""Listening Room: play an approved call recording, in the office, to the person it is about."""

from pathlib import Path

RELEASE = "0.1.0"
"""The release that is worked on, or that this is."""


def _version() -> str:
    """Return the version that a build was given (`script/lib.sh`); from source, the release."""
    try:
        return (Path(__file__).parents[1] / "resources" / "version").read_text("ascii").strip()
    except (OSError, ValueError):
        return RELEASE


__version__ = _version()
