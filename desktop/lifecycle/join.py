"""The new PC's part: it asks to join, and opens the answer.

Rules:
- Asking makes the PC's identity and its enrolment key, in this account's keyring under a name of their own, until it
  has joined; a file beside the office's folder says so. Asking again gives the same request, unless a new one is
  wanted.
- The four words of the answer are typed as the PC that granted it shows them, or nothing in it is used: an office that
  somebody made under the same name has others.
- What an answer brings is laid into the office's folder and the keyring whole or not at all. Then the PC writes its
  first event and begins in the witness files: where that fails, or the program is stopped, `join` is given again.
  Until then a mark in the folder says so.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

from desktop.application.office.setting_up import join_office
from desktop.application.ports.log import Keystore
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.keys import identity_of, keystore_of, new_desk_identity
from desktop.bootstrap.making import begin_witness, has_begun
from desktop.bootstrap.pcs import JoinAnswer, read_answer, with_authority
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.config import OfficePaths
from desktop.domain.office.pcs import JoinRequest, are_words
from desktop.domain.shared.ids import DeskId, new_id
from desktop.domain.shared.typed_text import hidden_in
from desktop.environment.atomic_folder import Kind, whole_folder
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.environment.keyring.stores import open_keyring
from desktop.environment.office_file import DATABASE_PASSWORD, REAL, OfficeFile, read_office_file
from desktop.errors import ExternalSystemError, FieldsError, begun, in_place_of
from desktop.files.durable import FOR_OTHERS, make_folder, write_file
from desktop.lifecycle.backups import AUTHORITY, STAMPS_CERTIFICATES
from desktop.vault.blobs import is_vault_of
from desktop.vault.keys import recipient_of

SERVICE = "listening-room/joining"
"""The service name in the keyring of a PC that has asked, and has not joined yet."""
ASKING = "asking"


def ask(folder: Path, name: str, *, anew: bool = False, for_jobs: bool = False) -> JoinRequest:
    """Return this PC's request to join. `for_jobs`: it is kept for jobs, and its keys are in a file (`keyring.stores`).

    Raises FieldsError, ExternalSystemError (`office_exists`), KeyringError.
    """
    if problems := hidden_in(desk=name):
        raise FieldsError(problems)
    if not name.strip():
        raise FieldsError({"desk": "desk_name_missing"})
    if OfficePaths(folder).office_file.exists():
        raise ExternalSystemError("office_here_already", folder=str(folder))
    for_jobs = for_jobs or _for_jobs(folder).exists()
    store = _joining_store(folder, for_jobs=for_jobs)
    asked = None if anew else _asked(store)
    if asked is None:
        _forget(store)
        desk = DeskId(new_id())
        new_desk_identity(store, desk)
    else:
        desk = asked.desk
    if not for_jobs:
        with in_place_of(OSError, ExternalSystemError("office_folder_unusable")):
            make_folder(folder.parent)
            _has_asked(folder).touch()
    store.set(ASKING, json.dumps({"desk": desk, "name": name.strip()}))
    return _request(store, desk, name.strip())


def pending(folder: Path) -> JoinRequest | None:
    """Return the request with which this PC has asked, if it has not joined yet. Raises KeyringError.

    Where it has not asked the keyring is left alone: a locked one prompts for its password.
    """
    if not _has_asked(folder).exists():
        return None
    store = open_keyring(SERVICE)
    asked = _asked(store)
    return None if asked is None else _request(store, asked.desk, asked.name)


def write_request(request: JoinRequest, file: Path) -> None:
    """Write it into a new file. Raises ExternalSystemError (`join_request_exists`, `join_request_not_written`)."""
    try:
        write_file(file, request.text().encode(), FOR_OTHERS)
    except FileExistsError:
        raise ExternalSystemError("join_request_exists") from None
    except OSError:
        raise ExternalSystemError("join_request_not_written") from None


def _request(store: Keystore, desk: DeskId, name: str) -> JoinRequest:
    """Return the request of the keys in the store, which are made where there are none."""
    key = base64.b64encode(KeystoreDaySigner(store, "", desk).enrolment_key()).decode("ascii")
    return JoinRequest(desk, name, recipient_of(identity_of(store, desk)), key)


def join(folder: Path, file: Path, words: str, *, witness: Path | None = None, vault: Path | None = None) -> OpenOffice:
    """Open the answer, and join. Return the office, open. `words`: the answer's four, as they were typed.

    `witness`, `vault`: where this PC has them, if the granting PC has them elsewhere.
    Raises ExternalSystemError (`nothing_asked`, those of `read_answer`, `office_exists`), FieldsError (`words`),
    KeyringError, DatabaseError.
    """
    for_jobs = _for_jobs(folder).exists()
    store = _joining_store(folder, for_jobs=for_jobs)
    asked = _asked(store)
    if asked is None:
        raise ExternalSystemError("nothing_asked")
    answer = read_answer(file, identity_of(store, asked.desk), asked.desk)
    if not are_words(words, answer.words()):
        raise FieldsError({"words": "join_answer_words_wrong"})
    paths = OfficePaths(folder)
    if not paths.office_file.exists():
        with whole_folder(folder, Kind.JOINED, lambda left: None) as beside:
            _lay(answer, beside, folder, store, witness, vault, for_jobs=for_jobs)
    else:
        _lay_again(answer, asked.desk, folder, witness, vault)
    office = opened(folder)
    try:
        with begun():
            _begin(office)
    except BaseException:
        office.close()
        raise
    paths.joining.unlink(missing_ok=True)
    _forget(store)
    for left in (_for_jobs(folder), _has_asked(folder)):
        left.unlink(missing_ok=True)
    return office


def _joining_store(folder: Path, *, for_jobs: bool) -> Keystore:
    """Return where the keys are until the PC has joined."""
    if not for_jobs:
        return open_keyring(SERVICE)
    from desktop.environment.keyring.stores import RootStore

    make_folder(folder.parent)
    return RootStore(_for_jobs(folder), SERVICE)


def _has_asked(folder: Path) -> Path:
    """Return the file beside the office's folder that says that the keyring has a request; nothing is in it."""
    return folder.with_name(f"{folder.name}.asked-to-join")


