"""The roles that exist, each in plain words (domain.md 3). Pure data: who may do what is in each app's policy."""

from __future__ import annotations

from typing import Final

from django.db import models


class Role(models.TextChoices):
    """The role of one appointment. Stored as the lower-case word; shown as the label."""

    VISITOR = "visitor", "Independent person (Regulation 44 visitor)"
    VISITOR_MANAGER = "visitor_manager", "Manager of the visitors"
    REGISTERED_MANAGER = "registered_manager", "Registered manager"
    DEPUTY_MANAGER = "deputy_manager", "Deputy manager"
    HOME_STAFF = "home_staff", "Member of the home’s staff"
    RESPONSIBLE_INDIVIDUAL = "responsible_individual", "Responsible individual"
    SERVICE_LEAD = "service_lead", "Service lead for residential care"
    QA_OFFICER = "qa_officer", "Quality assurance officer"
    HEAD_OF_QA = "head_of_qa", "Head of quality assurance"
    DIRECTOR = "director", "Director of children’s services"
    CONTRACTS_MANAGER = "contracts_manager", "Contracts manager"
    COMMISSIONING_OFFICER = "commissioning_officer", "Commissioning officer"
    OPERATIONAL_LEAD = "operational_lead", "Operational lead"
    COUNCILLOR = "councillor", "Councillor"
    YOUNG_INSPECTOR = "young_inspector", "Young inspector"
    AUDITOR = "auditor", "Auditor"
    MODERATOR = "moderator", "Moderator"
    PLACING_AUTHORITY = "placing_authority", "Placing authority"
    ADMINISTRATOR = "administrator", "Administrator of the portal"


DESCRIPTIONS: Final[dict[str, str]] = {
    Role.VISITOR: "Visits the home each month and writes the report. Works for nobody who runs, pays for or manages it.",
    Role.VISITOR_MANAGER: "Plans the rota of the visitors and looks after the quality of their reports.",
    Role.REGISTERED_MANAGER: "Runs the home. Comments on facts, answers each recommendation.",
    Role.DEPUTY_MANAGER: "Stands in for the registered manager of the home.",
    Role.HOME_STAFF: "Works in the home.",
    Role.RESPONSIBLE_INDIVIDUAL: "Supervises how the homes are managed. Comments on each report and signs it off.",
    Role.SERVICE_LEAD: "Leads the council’s residential service.",
    Role.QA_OFFICER: "Gathers what the reports say and checks that what was promised was done.",
    Role.HEAD_OF_QA: "Owns the council’s framework for quality.",
    Role.DIRECTOR: "Answers for children’s services as a whole.",
    Role.CONTRACTS_MANAGER: "Looks after the contract with the visitors. Reads final reports and times.",
    Role.COMMISSIONING_OFFICER: "Buys places in homes that others run.",
    Role.OPERATIONAL_LEAD: "Leads a part of the service from day to day.",
    Role.COUNCILLOR: "Is linked to a home, or reads for the council’s panel. Sees no child’s initials.",
    Role.YOUNG_INSPECTOR: "A young person with experience of care who inspects.",
    Role.AUDITOR: "Carries out audits.",
    Role.MODERATOR: "Checks the audits of others, never their own.",
    Role.PLACING_AUTHORITY: "Works for a council that has placed a child. Reads reports of homes that look after that child.",
    Role.ADMINISTRATOR: "Looks after people, appointments and settings. Reads no reports.",
}

# Must name a home: an independent person or a manager "of everything" would make the independence rules meaningless.
HOME_ONLY: Final = frozenset({Role.VISITOR, Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER, Role.HOME_STAFF})

# Never at one home.
COUNCIL_ONLY: Final = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR, Role.HEAD_OF_QA, Role.PLACING_AUTHORITY})

# Who may see which children and which staff the registers hold (initials only; security.md D).
READS_REGISTERS: Final = frozenset(
    {
        Role.REGISTERED_MANAGER,
        Role.DEPUTY_MANAGER,
        Role.HOME_STAFF,
        Role.VISITOR,
        Role.RESPONSIBLE_INDIVIDUAL,
        Role.QA_OFFICER,
        Role.SERVICE_LEAD,
    }
)
WRITES_REGISTERS: Final = frozenset({Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER})
WRITES_DOCUMENTS: Final = WRITES_REGISTERS
# The documents themselves, with their files; that one is out of date is seen by everybody whose appointment covers the home.
READS_DOCUMENTS: Final = READS_REGISTERS | {Role.HEAD_OF_QA}
WRITES_PARTICULARS: Final = frozenset({Role.ADMINISTRATOR})
APPOINTS: Final = frozenset({Role.ADMINISTRATOR})

# Roles nobody may hold while being the independent person of any home, with the paragraph of regulation 43(3).
BARS_VISITING: Final[dict[str, str]] = {
    Role.REGISTERED_MANAGER: "(a)",
    Role.DEPUTY_MANAGER: "(a)",
    Role.HOME_STAFF: "(a)",
    Role.SERVICE_LEAD: "(a)",
    Role.OPERATIONAL_LEAD: "(a)",
    Role.DIRECTOR: "(a)",
    Role.CONTRACTS_MANAGER: "(d)",
    Role.COMMISSIONING_OFFICER: "(d)",
    Role.RESPONSIBLE_INDIVIDUAL: "(f)",
}

# Whoever works at a home must not know the day of its next unannounced visit; these roles make the rota (C1).
WORKS_AT_HOME: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER, Role.HOME_STAFF)
KNOWS_THE_DATE: Final = (Role.VISITOR_MANAGER, Role.QA_OFFICER, Role.HEAD_OF_QA)

# Two duties at one home that one person cannot hold at the same time: the second looks over the first.
NEVER_TOGETHER: Final = frozenset(
    {
        *(frozenset({works, knows}) for works in WORKS_AT_HOME for knows in KNOWS_THE_DATE),
        frozenset({Role.REGISTERED_MANAGER, Role.RESPONSIBLE_INDIVIDUAL}),
        frozenset({Role.DEPUTY_MANAGER, Role.RESPONSIBLE_INDIVIDUAL}),
        frozenset({Role.HOME_STAFF, Role.RESPONSIBLE_INDIVIDUAL}),
        frozenset({Role.AUDITOR, Role.MODERATOR}),
    }
)
