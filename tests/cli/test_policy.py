"""Policies at the command line: out and in as TOML, by one person or by two, and what is printed and logged."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.policies import policies_of
from desktop.domain.log.events import EventKind
from desktop.environment import policy_source
from tests.cli.test_people import Run, act, first_password, folder, kinds, run
from tests.lifecycle.test_create import PASSWORD, keyring

__all__ = ["folder", "keyring", "run"]

SECOND = "a second person's own password"


def policy(run: Run, action: str, *words: str, who: str = "admin", password: str = PASSWORD) -> tuple[int, str]:
    return run("policy", action, "--sign-in", who, *words, typed=(password,))


def a_supervisor(run: Run) -> None:
    code, printed = act(run, "add", "--name", "sam", "--shown", "Sam Second", "--role", "supervisor")
    assert code == 0
    first = first_password(printed)
    assert run("password", "--name", "sam", typed=(first, SECOND, SECOND))[0] == 0


def edited(run: Run, tmp_path: Path, name: str, old: str, new: str, encoding: str = "utf-8") -> Path:
    """Export that policy, and return a file in which something is changed."""
    out, changed = tmp_path / f"out-{name}.toml", tmp_path / f"{name}.toml"
    out.unlink(missing_ok=True)
    code, printed = policy(run, "export", name, str(out))
    assert code == 0 and "is written." in printed
    content = out.read_text("utf-8")
    assert old in content
    changed.write_text(content.replace(old, new), encoding=encoding)
    return changed


def test_a_new_office_has_them_and_what_goes_out_is_what_came_in(run: Run, folder: Path, tmp_path: Path) -> None:
    assert EventKind.POLICIES_BEGUN in kinds(folder)
    code, printed = policy(run, "list")
    assert (
        code == 0
        and "Identification, version 1: from the policy files of the PC on which the office was made, on " in printed
    )
    code, printed = policy(run, "export", "office")
    assert (code, printed) == (0, (policy_source.SHIPPED / "office.toml").read_text("utf-8"))
    code, printed = policy(run, "import", "office", str(policy_source.SHIPPED / "office.toml"))
    assert code == 2 and "There is nothing to change." in printed
    out = tmp_path / "there.toml"
    out.write_text("kept", "utf-8")
    code, printed = policy(run, "export", "office", str(out))
    assert code == 2 and "[policy_file_exists]" in printed and out.read_text("utf-8") == "kept"
    code, printed = policy(run, "export", "office", str(tmp_path / "no folder" / "x.toml"))
    assert code == 2 and "[policy_file_not_written]" in printed


def test_a_stricter_one_holds_at_once(run: Run, folder: Path, tmp_path: Path) -> None:
    file = edited(run, tmp_path, "office", "idle_lock_minutes = 5", "idle_lock_minutes = 3", "utf-16")
    said = "- A PC that nobody uses locks after 3 minutes instead of 5."
    code, printed = policy(run, "preview", "office", str(file))
    assert code == 0 and printed.splitlines() == [
        said,
        "This weakens no check. It is in force as soon as it is imported.",
    ]
    assert EventKind.POLICY_CHANGED not in kinds(folder)
    code, printed = policy(run, "import", "office", str(file))
    assert (code, printed.splitlines()) == (0, [said, "Office and hours: this is in force now."])
    assert EventKind.POLICY_CHANGED in kinds(folder)
    parts = open_parts(folder)
    assert policies_of(parts).office.idle_lock_minutes == 3
    parts.engine.dispose()


def test_what_weakens_a_check_needs_somebody_else(run: Run, folder: Path, tmp_path: Path) -> None:
    a_supervisor(run)
    file = edited(run, tmp_path, "identity", "max_age_months = 3", "max_age_months = 6")
    said = "* Bank or building society statement: may be 6 months old instead of 3."
    code, printed = policy(run, "preview", "identity", str(file))
    assert code == 0 and said in printed and "A second person has to adopt it." in printed
    code, printed = policy(run, "import", "identity", str(file))
    assert code == 2 and "Say why." in printed
    code, printed = policy(run, "import", "identity", str(file), "--reason", "Bills come twice a year here.")
    assert code == 0 and "LOOK: Identification: this weakens a check." in printed
    code, printed = policy(run, "list", who="sam", password=SECOND)
    assert code == 0 and "LOOK: Version 2 waits for a second person:" in printed and said in printed
    assert "Why: Bills come twice a year here." in printed
    code, printed = policy(run, "adopt", "identity", "--version", "2")
    assert code == 2 and "[needs_another_person]" in printed
    code, printed = policy(run, "adopt", "identity", "--version", "3", who="sam", password=SECOND)
    assert code == 2 and "[policy_changed_meanwhile]" in printed
    code, printed = policy(run, "adopt", "identity", "--version", "2", who="sam", password=SECOND)
    assert (code, printed) == (0, "Identification: version 2 is in force now.\n")
    code, printed = policy(run, "list")
    assert "Identification, version 2: proposed by Admin on " in printed and "adopted by Sam Second on " in printed
    code, printed = run("verify")
    assert code == 0 and "The log is whole." in printed


def test_what_is_dropped_never_holds(run: Run, folder: Path, tmp_path: Path) -> None:
    file = edited(run, tmp_path, "keeping", "months = 6", "months = 3")
    code, printed = policy(run, "import", "keeping", str(file), "--reason", "The retention schedule changed.")
    assert code == 0 and "* Recordings of telephony are kept for 3 months instead of 6." in printed
    code, printed = policy(run, "drop", "keeping", "--version", "2")
    assert (code, printed) == (0, "Keeping recordings: version 2 is dropped.\n")
    code, printed = policy(run, "list")
    assert "Keeping recordings, version 2: proposed by Admin on " in printed and ", and dropped." in printed
    assert policy(run, "drop", "keeping", "--version", "2")[0] == 2


def test_a_misspelt_key_is_named_with_what_it_was_probably_meant_to_be(run: Run, folder: Path, tmp_path: Path) -> None:
    file = edited(run, tmp_path, "office", "idle_lock_minutes", "idle_lock_minuts")
    code, printed = policy(run, "import", "office", str(file))
    assert code == 2
    assert "office.toml: idle_lock_minutes is missing. Is idle_lock_minuts meant to be idle_lock_minutes?" in printed
    assert EventKind.POLICY_CHANGED not in kinds(folder)


def test_a_group_of_the_directory_gets_roles_from_two_people_and_loses_them_from_one(run: Run, folder: Path) -> None:
    a_supervisor(run)
    group, other = "cn=Advisers,dc=example,dc=org", "cn=Heads,dc=example,dc=org"
    why = "--reason", "They joined the front office."
    code, printed = policy(run, "directory-group", group, "--role", "adviser", "--role", "supervisor", *why)
    assert code == 0 and f"* The directory group {group} gives Adviser and Supervisor here." in printed
    assert (
        "It is in force once someone else has adopted it." in printed and kinds(folder)[-1] is EventKind.POLICY_PROPOSED
    )
    assert policy(run, "adopt", "office", "--version", "2", who="sam", password=SECOND)[0] == 0
    assert policy(run, "directory-group", other, "--role", "approver", *why)[0] == 0
    assert policy(run, "adopt", "office", "--version", "3", who="sam", password=SECOND)[0] == 0
    code, printed = policy(run, "directory-group", group, "--role", "adviser")
    assert code == 0 and "gives Adviser here instead of Adviser and Supervisor." in printed
    code, printed = policy(run, "directory-group", group, "--none")
    assert code == 0 and f"The directory group {group} gives no role any more." in printed
    assert kinds(folder)[-2:] == [EventKind.SIGNED_IN, EventKind.POLICY_CHANGED]
    code, printed = policy(run, "export", "office")
    assert printed.endswith(f'[[directory_groups]]\ngroup = "{other}"\nroles = ["approver"]\n')
    code, printed = policy(run, "directory-group", group, "--none")
    assert code == 2 and "There is nothing to change." in printed
    code, printed = policy(run, "directory-group", "Advisers", "--role", "adviser")
    assert code == 2 and "distinguished name" in printed


def test_a_holiday_by_hand(run: Run, folder: Path) -> None:
    code, printed = policy(run, "holiday", "2027-05-10", "--name", "A day of thanks")
    assert code == 0 and "- 10 May 2027 is a holiday: A day of thanks." in printed
    code, printed = policy(run, "holiday", "2027-05-10", "--name", "Again")
    assert code == 2 and "Each holiday is listed once." in printed
    code, printed = policy(run, "export", "office")
    assert printed.endswith('[[holidays]]\nday = 2027-05-10\nname = "A day of thanks"\n')
    assert "#" not in printed, "what the program writes has no comments"


def test_whoever_may_not_sees_nothing(run: Run, folder: Path) -> None:
    _, printed = act(run, "add", "--name", "ada", "--shown", "Ada", "--role", "adviser")
    run("password", "--name", "ada", typed=(first_password(printed), SECOND, SECOND))
    for words in (("list",), ("export", "office"), ("holiday", "2027-05-10", "--name", "X")):
        code, printed = policy(run, words[0], *words[1:], who="ada", password=SECOND)
        assert code == 2 and "[not_your_role]" in printed
    with pytest.raises(SystemExit):
        policy(run, "export", "directory")