def _for_jobs(folder: Path) -> Path:
    """Return the file of those keys beside the office's folder, at a PC kept for jobs."""
    return folder.with_name(f"{folder.name}.joining-keys.json")


def _begin(office: OpenOffice) -> None:
    """Write the first event, unless an earlier try did, and begin in the witness files."""
    if not has_begun(office.parts, office.id):
        office.run(join_office, office.id)
    begin_witness(office.parts, office.id)


def _lay(
    answer: JoinAnswer,
    beside: Path,
    folder: Path,
    joining: Keystore,
    witness: Path | None,
    vault: Path | None,
    *,
    for_jobs: bool,
) -> None:
    """Fill the office's folder and this account's keyring. Paths in the office's file are those it will have."""
    witnesses = [Path(each) for each in answer.witnesses]
    if witness is not None:
        witnesses[0] = witness.absolute()
    shared = _shared(answer, vault)
    vault_in, stamps = VaultPlace.FOLDER if shared else VaultPlace.DATABASE, None
    if answer.stamps:
        write_file(beside / STAMPS_CERTIFICATES, answer.stamps_certificates.encode())
        stamps = answer.stamps, (folder / STAMPS_CERTIFICATES).absolute()
    database = answer.database
    if answer.authority:
        write_file(beside / AUTHORITY, answer.authority.encode())
        database = with_authority(database, (folder / AUTHORITY).absolute())
    first, *more = witnesses
    office = OfficeFile(
        answer.office, REAL, answer.desk, first, database, tuple(more), stamps, shared, vault_in
    )._replace(keys_in_file=for_jobs)
    paths = OfficePaths(beside)
    office.write(paths)
    write_file(paths.joining, b"")
    store = keystore_of(office, paths)
    for name in (f"identity/{answer.desk}", f"signing-keys/{answer.desk}"):
        store.set(name, joining.get(name) or "")
    if answer.password:
        store.set(DATABASE_PASSWORD, answer.password)
    KeystoreDaySigner(store, office.origin, answer.desk).pin(bytes.fromhex(answer.genesis))


def _lay_again(answer: JoinAnswer, desk: DeskId, folder: Path, witness: Path | None, vault: Path | None) -> None:
    """Take on where this PC has witness and folder, if it is told so at a later try. Raises ExternalSystemError."""
    file, paths = read_office_file(folder)
    if file.desk != desk:
        raise ExternalSystemError("office_exists")
    told = file if witness is None else file._replace(witness=witness.absolute())
    told = told if vault is None else told._replace(vault=_shared(answer, vault))
    if told != file:
        with in_place_of(OSError, ExternalSystemError("office_folder_unusable")):
            told.write(paths)


def _shared(answer: JoinAnswer, vault: Path | None) -> Path | None:
    """Return the folder that the PCs share; None where recordings are in the database. Raises ExternalSystemError."""
    if not answer.vault:
        if vault is not None:
            raise ExternalSystemError("vault_in_database")
        return None
    shared = (vault or Path(answer.vault)).absolute()
    if not shared.is_dir():
        raise ExternalSystemError("vault_not_here")
    if not is_vault_of(shared, answer.office):
        raise ExternalSystemError("vault_of_another_office")
    return shared


def _asked(store: Keystore) -> JoinRequest | None:
    """Return what this PC has asked with; its keys are not read."""
    try:
        found = json.loads(store.get(ASKING) or "")
        return JoinRequest(DeskId(found["desk"]), found["name"], "", "")
    except (ValueError, KeyError, TypeError):
        return None


def _forget(store: Keystore) -> None:
    asked = _asked(store)
    if asked is not None:
        for name in (ASKING, f"identity/{asked.desk}", f"signing-keys/{asked.desk}"):
            store.delete(name)
