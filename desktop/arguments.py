"""The command line's verbs and options. The everyday start, which has none of them, does not load this."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop import __version__, policy_verb
from desktop.argument_types import as_day, there

KINDS = ("counter", "back_office", "decision", "review")
RECOVERY_KEY = "a recovery key's file, or - to type the key from its paper"
RECOVERY_FILE = f"{RECOVERY_KEY}, if this PC holds fewer keys"
ROLES = ("adviser", "information_officer", "approver", "supervisor", "administrator")


def parser() -> argparse.ArgumentParser:
    """Build the command line's parser: without a verb, the office's screens open."""
    top = argparse.ArgumentParser(
        prog="listening-room",
        description="Play an approved call recording, in the office, to the person it is about.",
    )
    top.add_argument("--version", action="version", version=f"listening-room {__version__}")
    top.add_argument(
        "--office", type=Path, metavar="FOLDER", help="the folder of the office (default: this account's office)"
    )
    verbs = top.add_subparsers(dest="verb", metavar="VERB")
    for add in (_making, _demonstration, _daily, _looking_after):
        add(verbs)
    return top


def _making(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs that make an office and add people to it."""
    actions = verbs.add_parser("office", help="make an office on this PC, or move it to a server").add_subparsers(
        dest="action", metavar="ACTION", required=True
    )
    office = actions.add_parser("create", help="make an office, whole or not at all")
    office.add_argument("--name", required=True, help="its name, as screens and receipts show it")
    office.add_argument("--place", default="", help="where it is, such as Town Hall")
    office.add_argument("--desk", default="Desk 1", help="the name of this desk (default: Desk 1)")
    office.add_argument(
        "--opens-originals", action="store_true", help="recordings are imported and prepared at this desk"
    )
    nations = ["england_and_wales", "scotland", "northern_ireland"]
    office.add_argument("--nation", choices=nations, help="whose public holidays count (default: england_and_wales)")
    office.add_argument("--witness", type=Path, metavar="FILE", help="the witness file, outside the office's folder")
    office.add_argument(
        "--recovery", action="append", metavar="AGE_RECIPIENT", help="an offline recovery key; name two"
    )
    office.add_argument(
        "--database", metavar="ADDRESS", help="the address of a PostgreSQL database, without a password"
    )
    office.add_argument("--database-owner", metavar="ROLE", help="the role that owns the database, which no desk uses")
    office.add_argument(
        "--administrator", default="administrator", metavar="NAME", help="the first administrator's sign-in name"
    )
    office.add_argument(
        "--vault", type=Path, metavar="FOLDER", help="the folder for recordings, if other PCs are to join (a share)"
    )
    office.add_argument(
        "--vault-in",
        choices=["folder", "database"],
        help="where recordings are kept; an office on a server says so, or names --vault (default: this PC's folder)",
    )
    _move(actions)
    _witness(verbs)
    _people(verbs)
    policy_verb.add(verbs)
    _pcs(verbs)
    _keys(verbs)
    _server(verbs)


