"""The errors of the office (people, PCs, folder, policy files), and the problems with what was typed or left out."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "needs_administrator": "Only an administrator adds people.",
    "program_outdated": "Listening Room was updated on another PC, and this one has an older version. Finish what you "
    "are in, sign out, and have this PC updated. No session can begin here until then.",
    "sign_in_refused": "That name and password do not match. Check both and try again.",
    "recovery_key_changed": "The lost key is neither of the office’s recovery keys now. Look at them again.",
    "not_a_recovery_key": "This is neither of the office’s two recovery keys. Use the file that age-keygen wrote.",
    "nobody_of_that_name": "Nobody here has the sign-in name {name}. See: listening-room people list --administrator "
    "NAME",
    "has_left": "Your access to this office has ended. Ask an administrator.",
    "password_to_change": "Choose a password of your own first. Sign in again to do that.",
    "last_administrator": "The office needs an administrator. Give someone else that role first.",
    "person_changed": "Someone else has just changed this person. Look at them again, then decide.",
    "not_lent": "This role is not lent to them any more.",
    "not_for_yourself": "Someone else has to do this for you.",
    "not_your_role": "Your role does not include this.",
    "needs_another_person": "This needs someone who had no part in it.",
    "desk_enrolled_already": "This PC is already part of the office. Ask again on it, and open the new request.",
    "desk_keys_not_here": (
        "This PC does not hold the keys that the new one needs. Do this on a PC that does, or give a recovery key."
    ),
    "office_on_one_pc": "This office is on one PC. Others can join an office whose database is on a server.",
    "demo_not_moved": "This is a demo office. Only a real office moves to a server.",
    "office_on_server": "The database of this office is on a server already.",
    "recordings_need_server": "This office is on one PC. Move it to a server first, with --to.",
    "recordings_in_database": "The recordings of this office are in its database already.",
    "recordings_moved": (
        "The office’s recordings have moved into its database, and this was not saved. Close the program, open it "
        "again, and do it there."
    ),
    "other_pcs_open": "Another PC has the office open. Close the program at every other PC, then try again.",
    "nightly_under_way": "A nightly run is under way. Try again when it is over.",
    "office_not_whole": ("The office is not whole, so it was not moved. See what is wrong with: listening-room verify"),
    "move_not_the_same": (
        "What was read again in the new place is not what was sent there. The office is where it was. Try again."
    ),
    "office_being_moved": (
        "This office is just being moved to a server. Wait until that is done, then start the program again."
    ),
    "office_moved": "This office has moved. Its database is now at {address}. The one in this folder is closed.",
    "no_pc_of_that_name": "No PC of the office is called {name}. See: listening-room pc list --administrator NAME",
    "nothing_asked": "This PC has not asked to join an office. Let it ask with: listening-room pc ask",
    "join_request_exists": "There is a file of that name already. Choose another name for the request.",
    "bundle_not_written": "The file cannot be written there, or is there already. Choose another name or folder.",
    "join_request_not_written": "The request cannot be written there. Choose another folder.",
    "join_request_unreadable": "This is no request to join, or it was changed on the way. Ask again on that PC.",
    "join_no_login": (
        "The database server does not answer, or has no login for this PC yet. If a database administrator was given "
        "two statements for it, they are to be run first. Then give the command again."
    ),
    "join_answer_exists": "There is a file of that name already. Choose another name for the answer.",
    "join_answer_not_written": "The answer cannot be written there, and nothing was granted. Choose another folder.",
    "join_answer_unreadable": "The answer cannot be read. Ask the administrator who wrote it for another.",
    "join_answer_not_ours": "This answer is for another PC, or for an earlier request of this one.",
    "restore_needs_server": "This back-up has the database of an office on a server. Name an empty database with "
    "--database and --database-owner. If the office’s own database is still on its server, say --database-stays.",
    "restore_needs_no_server": "This back-up has no database of a server. Leave out --database and --database-owner.",
    "vault_in_database": "This office’s recordings are in its database. Leave --vault out.",
    "vault_not_here": (
        "The folder for recordings that the office’s PCs share is not there. Connect it, or name it with --vault."
    ),
    "vault_of_another_office": (
        "The folder for recordings is not the one that the office’s other PCs use. Connect that one, or name it "
        "with --vault."
    ),
    "vault_of_one_pc": (
        "The office’s recordings are in this PC’s own folder, where no other PC finds them. Move them first: "
        "listening-room office move --vault-in database --administrator NAME"
    ),
    "not_at_this_pc": "This PC is not for that. Do it at another one.",
    "password_elsewhere": (
        "Choose your password at a PC of the back office: sign in there with the one that you have now. At a counter "
        "only advisers choose theirs."
    ),
    "clock_differs": (
        "This PC’s clock is more than a day off the database server’s. Have it set right, then try again."
    ),
    "no_work_at_this_pc": "There is nothing for you to do at this PC. Sign in at a counter or in the back office.",
    "desk_changed": "Someone else has just changed this PC. Look at it again, then decide.",
    "not_this_desk": "You are at this PC. Withdraw it at another one.",
    "desk_login_ended": "The office’s database server does not let this PC in any more. Ask an administrator.",
    "desk_withdrawn": "This PC was withdrawn from the office. Ask an administrator.",
    "directory_unreachable": (
        "The directory that checks your password cannot be reached. That is no fault of your password. Try again in a "
        "few minutes, and tell an administrator. People with a password of this program can sign in meanwhile."
    ),
    "directory_certificate": (
        "The directory did not prove that it is the office’s own: its certificate is not one of the authority in "
        "directory.toml. No password was sent. Tell an administrator."
    ),
    "directory_certificate_expired": (
        "The directory’s certificate has expired. No password was sent. Tell an administrator: whoever looks after the "
        "directory renews it."
    ),
    "directory_certificate_name": (
        "The directory’s certificate is for another name than the one in directory.toml. No password was sent. Tell an "
        "administrator."
    ),
    "directory_unclear": ("The directory gave no clear answer ({result}). Nothing was changed. Tell an administrator."),
    "directory_entry_missing": (
        "The directory has no entry {dn}, or does not show it. Tell an administrator: the office’s policy names it, "
        "or directory.toml does."
    ),
    "directory_not_here": (
        "You sign in with the password of a directory, and this PC has no directory.toml. Tell an administrator."
    ),
    "directory_no_role": (
        "You are in none of the directory’s groups that have a role here. Ask whoever looks after the directory."
    ),
    "directory_disabled": (
        "Your password is right, but your account in the directory is disabled. Ask whoever looks after the directory."
    ),
    "directory_barred": "An administrator has ended your access to this office. Ask them.",
    "directory_name_taken": (
        "Someone else here has this sign-in name already. Ask an administrator to give them another name."
    ),
    "directory_first": "Sign in at a desk yourself first. Then you can do this at a colleague’s.",
    "directory_has_password": (
        "This password is that of your organisation’s directory. It is changed there, and not in this program."
    ),
    "directory_gives_roles": "This person’s roles are those of their groups in the directory. Change the groups there.",
    "directory_never_administers": "Administrators have an account of this program. Add one for this person.",
    "not_ldaps": "{where}: address must begin with ldaps:// and name a server, such as ldaps://dc1.example.gov.uk.",
    "authority_not_beside": "{where}: authority must be the name of a file beside it, without a folder.",
    "bind_without_name": "{where}: bind must have {{name}} in it once, or be search.",
    "not_a_filter": "{where}: people must be a filter in brackets, such as (objectClass=person).",
    "not_an_attribute": "{where}: {key} must be the name of an attribute, such as uid.",
    "not_a_dn": "{where}: {key} must be a distinguished name, such as dc=example,dc=org.",
    "directory_group_not_a_name": "The group must be a distinguished name, such as cn=advisers,dc=example,dc=org.",
    "directory_group_without_role": "A group of the directory must give at least one role.",
    "administrators_are_local": (
        "No group gives the role of administrator. Administrators have accounts of this program, so that the "
        "office can be put right while the directory is down."
    ),
    "policy_changed": "The office’s policies have just changed, and this PC has read them. Look again, then go on.",
    "policy_changed_meanwhile": "Someone else has just changed this policy. Look at it again, then decide.",
    "policy_waits_already": (
        "A change to this policy waits for a second person. Let it be adopted, or drop it, before you make another."
    ),
    "policy_file_exists": "There is a file of that name already. Choose another name.",
    "policy_file_not_written": "The file cannot be written there. Choose another folder.",
    "policy_same": "This is what the policy says already. There is nothing to change.",
    "policies_not_begun": "The office’s policies are not in its database. Restore the database from a back-up.",
    "policy_hidden_character": "{file} has a character in it that nobody can see. Type that line again.",
    "holiday_twice": "Each holiday is listed once.",
    "directory_group_twice": "Each group of the directory is listed once, with all of its roles.",
    "desk_not_enrolled": "This account is not enrolled at this desk.",
    "no_office": "There is no office in this folder yet. Make one with: listening-room office create. A PC that "
    "has asked to join one goes on with: listening-room pc join FILE",
    "office_folder_unusable": "The office’s folder cannot be written.",
    "office_exists": "There is an office in this folder already.",
    "office_here_already": "There is an office in {folder} already. If this PC was withdrawn and is to come back, move "
    "that folder away first.",
    "not_readable": "{file} cannot be read.",
    "too_large": "{file} is too large for a policy.",
    "not_toml": "{file} is not valid TOML. {problem}.",
    "not_utf8": "{file} is not valid TOML. Save it as UTF-8.",
    "too_deep": "{file} is nested too deeply to be read.",
    "not_the_administrators": (
        "People other than this PC’s administrators can change {path}. Let root own it (on Windows: Administrators), "
        "and nobody else write to it."
    ),
    "not_text": "{where}: {key} must be text.",
    "not_texts": "{where}: {key} must be a list of texts.",
    "not_whole": "{where}: {key} must be a whole number.",
    "out_of_range": "{where}: {key} must be from {low} to {high}.",
    "not_flag": "{where}: {key} must be true or false.",
    "not_a_choice": "{where}: {key} must be one of {choices}.",
    "not_a_date": "{where}: {key} must be a date, written 2026-11-24.",
    "not_a_time": "{where}: {key} must be a time, written 09:00:00.",
    "not_a_table": "{where}: {key} must be a table.",
    "not_tables": "{where}: {key} must be a list of tables.",
    "unknown_key": "{where}: {keys} is not a known key.",
    "unknown_key_alike": "{where}: {keys} is not a known key. Is {written} meant to be {meant}?",
    "missing_key": "{where}: {key} is missing.",
    "missing_key_alike": "{where}: {key} is missing. Is {written} meant to be {key}?",
    "contradiction": "{where}: {why}",
    "outside_line_not_dialled": "The setting outside_line is what staff dial before a number: digits from 1, * and #.",
    "sources_not_named_apart": "There must be at least one source, and each must have its own name.",
    "table_with_folders": "Name the table alone, without its folders.",
    "columns_too_few": "Map the column of the start, and the column of the recording or of its unique id.",
    "column_twice": "Map each column once.",
    "date_format_incomplete": ("A date_format has day, month, year, hour and minute, such as %d/%m/%Y %H:%M:%S."),
    "period_of_nothing": "A retention period must be longer than nothing.",
    "age_without_issue": 'The setting max_age_months needs asks = "issued".',
    "grace_without_expiry": 'The setting grace_months needs asks = "expiry".',
    "kind_twice": "This kind of document is listed twice.",
    "no_document_enough": "There must be at least one combination, with at least one document.",
    "no_two_documents_enough": "There must be at least one combination, and each must have at least two documents.",
    "group_of_no_kind": "A combination names a group that has no document.",
    "waits_do_not_grow": "Let free be 0 or more, base_seconds 1 or more, and cap_seconds no less than base_seconds.",
    "decay_below_cap": "The setting decay_seconds must be 0, or not below cap_seconds.",
    "closes_before_opening": "The office must open before it closes.",
    "not_seven_days": "Opening hours need all seven days.",
    "groups_without_photo": "A combination asks for a photo, and none of the documents in its groups has a photo.",
    "groups_without_address": "A combination asks for the address, and none of the documents in its groups shows one.",
    "unknown_zone": "{where}: zone must be a time zone such as Europe/London.",
    "missing_address": "The setting address must have at least one line.",
    "no_column_named": "{where}: columns does not name a column.",
    "date_format_without_columns": "A date_format goes with columns.",
}


PROBLEMS: Texts[str] = {
    "name_missing": "Type a name.",
    "office_name_missing": "Type the office’s name, as screens and receipts show it.",
    "nation_missing": "Choose the nation whose public holidays count.",
    "database_stays_missing": "Choose whether the office’s database is lost.",
    "rows_missing": "Choose where the office’s data is kept.",
    "server_host_missing": "Type where the server is.",
    "server_database_missing": "Type the name of the database.",
    "server_role_missing": "Type the role that the PCs sign in with.",
    "server_owner_missing": "Type the role that owns the database.",
    "server_password_missing": "Type the password of the role that the PCs sign in with.",
    "server_owner_password_missing": "Type the password of the role that owns the database.",
    "server_role_refused": (
        "The server answers, but does not let this role into the database. Check the role and its password."
    ),
    "server_owner_refused": (
        "The server answers, but does not let this role into the database. Check the role, its password, and the "
        "name of the database."
    ),
    "server_authority_missing": "Choose the file with the certificate of the authority that signed the server’s.",
    "backup_folder_missing": "Choose the folder of a back-up.",
    "recovery_file_missing": "Choose the file with the recovery key.",
    "recovery_key_missing": "Paste the recovery key, or type it from its paper.",
    "given_refused": (
        "The server doesn’t let this PC in with the password that it had. Type the one that the database "
        "administrator has given its login."
    ),
    "vault_place_missing": "Choose where recordings are kept.",
    "witness_place_missing": "Choose what you have for the witness, or decide later.",
    "witness_folder_missing": "Choose a folder that is there, and that this account can write to.",
    "witness_not_writable": (
        "Nothing can be written to this folder. Is its disk or share full, read only, or away? Put that right, or "
        "choose another folder."
    ),
    "witness_taken_there": "There is a witness file in this folder already. Choose another folder for this office.",
    "recovery_is_secret": (
        "This is the secret half of the key, which must not be here. Paste the public one, which begins with age1."
    ),
    "recovery_not_proved": "That is not the end of this key. It has been cleared. Look at the key, and type it again.",
    "join_answer_missing": "Choose the answer that the administrator has written.",
    "sign_in_name_missing": "Type the name that they sign in with.",
    "shown_name_missing": "Type the name that screens show.",
    "name_taken": "Someone already has this sign-in name. Choose another.",
    "desk_name_missing": "Type a name for the PC, as it is shown to people.",
    "desk_name_taken": "Another PC has this name. Choose another.",
    "desk_kind_missing": "Choose what this PC is for.",
    "join_words_wrong": (
        "These are not the words of this request. Read them again on the new PC. If they still differ, "
        "do not go on: the request may have been exchanged."
    ),
    "join_answer_words_missing": "Type the four words shown at the PC that let this one in.",
    "join_answer_words_wrong": (
        "These are not the words of this answer. Ask at the PC that let this one in, and type what it shows. If they "
        "still differ, do not go on: the answer may be from someone else’s office."
    ),
    "not_a_number": "Type a whole number, in digits.",
    "department_missing": "Type the department.",
    "contact_address_missing": "Type the address, line by line.",
    "telephone_missing": "Type the telephone number.",
    "mail_missing": "Type the e-mail address.",
    "complaints_missing": "Type who handles complaints about data protection.",
    "complaints_mail_missing": "Type the e-mail address of whoever handles complaints.",
    "hours_missing": "Type both times, such as 9am and 4:30pm, or leave both empty.",
    "closes_first": "Type a closing time after the opening time.",
    "regulator_name_missing": "Type what the regulator is called.",
    "backup_place_missing": "Choose a folder that is there, such as a drive that is kept elsewhere.",
    "other_day_missing": "Type today’s date, as another clock shows it.",
    "another_date_typed": (
        "That is another date than this PC’s. Nothing was destroyed. Look whether this PC’s clock is right, and set it "
        "if it is not."
    ),
    "policy_reason_missing": "Say why. Whoever decides on this change will read it.",
    "policy_name_missing": "Type what this policy is called.",
    "office_zone_missing": "Choose the time zone.",
    "assessment_missing": "Type the reference of the impact assessment.",
    "estate_choice_missing": "Choose what an import keeps.",
    "holiday_gone_missing": "Tick that it is no longer a holiday, or go back.",
    "internal_choice_missing": "Choose how people of the office who listen are identified.",
    "web_missing": "Type the regulator’s web page.",
    "answer_purposes_missing": "Write why calls are recorded.",
    "answer_recipients_missing": "Write who gets to hear recordings.",
    "answer_origin_missing": "Write where the information in recordings comes from.",
    "answer_more_missing": "Write what else the letter says.",
    "welsh_missing": "Choose whether letters are written in Welsh.",
    "document_name_missing": "Type what the document is called.",
    "group_missing": "Type the group, such as A.",
    "group_with_sign": "Type a group without a plus or a slash, such as A.",
    "address_shown_missing": "Choose whether it shows the current address.",
    "read_date_missing": "Choose which date staff read from it.",
    "no_such_last_day": "There is no such day. Type it again, or leave it empty.",
    "groups_missing": "Type the groups with a plus between two, such as A + B.",
    "group_unknown": "At least one of these groups has no document. Type groups that have documents.",
    "two_documents_at_least": "Type at least two groups, such as A + B: one document alone is never enough.",
    "no_photo_in_groups": "None of the documents in these groups has a photo.",
    "no_address_in_groups": "None of the documents in these groups shows the current address.",
    "group_of_no_staff": (
        "Type a group that is enough from people of the office already. A new one has to be imported as a file."
    ),
    "holiday_day_missing": "Type the day.",
    "directory_group_missing": "Type the distinguished name of the group.",
    "directory_group_not_a_dn": "Type the whole distinguished name, such as cn=Advisers,ou=Groups,dc=example,dc=org.",
    "directory_group_named_already": "This group is there already. Change its roles instead.",
    "directory_roles_missing": "Choose at least one role.",
    "holiday_name_missing": "Type what the holiday is called.",
    "withdrawing_why_missing": "Choose why.",
    "password_missing": "Type your password.",
    "new_password_missing": "Type a new password.",
    "password_same": "This is the password you have now. Choose another.",
    "password_differs": "The two new passwords are not the same. Type them again.",
    "role_missing": "Choose a role.",
    "role_held": "They have this role already.",
    "loan_first_missing": "Type the first day.",
    "loan_last_missing": "Type the last day.",
    "loan_backwards": "The last day is before the first.",
    "loan_over": "The last day has passed.",
    "roles_same": "These are the roles they have now.",
    "roles_missing": "Choose at least one role.",
    "password_too_short": "Use at least 12 characters. A few unrelated words work well.",
    "password_too_long": "Use 256 characters or fewer.",
    "password_common": "This password is easy to guess. Choose a few unrelated words.",
    "password_named": "This password is too close to your name or the office’s. Choose other words.",
    "password_unusable": "This password has characters that some keyboards cannot type. Leave them out.",
    "recovery_not_a_recipient": "A recovery key is what age-keygen prints as the public key: age1...",
    "desk_kind_same": "The PC is for that already.",
    "server_change_missing": "Say what is to change: the address, the authority or the password.",
    "recovery_same": "Give two different recovery keys: run age-keygen twice, and keep them in different places.",
    "vault_database_alone": "Only an office on a database server can have its recordings in the database.",
    "vault_two_places": "Recordings are in the database or in a folder. Leave out --vault or --vault-in database.",
    "vault_alone": "Only an office on a database server has its recordings in a folder that its PCs share.",
    "vault_not_empty": "The folder for recordings has to be there, and empty.",
    "vault_not_writable": "The folder for recordings cannot be written by this account.",
    "witness_inside": (
        "The witness file cannot be in the office’s own folder. Choose a place that someone else looks after."
    ),
    "authority_certificates": "Name the file of the authority’s certificates with --certificates.",
    "authority_in_use": "The office has a time-stamping authority already. Name its address with --replaces.",
    "witness_in_use": "This is one of the office’s witness files already.",
    "witness_not_one": "The file to be replaced is not one of the office’s witness files.",
    "witness_reason": "Give no reason for a file that is one more. For one that replaces another, say whether "
    "that was moved, lost or damaged.",
    "witness_taken": "The witness file has something in it already. Name an empty file or a new one.",
}
