"""Listening Room: play an approved call recording, in the office, to the person it is about."""

RELEASE = "0.1.0"
"""The current release, or the one being developed."""


def _version() -> str:
    """Return the version that a build was given (`script/lib.sh`); from source, the release.

    Without `pathlib`, which takes a decoding process longer to load than all else that it needs.
    """
    top = __file__.replace("\\", "/").rsplit("/", 2)[0]
    try:
        with open(f"{top}/resources/version", encoding="ascii") as file:  # noqa: PTH123 - see above
            return file.read().strip()
    except (OSError, ValueError):
        return RELEASE


__version__ = _version()
