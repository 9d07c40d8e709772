"""Errors of this PC and of the office's systems: keyring, database, vault, witness, sound, printers, back-ups."""

from __future__ import annotations

from desktop.words import Texts, text

_DAMAGED = text(
    "The stored copy is damaged. Nothing more can be played. Finish the session, and tell Information Governance."
)

ERRORS: Texts[str] = {
    "already_running": "Listening Room is open already at this desk.",
    "backup_damaged": "This back-up is damaged: a file was changed, lost or added. Nothing was restored. Use "
    "another back-up.",
    "backup_exchanged": "A file of this back-up that says where the office is, or whom it trusts, is not the one that "
    "was backed up. Nothing was restored. Use another back-up, and tell Information Governance.",
    "backup_exists": "There is something in this place already. Name a new folder.",
    "backup_without_vault": "The folder of the office’s recordings is empty or not there, so no back-up was made. "
    "Connect the share, then try again.",
    "backup_inside": "Choose a folder outside the office’s own, preferably on another disk.",
    "backup_not_written": "The folder could not be written. Is the disk full, or not reachable?",
    "backup_unknown": "This folder is not a complete back-up of Listening Room.",
    "capture_not_windows": "Only Windows can leave a window out of captures.",
    "capture_refused": "Windows did not agree to leave this window out.",
    "copy_cut": _DAMAGED,
    "copy_damaged": "The copy of the database is damaged. Check the disk, and try again.",
    "copy_not_as_approved": _DAMAGED,
    "copy_not_written": "The database could not be copied. Is the disk full?",
    "copy_of_another_version": (
        "Another version of Listening Room made this back-up. Restore it with that version, then upgrade."
    ),
    "database_address": "A database’s address reads: postgresql://USER@HOST/DATABASE?sslrootcert=FILE",
    "database_address_authority": "Name the certificate of the authority that signed the database server’s: "
    "?sslrootcert=FILE at the end of the address. The file has to be on this PC.",
    "database_address_password": "There is a password in the database’s address. Leave it out. You will be asked "
    "for it, and the keyring keeps it.",
    "database_address_word": "A database’s address can say sslrootcert, or host for a socket. Leave the rest out.",
    "database_busy": "The office’s database is busy, and nothing was changed. Try again.",
    "database_empty": "The office’s database is empty: the file may have been cut off, or the address leads to another "
    "database. Nothing was changed. Check the address of one on a server, or restore it from a back-up.",
    "database_full": "The disk of this PC that the office’s database is on is full, so this was not done. What was "
    "saved before is safe. Make room on it or ask for help, then try again.",
    "database_server_full": "The disk of the office’s database server is full, so this was not done. What was saved "
    "before is safe. Tell its administrator, then try again.",
    "database_encoding": "The database is not in UTF-8. Create it again, with the encoding UTF8.",
    "database_guards_missing": "The office’s database no longer protects its log from being changed ({names}). It "
    "was not opened, and nothing was changed. Tell an administrator and Information "
    "Governance.",
    "database_in_doubt": (
        "The connection to the office’s database was lost while this was being saved, so we don’t know whether it "
        "was. When the connection is back, do the same again. The program checks first, and saves nothing twice."
    ),
    "database_in_use": (
        "This database already holds an office. Create an empty one. If making that office "
        "was interrupted, run the same command again with the same folder: it is undone "
        "first."
    ),
    "database_key_missing": "This account’s keyring does not hold the keys of this office. If it was reset, or "
    "the account is new, an administrator restores them from a back-up of this PC, on the sign-in page "
    "or with: listening-room keys restore",
    "database_key_wrong": "The office’s database does not open with the key in this account’s keyring. Nothing "
    "was changed. Sign in to the PC as the account that is enrolled here, or ask an "
    "administrator.",
    "database_lost": "The connection to the office’s database was lost. What was confirmed is safe. Try again "
    "when it is back.",
    "database_missing": "The office’s database is missing from its place.",
    "database_newer": "This office was opened with a newer version of Listening Room. Nothing was changed. Update "
    "the program on this PC, then start it again.",
    "database_older": (
        "The office’s database is from an older version of the program. An administrator can bring it up to date: "
        "listening-room upgrade"
    ),
    "database_group_unclear": (
        "The database does not say which one role the PCs of the office are members of. Ask its administrator."
    ),
    "database_owner_refused": (
        "The server answers, but does not let the owner’s role into this database. Check the name of the "
        "database, the role that owns it, and that role’s password. Nothing was changed."
    ),
    "database_owner_not_let_in": (
        "The server does not let the owner’s role in. Check the name of that role and its password, then give them "
        "again, or let a database administrator run the statements."
    ),
    "database_desks_refused": (
        "The server answers, but does not let the PCs’ role into this database. Check that role, its password, "
        "and whether it may connect. Nothing was changed."
    ),
    "database_owner_too_weak": (
        "The owner’s role cannot create tables in this database. Let that role own the database."
    ),
    "database_owner_no_logins": (
        "The owner’s role may not make or end the PCs’ logins on the server. It needs CREATEROLE, ADMIN OPTION on "
        "the PCs’ role, and pg_signal_backend. Or a database administrator runs the statements."
    ),
    "database_password_missing": "This account’s keyring does not hold the password of the office’s database. If "
    "it was reset, or the account is new, an administrator withdraws this PC at "
    "another one, and it joins again. Where there is no other PC, they restore its "
    "keys from a back-up of it, on the sign-in page or with: listening-room keys restore",
    "database_role_too_strong": (
        "The desks’ role on the database server could change the log: it is a superuser, can create roles, is a "
        "member of the owner’s role, or has rights on the log’s tables. Use a role that owns nothing. An "
        "administrator can set its rights: listening-room upgrade"
    ),
    "database_open_to_all": (
        "Every login of the database server may connect to the office’s database ({names}), and could keep all PCs "
        "from saving. It was not opened. An administrator can close it: listening-room upgrade"
    ),
    "database_rows_hidden": "The office’s database may hide rows from this desk, or lose them ({names}). It was "
    "not opened, and nothing was changed. Tell an administrator and Information "
    "Governance.",
    "database_rules_added": "Something was added to the office’s database that can change what is written "
    "({names}). It was not opened, and nothing was changed. Tell an administrator and "
    "Information Governance.",
    "database_server_old": "The database server is too old. PostgreSQL 15 or newer is needed.",
    "database_unavailable": "The office’s database does not answer, so this was not done. What was saved before "
    "is safe. Try again, or tell an administrator.",
    "database_unreachable": "The office’s database server does not answer, or does not let this desk in. What was "
    "confirmed is safe. Try again, or tell an administrator.",
    "database_not_there": (
        "No database server answers at {host}, port {port}. Check both, and whether a firewall is between. Nothing was "
        "changed."
    ),
    "database_not_proved": (
        "The server at {host}, port {port}, cannot prove that it is the right one, so nothing was sent to it. Check "
        "that its certificate is for that name, has not ended, and is from the authority that you named."
    ),
    "database_login_refused": (
        "The server there does not let this PC’s login in. If a database administrator gave it another password, give "
        "that with --given-password. Nothing was changed."
    ),
    "database_of_another_log": "The database there has another log than the one that this PC knows. "
    "Nothing was changed.",
    "database_address_host": "Give the server as HOST or HOST:PORT, as in db.example.gov.uk:5432.",
    "database_authority_unused": "This office’s database is on the same machine, where no authority is needed. Give an "
    "address too.",
    "authority_unreadable": "There are no certificates in that file that can be read. Give the authority’s, in PEM.",
    "restored_without_authority": (
        "The certificate of the server’s authority is not on this PC. Give it with: listening-room server change "
        "--authority FILE --administrator NAME"
    ),
    "restored_not_let_in": (
        "The server does not let this PC in: its password there was changed since the back-up. Ask a database "
        "administrator to give the role {role} a new one (ALTER ROLE). Then run: listening-room server change "
        "--given-password"
    ),
    "database_untrusted": "The office’s database server cannot prove that it is the right one, so nothing was "
    "sent to it. Tell an administrator.",
    "database_wants_password": "The office’s database server asked for this PC’s password itself, which is never sent. "
    "Ask the server’s administrator to let this PC in by SCRAM (scram-sha-256 in pg_hba.conf).",
    "database_certificate_expired": "The certificate of the office’s database server, or of its authority, expired on "
    "{ended_on}, so nothing was sent to it. Ask the server’s administrator to renew it. If the authority’s has "
    "changed, an administrator gives the new one: listening-room server change --authority FILE",
    "database_certificate_name": "The certificate of the office’s database server is for another name than the one in "
    "the address, so nothing was sent to it. Tell the server’s administrator, or have an administrator give the right "
    "name: listening-room server change --address HOST",
    "database_certificate_authority": "The certificate of the office’s database server is from another authority than "
    "the one this PC trusts, so nothing was sent to it. If the authority has changed, an administrator gives the new "
    "one: listening-room server change --authority FILE",
    "database_version_unclear": "The office’s database names more than one version of the program. It was not "
    "opened, and nothing was changed. Tell an administrator: listening-room verify",
    "demo_store_not_ours": "This key file does not belong to this demo office. Make the demo again with: "
    "listening-room demo --fresh",
    "demo_store_real_office": "A real office keeps its keys in the system’s keyring.",
    "demo_store_unreadable": "The demo’s key file cannot be read. Make the demo again with: listening-room demo "
    "--fresh",
    "desk_taken": (
        "The connection to the office’s database was lost, and this desk has since been opened in another window. "
        "This was not saved, and nothing more can be saved here. Close this window, and continue in the other."
    ),
    "demo_store_unwritable": "The demo’s key file cannot be written.",
    "folder_being_filled": "Another program is writing to this folder. Wait until it has finished, or name another.",
    "keyring_ends": (
        "Windows throws away what this account stores when it signs out, and the office’s keys with it. Sign in with "
        "an account whose profile stays on this PC, and whose PC may store passwords, then start again."
    ),
    "keyring_failed": "The keyring does not respond as it should. Sign out of the PC and in again, then start.",
    "keyring_locked": "The keyring is locked. Start Listening Room, and give the keyring’s password when the system "
    "asks. Then try again.",
    "keyring_no_bus": "There is no D-Bus session. Sign in to a desktop on this PC and start from there.",
    "keyring_no_service": "This PC has no Secret Service. Install gnome-keyring (or KWallet, or KeePassXC with its "
    "Secret Service switched on), sign out of the PC, and sign in again.",
    "keyring_none": "This account has no keyring yet, or it was removed. Open Listening Room: the system asks for a "
    "password to make one with.",
    "keyring_not_kept": (
        "The keyring does not store what it is given. Make a default keyring that lasts "
        "(in GNOME: Passwords and Keys, New, Password keyring, Set as default), then "
        "start again."
    ),
    "keyring_other_keys": "This account’s keyring holds other keys under this office’s name. Restore in another "
    "account.",
    "backup_of_another_office": "This back-up is of another office.",
    "backup_of_another_pc": "This back-up was made on another PC of the office, and has no keys of this one.",
    "keyring_package": "The part of Listening Room that reaches the keyring is missing. Install it again.",
    "keyring_platform": "Listening Room accepts no keyring of this system. Use Windows, macOS or Linux.",
    "migration_broke_keys": "The office’s database could not be brought up to date.",
    "migration_lost_events": "The office’s database could not be brought up to date.",
    "migration_touches_log": "This change to the database would rewrite the log. Only columns and indexes can be "
    "added to it.",
    "no_mail_program": "No program on this PC is set to open e-mails.",
    "no_printer": "This PC has no printer. Ask a supervisor to save the receipt and print it elsewhere.",
    "no_printer_for_list": "This PC has no printer. Save the list as a PDF, and print it elsewhere.",
    "no_printer_for_key": "This PC has no printer. Save the key as a file on a USB stick instead.",
    "no_printer_for_letter": "This PC has no printer. Save the letter as a PDF, and print it elsewhere.",
    "office_embedded": "This office’s database is not on a server. It is brought up to date when the office is opened.",
    "office_still_there": "The office that this back-up was taken from is still in its place. Two copies of one "
    "office would write to one log. Move the old folder away first.",
    "paper_not_written": "It could not be saved there. Choose another place, and save it again.",
    "player_error": "The player stopped. Press Play to try again, or finish the session.",
    "printer_makes_files": "{name} saves a file instead of printing on paper. Choose another printer.",
    "recovery_file_exists": "There is a file of that name already. Choose another name for the key.",
    "recovery_file_inside": "Do not keep the key in the program’s own folder. Save it on a USB stick.",
    "recovery_file_not_written": "The key cannot be written there. Choose another place, such as a USB stick.",
    "recovery_key_not_ours": "This recovery key does not open the back-up. Use the file that age-keygen wrote for "
    "this office.",
    "root_store_linux": "Only a Linux PC can be kept for jobs with its keys in a file.",
    "root_store_not_ours": "This key file does not belong to this office. Withdraw the PC, and let it join again.",
    "root_store_open": "Accounts other than root can read or change this PC’s key file. Withdraw the PC, and let it "
    "join again.",
    "remote_session": "This PC is being used from another one.",
    "root_store_root": "This PC is kept for jobs. Only root can use its keys.",
    "root_store_screens": "This PC is kept for jobs. Nobody signs in here.",
    "root_store_unreadable": "This PC’s key file cannot be read.",
    "root_store_unwritable": "This PC’s key file cannot be written.",
    "screen_saver_refused": "The desktop’s screen saver could not be turned off.",
    "screen_saver_silent": "The desktop’s screen saver did not answer.",
    "desk_copied": "This PC and a copy of it have both been in use, and nobody can tell which of them this is. Nothing "
    "was done. An administrator withdraws this PC at another one, and lets it join again. Where there is no other PC, "
    "they restore its keys from a back-up, on the sign-in page or with: listening-room keys restore",
    "signing_key_lost": "This desk’s signing key is no longer in the keyring. If an older database was put back, "
    "an administrator and a supervisor first state what was lost: listening-room log lost. If "
    "the keyring itself was reset, or this PC was restored, an administrator restores its keys from a back-up, on the "
    "sign-in page or with: listening-room keys restore",
    "signing_keys_malformed": "The keyring’s signing keys cannot be read.",
    "sound_no_device": "No sound is coming out, so playing has stopped. Check the headphones, then press Play.",
    "vault_away": "The folder for recordings cannot be reached from this PC. That does not mean that the "
    "recordings are damaged. Ask IT to connect the folder, then try again.",
    "vault_changed": _DAMAGED,
    "vault_damaged": _DAMAGED,
    "vault_full": "The recording could not be stored: the disk that recordings are kept on is full. Make room on it.",
    "vault_key_not_ours": "This desk does not hold the key for this copy. Finish, and ask an administrator.",
    "vault_length": _DAMAGED,
    "vault_missing": "The stored copy is missing. Finish the session, and tell Information Governance.",
    "vault_not_a_folder": "The vault’s folder cannot be created: something else is in its place. Move that away.",
    "vault_not_listed": "The vault’s files could not be listed. Can the vault’s folder be reached and read?",
    "vault_not_ours": _DAMAGED,
    "vault_not_removed": "The stored recording could not be removed. Can the vault’s folder be reached?",
    "vault_not_the_approved_copy": "The stored copy is not the one that was approved. It stays closed. Finish the "
    "session, and tell Information Governance.",
    "vault_not_written": "The recording could not be stored. Can the vault’s folder be reached and written?",
    "vault_unreadable": _DAMAGED,
    "witness_busy": "Another program has locked the witness file. Try again when it has finished.",
    "witness_damaged": "Something other than this program changed the witness file.",
    "witness_not_begun": "The witness file does not begin with this log’s first key.",
    "stamp_certificates": "The file of the time-stamping authority’s certificates cannot be read, or has none in it.",
    "stamp_refused": "The time-stamping authority’s answer does not hold: look at its certificates.",
    "stamp_unreachable": "The time-stamping authority did not answer.",
    "stamps_unusable": "The file of time stamps beside the witness file cannot be written.",
    "witness_unusable": "The witness file cannot be read or written. Check that its folder can be reached.",
}