def _move(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action that moves an office to a server."""
    what = "move the office on this PC to a database server, or the recordings of one on a server into its database"
    move = actions.add_parser("move", help=what)
    move.add_argument("--to", metavar="ADDRESS", help="an empty PostgreSQL database, without a password")
    move.add_argument("--database-owner", metavar="ROLE", help="the role that owns it, which no desk uses")
    move.add_argument("--administrator", required=True, metavar="NAME", help="your own sign-in name")
    move.add_argument(
        "--vault", type=Path, metavar="FOLDER", help="the folder to which recordings are copied, for all PCs (a share)"
    )
    into = "where recordings are from then on; without --vault a folder is the one of now (default: folder)"
    move.add_argument("--vault-in", choices=["folder", "database"], default="folder", help=into)


def _witness(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    witness = verbs.add_parser("witness", help="begin a further witness, or one in the place of another")
    witness.add_argument("action", choices=["begin"])
    place = "the new witness file, outside the office's folder, or the address of a time-stamping authority"
    witness.add_argument("place", metavar="FILE|ADDRESS", help=place)
    witness.add_argument("--administrator", required=True, help="your own sign-in name")
    reasons = ["one_more", "moved", "lost", "damaged"]
    witness.add_argument("--reason", required=True, choices=reasons, help="why; the log says so")
    witness.add_argument("--replaces", metavar="OLD", help="the witness whose place it takes")
    witness.add_argument("--certificates", type=there, metavar="FILE", help="an authority's root certificates (PEM)")


def _people(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs about people and their passwords."""
    people = verbs.add_parser("people", help="look after those who can sign in; an administrator does this")
    actions = people.add_subparsers(dest="action", metavar="ACTION", required=True)
    acts = {
        "list": "everybody, with their roles and since when",
        "add": "add a person, who gets a first password",
        "rename": "give a person other names",
        "roles": "give a person other roles",
        "lend": "lend a person a role from one day to another; it ends by itself",
        "end-loan": "take a lent role back",
        "reset": "give a person a new first password",
        "unlock": "let a person try again who typed wrong passwords",
        "leave": "end a person's access, at once and at every PC",
        "back": "let a person in again who had left",
    }
    for name, what in acts.items():
        act = actions.add_parser(name, help=what)
        act.add_argument("--administrator", required=True, metavar="NAME", help="your own sign-in name")
        if name != "list":
            act.add_argument("--name", required=True, help="the person's sign-in name")
        if name == "rename":
            act.add_argument("--new-name", default="", metavar="NAME", help="their new sign-in name")
        if name in ("add", "rename"):
            act.add_argument("--shown", required=name == "add", default="", help="their name as screens show it")
        if name in ("add", "roles", "back"):
            more = "what they do; give it again for another role"
            act.add_argument("--role", required=name != "back", action="append", choices=ROLES, help=more)
        if name in ("lend", "end-loan"):
            act.add_argument("--role", required=True, action="append", choices=ROLES, help="the role that is lent")
        if name == "lend":
            for option, which in ("--from", "first"), ("--until", "last"):
                act.add_argument(
                    option, dest=which, required=True, type=as_day, metavar="DATE", help=f"its {which} day"
                )
    recover = actions.add_parser("recover", help="make a new administrator with a recovery key, where there is none")
    recover.add_argument("--recovery", type=there, required=True, metavar="FILE", help=RECOVERY_KEY)
    recover.add_argument("--name", required=True, help="the new administrator's sign-in name")
    recover.add_argument("--shown", required=True, help="their name as screens show it")
    password = verbs.add_parser("password", help="change your own password")
    password.add_argument("--name", required=True, help="your sign-in name")


def _pcs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb about the office's PCs."""
    pc = verbs.add_parser("pc", help="let a PC join an office on a server, change what it is for, or withdraw it")
    actions = pc.add_subparsers(dest="action", metavar="ACTION", required=True)
    ask = actions.add_parser("ask", help="on the new PC: write its request to join, and show its four words")
    ask.add_argument("file", type=Path, metavar="FILE", help="where the request is written; nothing in it is secret")
    ask.add_argument("--name", required=True, help="what the PC is to be called, such as Desk 2")
    ask.add_argument("--anew", action="store_true", help="forget an earlier request, and make another")
    ask.add_argument("--for-jobs", action="store_true", help="as root: nobody works there, its keys are in a file")
    grant = actions.add_parser("grant", help="on a PC of the office: let it join")
    grant.add_argument("request", type=there, metavar="REQUEST", help="the file that the new PC wrote")
    grant.add_argument(
        "file", type=Path, metavar="ANSWER", help="where the answer is written; only that PC can open it"
    )
    grant.add_argument("--name", default="", help="what the PC is called (default: as it asked)")
    grant.add_argument("--kind", required=True, choices=KINDS, help="what it is for, and so which keys it holds")
    grant.add_argument("--recovery", type=there, metavar="FILE", help=RECOVERY_FILE)
    join = actions.add_parser("join", help="on the new PC: open the answer, and join")
    join.add_argument("file", type=there, metavar="ANSWER", help="the file that the administrator wrote")
    join.add_argument("--witness", type=Path, metavar="FILE", help="the first witness file, if it is elsewhere here")
    join.add_argument("--vault", type=Path, metavar="FOLDER", help="the shared folder, if it is elsewhere here")
    withdraw = actions.add_parser("withdraw", help="withdraw a PC that is stolen, lost or no longer needed")
    withdraw.add_argument("--name", required=True, help="what the PC is called")
    withdraw.add_argument("--why", required=True, choices=["stolen", "lost", "replaced", "not_needed"], help="why")
    change = actions.add_parser("change", help="change what a PC is for, and so which keys it holds")
    change.add_argument("--name", required=True, help="what the PC is called")
    change.add_argument("--kind", required=True, choices=KINDS, help="what it is for from now on")
    change.add_argument("--recovery", type=there, metavar="FILE", help=RECOVERY_FILE)
    for act in (grant, change, withdraw, actions.add_parser("list", help="all PCs, with their kinds and since when")):
        act.add_argument("--administrator", required=True, metavar="NAME", help="your own sign-in name")
    for act in (grant, withdraw):
        act.add_argument(
            "--database-owner", metavar="ROLE", help="the role that owns the database, to do its part here"
        )


def _keys(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb about the office's recovery keys."""
    keys = verbs.add_parser("keys", help="show or replace recovery keys, or restore this PC's lost keys")
    actions = keys.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="both recovery keys, by their public halves")
    replace = actions.add_parser("replace", help="replace one that was lost, or that somebody else may have")
    replace.add_argument("--lost", required=True, metavar="AGE_RECIPIENT", help="the lost key's public half")
    replace.add_argument("--new", required=True, metavar="AGE_RECIPIENT", help="the new key's, from age-keygen")
    restore = actions.add_parser("restore", help="restore this PC's keys from a back-up, where its keyring was lost")
    restore.add_argument("backup", type=there, metavar="FOLDER", help="a back-up of this PC")
    restore.add_argument(
        "--recovery", type=there, required=True, metavar="FILE", help="a recovery key's file, or - to type it"
    )
    restore.add_argument(
        "--given-password",
        action="store_true",
        help="ask for the password that this PC's login was given on the server",
    )
    for act in (show, replace, restore):
        act.add_argument("--administrator", required=True, metavar="NAME", help="your own sign-in name")


def _server(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb about this PC's way to the office's server."""
    server = verbs.add_parser("server", help="change this PC's address, authority or password for the server")
    actions = server.add_subparsers(dest="action", metavar="ACTION", required=True)
    change = actions.add_parser("change", help="try the new way, and store it if it leads to this office")
    change.add_argument("--address", default="", metavar="HOST[:PORT]", help="where the server is now")
    change.add_argument("--authority", type=there, metavar="FILE", help="the certificates of its authority (PEM)")
    change.add_argument("--password", action="store_true", help="give this PC's login a new password, which is random")
    given = "ask for the password that a database administrator gave this PC's login"
    change.add_argument("--given-password", action="store_true", help=given)
    change.add_argument("--administrator", required=True, metavar="NAME", help="your own sign-in name")


def _demonstration(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the demonstration's verbs; it is a package of its own."""
    demo = verbs.add_parser("demo", help="open the demo office, which is made first if there is none")
    demo.add_argument("--folder", type=Path, help="the folder of the demo office (default: one of this account's)")
    demo.add_argument(
        "--fresh", action="store_true", help="make a new demo office; what was done in the old one is lost"
    )
    demo.add_argument(
        "--guided",
        type=Path,
        metavar="OUT",
        help="show a whole session by itself, and leave pictures of it in this folder",
    )
    demo.add_argument(
        "--from-intake",
        action="store_true",
        help="with --guided: begin with a customer's letter and a folder of recordings",
    )
    demo.add_argument("--json", action="store_true", help="with --guided: print what happened as one line of JSON")


def _daily(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the everyday verbs."""
    verify = verbs.add_parser(
        "verify", help="verify the log; exit 0 if it is whole, 1 if it is not, or if you stopped it"
    )
    verify.add_argument("--json", action="store_true", help="print the report as one line of JSON")
    part = verify.add_mutually_exclusive_group()
    part.add_argument(
        "--since", action="store_true", help="only what is new since the last whole verification on this PC"
    )
    part.add_argument(
        "--receipt",
        metavar="FILE|TEXT",
        help="check a receipt's checkpoint too: its text, or a file with it (- to read)",
    )
    _log(verbs)
    retain = verbs.add_parser("retain", help="destroy recordings past their retention period; run it every night")
    retain.add_argument("--json", action="store_true", help="print the report as one line of JSON")
    retain.add_argument("--if-due", action="store_true", help="only if it is this PC's turn tonight, as a timer asks")
    retain.add_argument(
        "--confirm", metavar="NAME", help="an administrator, who confirms that this PC's clock is right"
    )
    importing = verbs.add_parser("import", help="import a folder of recordings; exit 1 if a file was refused")
    importing.add_argument("path", type=Path, metavar="PATH", help="the folder, or a single recording")
    importing.add_argument(
        "--source", required=True, metavar="NAME", help="the source in the keeping policy that they come from"
    )
    importing.add_argument(
        "--report", type=Path, metavar="FILE", help="write the result for each file into this CSV file"
    )
    importing.add_argument("--sign-in", metavar="NAME", help="who imports them (you are asked if you leave it out)")


def _log(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs by which others can check the log."""
    log = verbs.add_parser("log", help="export the log for others to check, and make proofs out of an export")
    actions = log.add_subparsers(dest="action", metavar="ACTION", required=True)
    lost = actions.add_parser("lost", help="state which events were lost, after an older database was put back")
    lost.add_argument("--administrator", required=True, metavar="NAME", help="an administrator's sign-in name")
    lost.add_argument("--supervisor", required=True, metavar="NAME", help="a supervisor's sign-in name")
    export = actions.add_parser("export", help="write the log and its tree into a new folder")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="the new folder")
    prove = actions.add_parser("prove", help="print a proof that is made of an export; no office is opened")
    prove.add_argument("folder", type=Path, metavar="EXPORT", help="an export's folder")
    about = prove.add_mutually_exclusive_group(required=True)
    about.add_argument("--inclusion", type=int, metavar="SEQ", help="that the event of this number is in the log")
    about.add_argument("--consistency", type=int, metavar="SIZE", help="that the log was only added to since that size")
    prove.add_argument("--size", type=int, help="under the checkpoint over so many events (default: the newest)")


def _looking_after(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs that maintain an office."""
    upgrade = verbs.add_parser("upgrade", help="upgrade a database on a server to this version, as its owner")
    upgrade.add_argument("--database-owner", metavar="ROLE", required=True, help="the role that owns the database")
    backup = verbs.add_parser("backup", help="back the office up into a new folder; it may be open")
    backup.add_argument("folder", type=Path, metavar="FOLDER", help="the new folder, on another disk if you can")
    restore = verbs.add_parser("restore", help="restore the office from a back-up")
    restore.add_argument("folder", type=there, metavar="FOLDER", help="the back-up's folder")
    restore.add_argument(
        "--recovery",
        type=there,
        required=True,
        metavar="FILE",
        help=RECOVERY_KEY,
    )
    rows = restore.add_mutually_exclusive_group()
    rows.add_argument("--database", metavar="ADDRESS", help="an empty database for the rows of an office on a server")
    rows.add_argument(
        "--database-stays", action="store_true", help="the office's database is still on its server: this PC alone"
    )
    restore.add_argument("--database-owner", metavar="ROLE", help="the role that owns it, which no desk uses")
    restore.add_argument("--yes", action="store_true", help="restore without asking: these are our server and witness")
    doctor = verbs.add_parser("doctor", help="check what this PC provides")
    doctor.add_argument("--bundle", type=Path, metavar="FILE", help="also write it into a new file for support")
    status = verbs.add_parser("status", help="tell how the office does; exit 1 if someone has to look at something")
    status.add_argument("--json", action="store_true", help="print it as one line of JSON, for a monitoring system")
    complaints = verbs.add_parser("complaints", help="count the complaints that were received and closed in a period")
    for option, which in (("--from", "first"), ("--to", "last")):
        complaints.add_argument(
            option, dest=which, required=True, type=as_day, metavar="DAY", help=f"its {which} day, such as 2026-11-28"
        )
    complaints.add_argument("--json", action="store_true", help="print the figures as one line of JSON")
