"""Who and what there is in the demonstration council. Plain data, all of it invented; days are counted back from "today"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from homes.models import Home
from homes.roles import Role

PASSWORD = "demonstration only 2026"  # noqa: S105 - printed for everybody; the command refuses to run where data are real
HOST = "Wealdmarch County Council"
AUTHORITIES = {
    "host": (HOST, "homes@wealdmarch.example"),
    "northmere": ("Northmere Borough Council", "placements@northmere.example"),
    "eastholt": ("Eastholt City Council", "placements@eastholt.example"),
    "calder": ("Calderwick Council", "placements@calderwick.example"),
}


@dataclass(frozen=True)
class Child:
    """A child in the register: initials, who placed them, months ago they came and left (None: still here)."""

    initials: str
    authority: str
    came: int
    left: int | None = None


@dataclass(frozen=True)
class Worker:
    """Somebody on the register of staff, months ago they started and left."""

    initials: str
    job: str
    came: int = 40
    left: int | None = None
    agency: bool = False


@dataclass(frozen=True)
class HomePlan:
    """One home. ``documents``: kind -> days until its review (below zero: past it)."""

    key: str
    name: str
    urn: str
    kind: str
    places: int
    conditions: str
    address: str
    buildings: dict[str, list[str]]
    children: list[Child]
    staff: list[Worker]
    documents: dict[str, int]
    provider: str = ""

    @property
    def external(self) -> bool:
        """Run by another provider than the council."""
        return bool(self.provider)


SENIOR, WORKER, NIGHT, DEPUTY = "Senior residential worker", "Residential worker", "Night worker", "Deputy manager"


def _staff(*initials: str, joined: str = "", left: str = "", agency: str = "") -> list[Worker]:
    """Workers by initials, the first two senior, the last at night; who joined or left this year, who is from an agency."""
    jobs = [DEPUTY, SENIOR, *[WORKER] * (len(initials) - 3), NIGHT]
    return [
        Worker(
            name,
            job,
            came=5 if name == joined else 40,
            left=4 if name == left else None,
            agency=name == agency,
        )
        for name, job in zip(initials, jobs, strict=True)
    ]


def _documents(**late: int) -> dict[str, int]:
    """The documents every home has, in order unless told otherwise."""
    usual = {
        "statement_of_purpose": 140,
        "childrens_guide": 200,
        "workforce_plan": 90,
        "location_assessment": 45,
        "insurance": 170,
        "gas": 120,
        "electrical": 800,
        "portable_appliances": 400,
        "fire_risk": 75,
        "legionella": 260,
    }
    return {kind: late.get(kind, days) for kind, days in usual.items()}


HOMES = [
    HomePlan(
        "oxlip",
        "Oxlip House",
        "SC940101",
        Home.Kind.GENERAL,
        5,
        "",
        "14 Mill Rise\nWealdhaven\nWM1 0AA",
        {"Main house": ["Bedroom 1", "Bedroom 2", "Bedroom 3", "Bedroom 4", "Bedroom 5"]},
        [
            Child("J.S.", "host", 30),
            Child("M.K.", "host", 22),
            Child("J.S.", "northmere", 9),
            Child("A.O.", "host", 16),
            Child("T.R.", "eastholt", 34, left=6),
        ],
        _staff("C.D.", "P.Q.", "R.T.", "W.E.", "L.N.", "F.A.", joined="L.N.", agency="F.A."),
        _documents(fire_risk=-12, workforce_plan=-40),
    ),
    HomePlan(
        "marlpit",
        "Marlpit Lodge",
        "SC940102",
        Home.Kind.GENERAL,
        4,
        "The home may not admit a child above the age of 17.",
        "Marlpit Lane\nNether Sallow\nWM4 0AB",
        {"Main building": ["Room 1", "Room 2", "Room 3", "Room 4"]},
        [
            Child("D.W.", "host", 20),
            Child("K.E.", "calder", 14),
            Child("S.B.", "host", 7),
            Child("L.P.", "northmere", 26, left=10),
        ],
        _staff("H.M.", "N.V.", "B.G.", "E.S.", "O.L.", left="B.G.", joined="E.S.", agency="O.L."),
        _documents(gas=-21, location_assessment=-63, childrens_guide=-8),
        provider="Sallow Brook Care (fictional)",
    ),
    HomePlan(
        "teasel",
        "Teasel Court",
        "SC940103",
        Home.Kind.DISABLED,
        6,
        "The home may accommodate six children with a learning or physical disability.",
        "Teasel Drive\nWealdhaven\nWM2 0AC",
        {
            "Main house": ["Poppy room", "Clover room", "Fern room", "Bluebell room"],
            "Garden house": ["Garden room 1", "Garden room 2"],
        },
        [
            Child("R.H.", "host", 44),
            Child("B.N.", "host", 31),
            Child("E.F.", "eastholt", 18),
            Child("Y.A.", "host", 13),
            Child("C.M.", "calder", 3),
        ],
        _staff("G.P.", "T.W.", "I.K.", "S.O.", "V.R.", "D.H.", "M.B.", joined="V.R."),
        _documents() | {"loler": 30},
    ),
    HomePlan(
        "sandling",
        "Sandling Cottage",
        "SC940104",
        Home.Kind.SHORT_BREAKS,
        4,
        "No child may stay for longer than 17 days at a time.",
        "2 Harbour View\nSandling\nWM6 0AD",
        {"Cottage": ["Blue room", "Green room", "Yellow room", "Ground floor room"]},
        [
            Child("P.L.", "host", 36),
            Child("O.D.", "host", 28),
            Child("H.T.", "host", 15),
            Child("N.G.", "northmere", 11),
            Child("F.S.", "host", 25, left=2),
        ],
        _staff("K.J.", "A.W.", "L.M.", "R.B.", "T.C."),
        _documents(portable_appliances=-5) | {"loler": 64},
    ),
    HomePlan(
        "wrenfold",
        "Wrenfold House",
        "SC940105",
        Home.Kind.SECURE,
        8,
        "The home may restrict liberty. No child under 13 may be admitted without the approval of the Secretary of State.",
        "Wrenfold\nUpper Weald\nWM9 0AE",
        {"North wing": ["N1", "N2", "N3", "N4"], "South wing": ["S1", "S2", "S3", "S4"]},
        [
            Child("V.C.", "northmere", 12),
            Child("G.I.", "eastholt", 8),
            Child("Z.M.", "host", 7),
            Child("T.A.", "calder", 5),
            Child("W.J.", "host", 19, left=6),
            Child("E.K.", "northmere", 14, left=3),
        ],
        _staff(
            "S.V.", "J.A.", "M.T.", "P.H.", "B.E.", "Q.L.", "N.R.", "C.F.", left="Q.L.", joined="N.R.", agency="C.F."
        ),
        _documents(statement_of_purpose=-3),
    ),
    HomePlan(
        "burdock",
        "Burdock School House",
        "SC940106",
        Home.Kind.SCHOOL,
        10,
        "",
        "School Road\nBurdock Green\nWM7 0AF",
        {"School house": ["Oak 1", "Oak 2", "Oak 3", "Ash 1", "Ash 2", "Ash 3"]},
        [
            Child("I.R.", "host", 27),
            Child("L.W.", "host", 27),
            Child("S.T.", "eastholt", 15),
            Child("M.D.", "calder", 15),
            Child("J.N.", "host", 8),
            Child("U.P.", "northmere", 39, left=4),
        ],
        _staff("E.B.", "D.L.", "K.S.", "F.R.", "H.O.", "A.T."),
        _documents(legionella=-30),
    ),
]
PLAN = {home.key: home for home in HOMES}


@dataclass(frozen=True)
class Person:
    """Somebody who signs in as ``email``; ``posts`` are (role, home key or "" for the council, months ago: from, to)."""

    key: str
    name: str
    title: str
    posts: tuple[tuple[Any, str, int, int | None], ...]
    first: str

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key.replace('_', '.')}@council.example"


def _at(
    role: Any, *homes: str, since: int = 36, until: int | None = None
) -> tuple[tuple[Any, str, int, int | None], ...]:
    return tuple((role, home, since, until) for home in homes or ("",))


R = Role
VISITORS = {
    "oxlip": "visitor",
    "teasel": "visitor",
    "marlpit": "visitor_two",
    "sandling": "visitor_two",
    "wrenfold": "visitor_three",
    "burdock": "visitor_three",
}
PEOPLE = [
    Person(
        "visitor",
        "Marged Tollervey",
        "Visitor",
        _at(R.VISITOR, "oxlip", "teasel"),
        "Go on writing the half-written report on Oxlip House",
    ),
    Person(
        "visitor_two",
        "Ansel Braithwood",
        "Visitor",
        _at(R.VISITOR, "marlpit", "sandling"),
        "Arrive at Marlpit Lodge today; decide the manager’s comments on Sandling Cottage",
    ),
    Person(
        "visitor_three",
        "Ottilie Fenwright",
        "Visitor",
        _at(R.VISITOR, "wrenfold", "burdock"),
        "Issue the final report on Wrenfold House",
    ),
    Person(
        "manager",
        "Jorun Pellowe",
        "Registered manager",
        _at(R.REGISTERED_MANAGER, "oxlip"),
        "Read last month’s report on Oxlip House and its addendum",
    ),
    Person(
        "manager_teasel",
        "Idris Coppelstone",
        "Registered manager",
        _at(R.REGISTERED_MANAGER, "teasel"),
        "Comment on facts in the draft on Teasel Court",
    ),
    Person(
        "manager_burdock",
        "Nerys Wickenden",
        "Registered manager",
        _at(R.REGISTERED_MANAGER, "burdock"),
        "Answer the recommendations on Burdock School House",
    ),
    Person(
        "manager_marlpit",
        "Tamsin Arkwell",
        "Registered manager",
        _at(R.REGISTERED_MANAGER, "marlpit"),
        "See a recommendation that was carried twice",
    ),
    Person(
        "manager_sandling",
        "Bettany Ollerton",
        "Registered manager",
        _at(R.REGISTERED_MANAGER, "sandling"),
        "See your comments on the draft, which are with the visitor",
    ),
    Person(
        "manager_wrenfold",
        "Leopold Strandring",
        "Registered manager",
        _at(R.REGISTERED_MANAGER, "wrenfold"),
        "Read the final report, which is not issued yet",
    ),
    Person(
        "deputy",
        "Fabian Lowick",
        "Deputy manager",
        _at(R.DEPUTY_MANAGER, "oxlip"),
        "Stand in for the manager of Oxlip House",
    ),
    Person("staff", "Sunniva Delling", "Member of staff", _at(R.HOME_STAFF, "oxlip"), "Read an issued report"),
    Person(
        "responsible_individual",
        "Rosamund Kelding",
        "Responsible individual",
        _at(R.RESPONSIBLE_INDIVIDUAL, "oxlip", "teasel", "sandling", "wrenfold", "burdock"),
        "Read the issued report on Burdock School House",
    ),
    Person(
        "ri_marlpit",
        "Piers Atherling",
        "Responsible individual of the other provider",
        _at(R.RESPONSIBLE_INDIVIDUAL, "marlpit"),
        "Sign off the report on Marlpit Lodge",
    ),
    Person("qa_officer", "Philippa Dunmere", "QA officer", _at(R.QA_OFFICER), "Approve the addendum on Teasel Court"),
    Person("head_of_qa", "Amabel Rookwell", "Head of QA", _at(R.HEAD_OF_QA), "Look at visits by home and month"),
    Person("service_lead", "Gwilym Sarnton", "Service lead", _at(R.SERVICE_LEAD), "Read final reports of all homes"),
    Person("director", "Conrad Illingsby", "Director", _at(R.DIRECTOR), "Read final reports of all homes"),
    Person(
        "contracts",
        "Hester Mallowan-Pryce",
        "Contracts manager",
        _at(R.CONTRACTS_MANAGER),
        "See which reports came on time",
    ),
    Person(
        "visitor_manager", "Corin Hathersall", "Manager of the visitors", _at(R.VISITOR_MANAGER), "Look at the rota"
    ),
    Person(
        "councillor", "Edmund Farrowby", "Councillor", _at(R.COUNCILLOR, "oxlip", "burdock"), "Read the member’s copies"
    ),
    Person(
        "placing_authority",
        "Oriel Banksome",
        "Northmere Borough Council",
        ((R.PLACING_AUTHORITY, "", 36, None),),
        "Read reports of homes where your council has placed a child",
    ),
    Person(
        "commissioning", "Ludo Barrowclough", "Commissioning officer", _at(R.COMMISSIONING_OFFICER), "Look at the homes"
    ),
    Person("operational_lead", "Sorrel Tindling", "Operational lead", _at(R.OPERATIONAL_LEAD), "Look at the homes"),
    Person("young_inspector", "Kezia Holtham", "Young inspector", _at(R.YOUNG_INSPECTOR), "Look at the homes"),
    Person("auditor", "Merrick Dalesworth", "Auditor", _at(R.AUDITOR), "Look at the homes"),
    Person("moderator", "Thea Lindmere", "Moderator", _at(R.MODERATOR), "Look at the homes"),
    Person(
        "administrator",
        "Jago Penhallick",
        "Administrator",
        _at(R.ADMINISTRATOR),
        "See people and appointments; no report can be read",
    ),
    Person(
        "leaver",
        "Nell Underhaye",
        "Former visitor",
        _at(R.VISITOR, "oxlip", since=36, until=14),
        "Sign in and see nothing: the appointment has ended",
    ),
]
