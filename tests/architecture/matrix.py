"""Every address × everybody of the cast: who gets the page. An address without a row fails the build.

``Row("homes:home", args=lambda w: [w.home.pk], allowed={"manager", "qa_officer"})``: these people of tests/cast.py get 200,
everybody else who is signed in 404, and somebody who is not signed in is sent to sign in. A page that is only posted to is a
``Post`` with the people who may; nobody gets anything by GET. By POST everybody else meets 404 (405, 409), and nothing is written.
Addresses of a visit stand in matrix_visits.py, by where the visit and its report stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cast import PEOPLE

EVERYBODY = frozenset(PEOPLE)
APPOINTED_AT_OAK = EVERYBODY - {"other_visitor", "other_manager", "placing_authority", "leaver", "stranger"}
READ_REGISTERS_AT_OAK = {
    "visitor",
    "manager",
    "deputy",
    "home_staff",
    "ri",
    "service_lead",
    "qa_officer",
}
KEEP_REGISTERS_AT_OAK = {"manager", "deputy"}


def nothing(world: Any) -> list[Any]:
    """No argument in the address."""
    return []


@dataclass(frozen=True)
class Row:
    """Who gets the page: names of the cast; ``public`` pages are for everybody, signed in or not."""

    name: str
    args: Callable[[Any], list[Any]] = nothing
    allowed: frozenset[str] | set[str] = EVERYBODY
    public: bool = False
    code: int = 200
    query: str = ""
    others: frozenset[int] = field(default=frozenset({404}))
    posters: frozenset[str] | set[str] | None = None  # who may post; whoever may read unless told
    when: str = ""  # where the record stands, when that matters
    told: frozenset[str] | set[str] = frozenset()  # who is told that it cannot be done now, or is led on

    def codes(self, who: str) -> frozenset[int] | set[int]:
        """What this person may meet by GET."""
        if self.public or who in self.allowed:
            return {self.code}
        return {302, 405, 409} if who in self.told else self.others

    def who(self) -> frozenset[str] | set[str]:
        """Whoever may use the address, in either way."""
        return self.allowed | (self.posters or frozenset())

    def posts(self, who: str) -> bool:
        """Whether what this person posts may have an effect."""
        return self.public or who in (self.allowed if self.posters is None else self.posters)

    def refusals(self, who: str) -> set[int]:
        """What this person may meet by POST, without an effect."""
        return {200, 302, 404, 405, 409} if who in self.told else {404, 405, 409}


def widest(rows: list[Row]) -> set[tuple[str, str]]:
    """Of the rows of each address the one that most people may use."""
    best: dict[str, Row] = {}
    for row in rows:
        if row.name not in best or len(row.who()) > len(best[row.name].who()):
            best[row.name] = row
    return {(row.name, row.when) for row in best.values()}


def Post(name: str, args: Callable[[Any], list[Any]] = nothing, *, by: set[str], told: set[str] | None = None) -> Row:
    """An address that is only posted to."""
    return Row(name, args, allowed=frozenset(), others=frozenset({404, 405}), posters=by, told=told or set())


CORE = [
    Row("governance:start"),
    Row("core:help", public=True),
    Row("core:accessibility", public=True),
    Row("core:privacy", public=True),
    Row("core:components"),
    Row("core:document", args=lambda w: [0], allowed=set()),
    Row("core:document_file", args=lambda w: [0], allowed=set()),
]

# The sign-in library's pages send whoever is signed in away from the sign-in page, and ask for a fresh proof themselves.
ACCOUNTS = [
    Row("account_login", public=True, code=302),
    Row("account_logout"),
    Row("account_signup", allowed=frozenset()),
    Row("account_reauthenticate"),
    Row("account_inactive", public=True),
    Row("accounts:account"),
    Post("accounts:end_session", args=lambda w: [1], by=set()),
    Row("account_change_password"),
    Row("account_set_password", code=302),
    Row("account_reset_password", public=True),
    Row("account_reset_password_done", public=True),
    Row("account_reset_password_from_key", args=lambda w: ["1", "no-key"], public=True),
    Row("account_reset_password_from_key_done", public=True),
    Row("mfa_index"),
    Row("mfa_authenticate", code=302),
    Row("mfa_reauthenticate", code=302),
    Row("mfa_activate_totp"),
    Row("mfa_deactivate_totp", allowed=frozenset(), others=frozenset({302, 404})),
    Row("mfa_view_recovery_codes", allowed=frozenset(), others=frozenset({302, 404})),
    Row("mfa_generate_recovery_codes"),
    Row("mfa_download_recovery_codes", allowed=frozenset(), others=frozenset({302, 404})),
    Row("mfa_list_webauthn"),
    Row("mfa_add_webauthn"),
    Row("mfa_reauthenticate_webauthn", code=302),
    Row("mfa_remove_webauthn", args=lambda w: [1], allowed=frozenset(), others=frozenset({302, 404})),
    Row("mfa_edit_webauthn", args=lambda w: [1], allowed=frozenset(), others=frozenset({302, 404})),
    Row("mfa_login_webauthn", public=True, code=302),
]

ADMINISTRATOR = {"administrator"}
HOMES = [
    Row("homes:list", allowed=EVERYBODY - {"placing_authority", "leaver", "stranger"}),
    Row("homes:home", args=lambda w: [w.home.pk], allowed=APPOINTED_AT_OAK),
    Row("homes:open_home", allowed=ADMINISTRATOR),
    Row("homes:change_home", args=lambda w: [w.home.pk], allowed=ADMINISTRATOR),
    Row("homes:close_home", args=lambda w: [w.home.pk], allowed=ADMINISTRATOR),
    Row("homes:add_building", args=lambda w: [w.home.pk], allowed=ADMINISTRATOR),
    Row("homes:add_bedroom", args=lambda w: [w.building.pk], allowed=ADMINISTRATOR),
    Post("homes:building_use", args=lambda w: [w.building.pk], by=ADMINISTRATOR),
    Post("homes:bedroom_use", args=lambda w: [w.bedroom.pk], by=ADMINISTRATOR),
    Row("homes:residents", args=lambda w: [w.home.pk], allowed=READ_REGISTERS_AT_OAK),
    Row("homes:admit_resident", args=lambda w: [w.home.pk], allowed=KEEP_REGISTERS_AT_OAK),
    Row("homes:change_resident", args=lambda w: [w.resident.pk], allowed=KEEP_REGISTERS_AT_OAK),
    Row("homes:discharge_resident", args=lambda w: [w.resident.pk], allowed=KEEP_REGISTERS_AT_OAK),
    Row("homes:staff", args=lambda w: [w.home.pk], allowed=READ_REGISTERS_AT_OAK),
    Row("homes:add_staff_member", args=lambda w: [w.home.pk], allowed=KEEP_REGISTERS_AT_OAK),
    Row("homes:change_staff_member", args=lambda w: [w.staff_member.pk], allowed=KEEP_REGISTERS_AT_OAK),
    Row("homes:staff_member_left", args=lambda w: [w.staff_member.pk], allowed=KEEP_REGISTERS_AT_OAK),
    Row("homes:people", allowed=ADMINISTRATOR),
    Row("homes:add_person", allowed=ADMINISTRATOR),
    Row("homes:person", args=lambda w: [w.person.pk], allowed=ADMINISTRATOR),
    Row("homes:change_person", args=lambda w: [w.person.pk], allowed=ADMINISTRATOR),
    Post("homes:close_person", args=lambda w: [w.person.pk], by=ADMINISTRATOR),
    Post("homes:reopen_person", args=lambda w: [w.person.pk], by=ADMINISTRATOR),
    Row("homes:remove_second_factor", args=lambda w: [w.person.pk], allowed=ADMINISTRATOR),
    Row("homes:appoint", args=lambda w: [w.person.pk], allowed=ADMINISTRATOR),
    Row("homes:appoint_visitor", args=lambda w: [w.person.pk], allowed=ADMINISTRATOR, code=302),
    Row("homes:end_appointment", args=lambda w: [w.appointment.pk], allowed=ADMINISTRATOR),
    Row("homes:declare_independence", args=lambda w: [w.appointment.pk], allowed=ADMINISTRATOR),
]

PUBLISHERS = {"qa_officer", "head_of_qa"}
QUESTIONNAIRES = [
    Row("questionnaires:list", allowed=PUBLISHERS),
    Row("questionnaires:add", allowed=PUBLISHERS),
    Row("questionnaires:version", args=lambda w: [w.version.pk], allowed=PUBLISHERS),
    Row("questionnaires:form_preview", args=lambda w: [w.version.pk, w.section_id], allowed=PUBLISHERS),
    Row("questionnaires:print_preview", args=lambda w: [w.version.pk], allowed=PUBLISHERS),
    Row("questionnaires:source", args=lambda w: [w.version.pk], allowed=PUBLISHERS),
    Post("questionnaires:publish", args=lambda w: [w.version.pk], by=PUBLISHERS),
    Post("questionnaires:withdraw", args=lambda w: [w.version.pk], by=PUBLISHERS),
    Row("questionnaires:gallery"),
    Row("questionnaires:gallery_state", args=lambda w: ["filled"]),
]

LOOKS_AFTER_MAIL = {"qa_officer", "administrator"}
DELIVERY = [
    Row("delivery:messages"),
    Post("delivery:open", args=lambda w: [w.message.pk], by={"visitor"}),
    Post("delivery:read_all", by=set(EVERYBODY)),
    Row("delivery:preference"),
    Row("delivery:mails", allowed=LOOKS_AFTER_MAIL),
    Row("delivery:all_mails", allowed=LOOKS_AFTER_MAIL),
    Row("delivery:mail", args=lambda w: [w.mail.pk], allowed=LOOKS_AFTER_MAIL),
    Post("delivery:try_again", args=lambda w: [w.mail.pk], by=LOOKS_AFTER_MAIL),
    Post("delivery:deal_with", args=lambda w: [w.mail.pk], by=LOOKS_AFTER_MAIL),
]

SEE_ACTIONS = {"visitor", "manager", "deputy", "ri", "service_lead", "qa_officer", "head_of_qa"}
LIST_ACTIONS = SEE_ACTIONS | {"other_visitor", "other_manager", "home_staff"}
MANAGE_OAK = {"manager", "deputy"}
ACTIONS = [
    Row("actions:list", allowed=LIST_ACTIONS),
    Row("actions:themes", allowed=LIST_ACTIONS),
    Row("actions:export", allowed=LIST_ACTIONS),
    Row("actions:action", args=lambda w: [w.open_action.pk], allowed=SEE_ACTIONS),
    Row(
        "actions:done",
        args=lambda w: [w.open_action.pk],
        allowed=MANAGE_OAK,
        told=SEE_ACTIONS - MANAGE_OAK,
        when="open",
    ),
    Row(
        "actions:done",
        args=lambda w: [w.claimed_action.pk],
        allowed=MANAGE_OAK,
        told=SEE_ACTIONS - MANAGE_OAK,
        when="claimed",
    ),
    Row("actions:open_again", args=lambda w: [w.open_action.pk], allowed=set(), told=SEE_ACTIONS, when="open"),
    Row(
        "actions:open_again",
        args=lambda w: [w.claimed_action.pk],
        allowed=MANAGE_OAK | {"visitor", "qa_officer"},
        told={"ri", "service_lead", "head_of_qa"},
        when="claimed",
    ),
    Row(
        "actions:owner",
        args=lambda w: [w.claimed_action.pk],
        allowed=MANAGE_OAK | {"ri"},
        told=SEE_ACTIONS - MANAGE_OAK - {"ri"},
        when="claimed",
    ),
    Row(
        "actions:merge",
        args=lambda w: [w.claimed_action.pk],
        allowed={"visitor", "qa_officer"},
        told=SEE_ACTIONS - {"visitor", "qa_officer"},
        when="claimed",
    ),
    Row("actions:verify", args=lambda w: [w.open_action.pk], allowed=set(), told=SEE_ACTIONS, when="open"),
    Row(
        "actions:verify",
        args=lambda w: [w.claimed_action.pk],
        allowed={"visitor", "qa_officer"},
        told=SEE_ACTIONS - {"visitor", "qa_officer"},
        when="claimed",
    ),
]

NO_DEADLINES = {"home_staff", "councillor", "placing_authority", "administrator", "leaver", "stranger"}
SEE_DEADLINES = EVERYBODY - NO_DEADLINES
SEE_DEADLINES_AT_OAK = SEE_DEADLINES - {"other_visitor", "other_manager"}
DEADLINES = [
    Row("deadlines:board", allowed=SEE_DEADLINES),
    Row("deadlines:why", args=lambda w: [w.obligation.pk], allowed=SEE_DEADLINES_AT_OAK, when="open"),
    Row("deadlines:work", args=lambda w: [w.obligation.pk], allowed=SEE_DEADLINES_AT_OAK, code=302),
    Row(
        "deadlines:why",
        args=lambda w: [w.hidden_obligation.pk],
        allowed=SEE_DEADLINES_AT_OAK - {"manager", "deputy"},
        when="hidden from the home",
    ),
    Row("deadlines:move", args=lambda w: [w.obligation.pk], allowed=PUBLISHERS),
    Row("deadlines:timeliness", allowed=SEE_DEADLINES),
    Row("deadlines:kept_lines", query="?month=2027-03&how=met", allowed=SEE_DEADLINES),
    Row("deadlines:feed", allowed=SEE_DEADLINES),
    Post("deadlines:end_feed", by=set(SEE_DEADLINES)),
    Row("deadlines:calendar", args=lambda w: [w.calendar], public=True),
    Row("deadlines:limits", allowed=PUBLISHERS),
    Row("deadlines:add_closure_day", allowed=PUBLISHERS),
    Row("deadlines:change_limit", args=lambda w: ["reg44.draft_to_manager"], allowed=PUBLISHERS),
]

ROWS = [*CORE, *HOMES, *QUESTIONNAIRES, *DELIVERY, *ACTIONS, *DEADLINES]
