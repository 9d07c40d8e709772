"""Begin a further witness file or a time-stamping authority, or one in the place of another, from the command line.

Rules:
- The new file has the first key of each desk before anything else, then the event of its beginning, anchored in the
  files that the office has from then on. Only then `office.toml` names it. A beginning that was killed is begun again
  with the same command.
- Where the file is replaced because it is lost, the new one vouches for what is there now, and no further back than
  the office's other files and its receipts do: the event says when that was.
- An office has one authority at most. Its first stamp is over the event of its beginning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from desktop.application.log.integrity import begin_witness
from desktop.bootstrap.making import begin_first_keys
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.verifying import milestones_of
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.config import OfficePaths
from desktop.domain.log.checkpoint import WitnessBegun, WitnessReason
from desktop.domain.office.people import Permission
from desktop.environment.office_file import OfficeFile
from desktop.environment.time_stamps import TimeStamps
from desktop.environment.witnesses import Witness, witnesses_of
from desktop.errors import CheckpointNotStoredError, FieldsError


@dataclass(frozen=True)
class NewWitness:
    """The arguments of `witness begin`. `place`: a file, or the address of a time-stamping authority.

    `replaces`: the place of another. `certificates`: an authority's (PEM).
    """

    place: str
    reason: WitnessReason
    replaces: str | None = None
    certificates: Path | None = None

    @property
    def is_authority(self) -> bool:
        """Whether it is an authority."""
        return self.place.startswith(("http://", "https://"))

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.place).absolute()


def begin(folder: Path, administrator: str, password: str, new: NewWitness) -> WitnessBegun:
    """Sign an administrator in, and begin the file. Return how many there are.

    Raises SignInRefusedError, NotAllowedError, FieldsError, ExternalSystemError; CheckpointNotStoredError where the
    file is in use from now on all the same.
    """
    with opened(folder) as office:
        parts = office.parts
        file = _with(parts, new)
        replaces = new.replaces is not None
        begun = WitnessBegun(new.reason, replaces, file.witness_count, time_stamps=new.is_authority)
        if problems := begun.problems():
            raise FieldsError(problems)
        actor = office.sign_in(administrator, password, Permission.ADMINISTER).actor
        if not new.is_authority:
            begin_first_keys(parts, Witness(new.path))
        later = OpenOffice(replace(parts, file=file, witness=witnesses_of(file, parts.paths.folder)))
        try:
            later.run(begin_witness, actor, begun)
        except CheckpointNotStoredError:
            file.write(parts.paths)
            raise
        file.write(parts.paths)
        milestones_of(parts).forget()  # the next verification is whole: the new file has none of the old checkpoints
        return begun


def _with(parts: Parts, new: NewWitness) -> OfficeFile:
    """Return the office's file with the new witness in it. Raises FieldsError, ExternalSystemError."""
    return _with_authority(parts.file, new) if new.is_authority else _with_file(parts, new)


def _with_authority(file: OfficeFile, new: NewWitness) -> OfficeFile:
    if new.certificates is None:
        raise FieldsError({"certificates": "authority_certificates"})
    before = None if file.time_stamps is None else file.time_stamps[0]
    if before != new.replaces:
        raise FieldsError({"witness": "authority_in_use" if new.replaces is None else "witness_not_one"})
    authority = (new.place, new.certificates.absolute())
    TimeStamps(*authority, Path()).certificates()
    return file._replace(time_stamps=authority)


def _with_file(parts: Parts, new: NewWitness) -> OfficeFile:
    paths = parts.file.witnesses(parts.paths.folder)
    if new.path.resolve().is_relative_to(parts.paths.folder.resolve()):
        raise FieldsError({"witness": "witness_inside"})
    if new.path.resolve() in {known.resolve() for known in paths}:
        raise FieldsError({"witness": "witness_in_use"})
    there = new.path.exists()
    if there and (text := Witness(new.path).text()) and f"\n{parts.file.origin}\n" not in text:
        raise FieldsError({"witness": "witness_taken"})
    old = None if new.replaces is None else Path(new.replaces).absolute()
    if old is None:
        paths = (*paths, new.path)
    elif old in paths:
        paths = tuple(new.path if known == old else known for known in paths)
    else:
        raise FieldsError({"witness": "witness_not_one"})
    first = None if paths[0] == OfficePaths(parts.paths.folder).witness else paths[0]
    return parts.file._replace(witness=first, more_witnesses=paths[1:])
