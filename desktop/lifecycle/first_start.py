"""The first start, carried out: an office is made or restored, this PC asks and joins, or the demo is made ready.

The port of that name. `create`, `restore` and `join` do the work, as for the commands. They are loaded at their first
use: the window opens without them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from desktop.application.ports import lifecycle as ports
from desktop.application.ports.sound import VaultPlace, Watcher
from desktop.bootstrap.keys import RecoveryKeysHere
from desktop.config import OfficePaths
from desktop.domain.office.pcs import JoinRequest
from desktop.domain.shared.typed_text import hidden_in
from desktop.errors import DatabaseError, ExternalSystemError, FieldsError, problems_where
from desktop.vault.blobs import is_empty

if TYPE_CHECKING:
    from desktop.bootstrap.making import Server


WITNESS_NAME = "listening-room-witness.txt"
"""The witness file in the folder that was chosen."""
REFUSED = {
    "database_owner_refused": {"owner_password": "server_owner_refused"},
    "database_desks_refused": {"password": "server_role_refused"},
}
"""Beside which field it is said that the server does not let a role in."""


@dataclass(frozen=True)
class FirstStarting(RecoveryKeysHere):
    """See the port (`FirstStart`). `folder`: of the office to be; `demo`: makes the demo ready, None without one."""

    demo: Callable[[], ports.DemoMade] | None = None

    @property
    def has_demo(self) -> bool:
        """See the port."""
        return self.demo is not None

    def make_demo(self) -> ports.DemoMade:
        """See the port."""
        if self.demo is None:
            raise ExternalSystemError("demo_missing")
        return self.demo()

    def check_office(self, plan: ports.OfficePlan) -> ports.OfficePlan:
        """See the port."""
        missing = problems_where(
            ("name", "office_name_missing", not plan.name), ("nation", "nation_missing", plan.nation is None)
        )
        return _unless(hidden_in(name=plan.name, place=plan.place) | missing, plan)

    def check_pc(self, plan: ports.OfficePlan) -> ports.OfficePlan:
        """See the port."""
        missing = problems_where(
            ("desk", "desk_name_missing", not plan.desk),
            ("opens_originals", "desk_kind_missing", plan.opens_originals is None),
        )
        return _unless(hidden_in(desk=plan.desk) | missing, plan)

    def check_rows(self, plan: ports.OfficePlan) -> ports.OfficePlan:
        """See the port."""
        return _unless({"on_server": "rows_missing"} if plan.on_server is None else {}, plan)

    def check_server(self, plan: ports.OfficePlan) -> ports.OfficePlan:
        """See the port."""
        from desktop.bootstrap.making import try_server

        server = plan.server or ports.ServerPlan()
        remote, authority = not server.host.startswith("/"), server.authority
        problems = problems_where(
            ("host", "server_host_missing", not server.host),
            ("database", "server_database_missing", not server.database),
            ("role", "server_role_missing", not server.role),
            ("owner", "server_owner_missing", not server.owner),
            ("password", "server_password_missing", remote and not server.password),
            ("owner_password", "server_owner_password_missing", remote and not server.owner_password),
            ("authority", "server_authority_missing", remote and not (authority and authority.is_file())),
        )
        _unless(problems, plan)
        try:
            try_server(_server(server))
        except DatabaseError as error:
            _unless(REFUSED.get(error.code, {}), plan)
            if error.code != "database_in_use" or not self._was_interrupted():
                raise
        return plan

    def _was_interrupted(self) -> bool:
        """Return whether a killed program left an unfinished office: making another takes that back first."""
        return any(self.folder.parent.glob(".*.unfinished"))

    def check_recordings(self, plan: ports.OfficePlan) -> ports.OfficePlan:
        """See the port."""
        folder = plan.vault if plan.vault_in is VaultPlace.FOLDER else None
        unusable = plan.vault_in is VaultPlace.FOLDER and (folder is None or not is_empty(folder))
        problems = problems_where(
            ("vault_in", "vault_place_missing", plan.vault_in is None), ("vault", "vault_not_empty", unusable)
        )
        return _unless(problems, replace(plan, vault=folder))

    def check_witness(self, plan: ports.OfficePlan) -> ports.OfficePlan:
        """See the port."""
        from desktop.environment.witnesses import place_problem as problem_of
        from desktop.environment.witnesses import same_disk

        if plan.witness_later is None:
            raise FieldsError({"witness_on": "witness_place_missing"})
        if plan.witness_later:
            return replace(plan, witness=None, same_disk=False)
        if plan.witness is None:
            raise FieldsError({"witness": "witness_folder_missing"})
        refused = problem_of(plan.witness, plan.witness / WITNESS_NAME, self.folder)
        _unless({} if refused is None else {"witness": refused}, plan)
        return replace(plan, same_disk=same_disk(plan.witness, self.folder))

    def check_recovery(self, plan: ports.OfficePlan) -> ports.OfficePlan:
        """See the port."""
        from desktop.lifecycle.create import recovery_problem

        given = tuple(each.strip() for each in plan.recovery)
        problems: dict[str, str] = {}
        for name, recipient in zip(("first", "second"), given, strict=True):
            if recipient.upper().startswith("AGE-SECRET-KEY"):
                problems[name] = "recovery_is_secret"
            elif (code := recovery_problem((recipient,))) is not None:
                problems[name] = code
        if not problems and (code := recovery_problem(given)) is not None:
            problems["second"] = code
        return _unless(problems, replace(plan, recovery=(given[0], given[1])))

    def check_administrator(self, plan: ports.OfficePlan) -> ports.OfficePlan:
        """See the port."""
        from desktop.environment.passwords import problem

        problems = hidden_in(administrator=plan.administrator)
        if not plan.administrator:
            problems["administrator"] = "name_missing"
        if (refused := problem(plan.password, (plan.administrator, plan.name, plan.place))) is not None:
            problems["password"] = refused
        elif plan.password != plan.again:
            problems["again"] = "password_differs"
        return _unless(problems, plan)

    def make(self, plan: ports.OfficePlan, report: Callable[[int, int], object]) -> None:
        """See the port."""
        from desktop.lifecycle.create import NewOffice, make_office

        assert plan.nation is not None, "the pages before have asked for it"
        server = _server(plan.server) if plan.on_server and plan.server is not None else None
        named = plan.name, plan.place, plan.desk, plan.nation
        who = plan.administrator, plan.password
        witness = OfficePaths(self.folder).witness if plan.witness is None else plan.witness / WITNESS_NAME
        new = NewOffice(self.folder, *named, witness, plan.recovery, *who, server, bool(plan.opens_originals))
        if server is not None:
            new = replace(new, vault=plan.vault, vault_in=plan.vault_in or VaultPlace.FOLDER)
        make_office(new, report).close()

    def pending(self) -> ports.Asked | None:
        """See the port."""
        from desktop.lifecycle.join import pending

        request = pending(self.folder)
        return None if request is None else _asked(request)

    def ask(self, name: str, file: Path, *, anew: bool = False) -> ports.Asked:
        """See the port."""
        from desktop.lifecycle.join import ask, write_request

        request = ask(self.folder, name, anew=anew)
        write_request(request, file)
        return _asked(request)

    def join(self, answer: Path, words: str, witness: Path | None, vault: Path | None) -> None:
        """See the port."""
        from desktop.lifecycle.join import join

        join(self.folder, answer, words, witness=witness, vault=vault).close()

    def check_backup(self, plan: ports.RestorePlan) -> ports.RestorePlan:
        """See the port."""
        from desktop.lifecycle.backups import missing_of
        from desktop.lifecycle.restore import look_at

        if problems := missing_of(plan.backup, plan.key):
            raise FieldsError(problems)
        assert plan.backup is not None and plan.key is not None, "neither is missing"
        return replace(plan, facts=look_at(plan.backup, self.folder, plan.key))

    def restore(self, plan: ports.RestorePlan, watcher: Watcher) -> ports.Restored:
        """See the port."""
        from desktop.lifecycle.restore import restore

        assert plan.backup is not None and plan.key is not None, "the page before has asked for them"
        server = None if plan.server is None else _server(plan.server)
        stays = bool(plan.database_stays)
        return restore(plan.backup, self.folder, plan.key, server, watcher, database_stays=stays, shown=plan.facts)


def _asked(request: JoinRequest) -> ports.Asked:
    from desktop.environment.passwords import four_words_of

    return ports.Asked(request, four_words_of(request.text()))


def _unless(problems: dict[str, str], plan: ports.OfficePlan) -> ports.OfficePlan:
    """Return the plan, or raise FieldsError where there are problems."""
    if problems:
        raise FieldsError(problems)
    return plan


def _server(typed: ports.ServerPlan) -> Server:
    """Return the server with its address as one line (`db.engines.server_address`). Raises DatabaseError."""
    from desktop.bootstrap.making import Server, checked_address

    role, database = quote(typed.role, safe=""), quote(typed.database, safe="")
    if typed.host.startswith("/"):
        line = f"postgresql://{role}@/{database}?host={quote(typed.host, safe='/')}"
    else:
        line = f"postgresql://{role}@{typed.host}/{database}?sslrootcert={quote(str(typed.authority), safe='/')}"
    address, _ = checked_address(line)
    return Server(address, typed.password, typed.owner, typed.owner_password)
