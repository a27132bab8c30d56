"""The kinds of record a home keeps, as data: which questionnaire it is written on, which time limits it starts, which steps follow.

A new kind is a row here and, where none fits, a file in ``definitions/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from records import events

# Who takes a step: managers and deputies, whoever works in the home, or whoever may judge (regulation 39: also the responsible individual).
MANAGERS, HOME, JUDGES = "managers", "home", "judges"


@dataclass(frozen=True, slots=True)
class StepKind:
    """What follows a record: when it happened, perhaps words, perhaps questions answered yes or no (``asks``: key -> question).

    ``demands`` are answers without which the step is not taken (key -> what is said). ``signs`` asks for a fresh sign-in. ``early`` may be
    taken before the record is kept, ``again`` more than once. ``whom`` lets people say who was told.
    """

    code: str
    title: str
    button: str
    event: str
    who: str = MANAGERS
    when: str = "When was it?"
    words: str = ""
    heading: str = ""  # above the words where they are read; the question itself when empty
    needs_words: bool = True
    asks: tuple[tuple[str, str], ...] = ()
    demands: tuple[tuple[str, str], ...] = ()
    signs: bool = False
    early: bool = False
    again: bool = False
    whom: bool = False
    after: str = ""  # the step that must be there before
    more: str = ""  # its title when it is taken again
    unless: str = ""  # the step after which it makes no sense any more


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. ``clock`` is what the rule files look at; ``closed``: staff read only what they wrote themselves."""

    key: str
    title: str
    one: str
    definition: str
    clock: str
    when: str
    measure: str
    steps: tuple[StepKind, ...] = ()
    child: str = "needed"  # or "optional", "none"
    staff: str = ""  # label of the question for the register of staff, "" when it is not asked
    subjects: str = ""  # label of the question for people who sign in here
    hides: bool = False  # those people never see it (regulation 39(2))
    closed: bool = False
    managers_only: bool = False
    exempt: bool = False  # may be routine restraint of a plan (regulation 35(4))
    matter: bool = False  # says which matter of regulation 40 it is
    source: str = ""


SIGNED = StepKind(
    "signed",
    "Speak to the person who used the measure, and sign",
    "Sign the record",
    events.SIGNED,
    when="When did you speak to the person who used the measure?",
    words="What did you talk about?",
    asks=(
        ("not_user", "I did not use the measure myself"),
        ("accurate", "I have spoken to the person who used the measure, and this record is accurate"),
    ),
    demands=(
        ("not_user", "Somebody who used the measure cannot sign its record. Ask the other manager to do it."),
        ("accurate", "Speak to the person and correct the record first. Then sign it."),
    ),
    signs=True,
)
CHILD_SPOKEN = StepKind(
    "child_spoken",
    "Confirm that the child was spoken to",
    "Confirm that the child was spoken to",
    events.CHILD_SPOKEN,
    when="When was the child spoken to?",
    words="What does the child say about it? Use the child’s own words.",
    needs_words=False,
    asks=(("spoken", "The child has been spoken to about the measure"), ("advocate", "The child was offered an advocate")),
    demands=(("spoken", "Only confirm it when the child has been spoken to. What you typed is still here."),),
    signs=True,
)  # fmt: skip
REVIEWED = StepKind(
    "reviewed",
    "Sign off as manager",
    "Sign off",
    events.REVIEWED,
    when="When did you look at it?",
    words="What did you find, and what changes because of it?",
    signs=True,
)
OUTCOME = StepKind(
    "outcome",
    "Record the outcome",
    "Record the outcome",
    events.OUTCOME,
    who=JUDGES,
    when="When was it decided?",
    words="What was found, and what was done?",
    asks=(
        ("upheld", "The complaint was right, wholly or in part"),
        ("told", "The person who complained was told the outcome"),
        ("no_reprisal", "Nobody was treated worse for complaining"),
    ),
)
CONTROL_STEPS = (SIGNED, CHILD_SPOKEN)
USED = "Who used the measure?"
USED_ACCOUNT = "Did any of these people use the measure? They cannot sign the record."
ABOUT = "Is it about any of these people? They will never see this record."


def _control(key: str, title: str, one: str, measure: str, *, exempt: bool = False) -> Kind:
    when, source = "When was the measure used?", "Regulation 35(3)"
    return Kind(
        key, title, one, "behaviour_record", "control", when, measure, CONTROL_STEPS,
        staff=USED, subjects=USED_ACCOUNT, exempt=exempt, source=source,
    )  # fmt: skip


def _incident(key: str, title: str, one: str) -> Kind:
    return Kind(key, title, one, "incident_record", "", "When did it happen?", key, (REVIEWED,), "optional")


KINDS: Final[dict[str, Kind]] = {
    kind.key: kind
    for kind in (
        _control("sanction", "Sanctions", "sanction", "sanctions"),
        _control("restraint", "Restraints", "restraint", "restraints", exempt=True),
        _control("separation", "Single separations", "single separation", "separations"),
        _control("control", "Other measures of control", "other measure of control", "controls"),
        Kind(
            "missing",
            "Missing or away without leave",
            "time missing or away",
            "missing_record",
            "missing",
            "Since when was the child missing?",
            "missing_or_away",
            (
                StepKind(
                    "returned",
                    "The child came back",
                    "The child came back",
                    events.RETURNED,
                    who=HOME,
                    when="When did the child come back?",
                    words="How was the child?",
                    needs_words=False,
                    early=True,
                    again=True,
                    more="Correct when the child came back",
                ),
                StepKind(
                    "interview_offered",
                    "A return interview was offered",
                    "A return interview was offered",
                    events.INTERVIEW_OFFERED,
                    who=HOME,
                    when="When was it offered?",
                    asks=(("independent", "Somebody from outside the home is to hold it"),),
                    early=True,
                    after="returned",
                ),
                StepKind(
                    "interview_held",
                    "The return interview was held",
                    "The return interview was held",
                    events.INTERVIEW_HELD,
                    who=HOME,
                    when="When was it held?",
                    words="What did the home hear of it, and what changes?",
                    needs_words=False,
                    asks=(("independent", "Somebody from outside the home held it"),),
                    early=True,
                    after="returned",
                ),
                StepKind(
                    "interview_declined",
                    "The child did not want a return interview",
                    "The child did not want one",
                    events.INTERVIEW_DECLINED,
                    when="When did the child say so?",
                    words="What did the child say, and how will you ask again?",
                    early=True,
                    after="interview_offered",
                    unless="interview_held",
                ),
                REVIEWED,
            ),
            source="Regulations 12 and 34",
        ),
        Kind(
            "complaint",
            "Complaints",
            "complaint",
            "complaint_record",
            "",
            "When did the complaint come?",
            "complaints",
            (OUTCOME,),
            "optional",
            subjects=ABOUT,
            hides=True,
            closed=True,
            source="Regulation 39",
        ),
        Kind(
            "compliment",
            "Compliments",
            "compliment",
            "compliment_record",
            "",
            "When did it come?",
            "compliments",
            child="optional",
        ),
        _incident("safeguarding_incident", "Safeguarding incidents", "safeguarding incident"),
        _incident("other_incident", "Other incidents", "other incident"),
        Kind(
            "exploitation",
            "Concerns about exploitation",
            "concern about exploitation",
            "incident_record",
            "",
            "When did it happen, or when did you notice it?",
            "exploitation",
            (REVIEWED,),
        ),
        Kind(
            "allegation",
            "Allegations against staff",
            "allegation",
            "allegation_record",
            "",
            "When was it said?",
            "allegations",
            (
                StepKind(
                    "officer_told",
                    "The council’s designated officer was told",
                    "The designated officer was told",
                    events.OFFICER_TOLD,
                    when="When was the officer told?",
                    words="What did the officer advise?",
                    needs_words=False,
                    early=True,
                ),
                StepKind(
                    "meeting",
                    "A strategy meeting was held",
                    "A strategy meeting was held",
                    events.MEETING,
                    when="When was it held?",
                    words="What was decided?",
                    early=True,
                    again=True,
                    more="Another strategy meeting was held",
                ),
                StepKind(
                    "outcome",
                    "Record the outcome",
                    "Record the outcome",
                    events.OUTCOME,
                    who=JUDGES,
                    when="When was it decided?",
                    words="How did it end, and what was done?",
                ),
            ),
            "optional",
            staff="Who is it about?",
            subjects=ABOUT,
            hides=True,
            closed=True,
            source="Regulations 12 and 34",
        ),
        Kind(
            "notification",
            "Notifications",
            "notification",
            "notification",
            "notification",
            "When did it happen?",
            "notifications",
            (
                StepKind(
                    "told",
                    "Say who was told",
                    "Say who was told",
                    events.TOLD,
                    when="When were they told?",
                    words="How were they told? For example, by telephone and then by email.",
                    heading="How they were told",
                    needs_words=False,
                    asks=(("in_writing", "They were told in writing, or it was confirmed in writing"),),
                    early=True,
                    again=True,
                    more="Say that somebody else was told",
                    whom=True,
                ),
                StepKind(
                    "update",
                    "Add what has happened since",
                    "Add what has happened since",
                    events.UPDATED,
                    when="When was it?",
                    words="What has happened since, and who was told?",
                    again=True,
                ),
                StepKind(
                    "outcome",
                    "Record the outcome",
                    "Record the outcome",
                    events.OUTCOME,
                    when="When did it end?",
                    words="How did it end?",
                ),
            ),
            "optional",
            subjects=ABOUT,
            hides=True,
            managers_only=True,
            closed=True,
            matter=True,
            source="Regulation 40",
        ),
    )
}
CONTROL: Final = tuple(key for key, kind in KINDS.items() if kind.clock == "control")
DEFINITIONS: Final = tuple(dict.fromkeys(kind.definition for kind in KINDS.values()))


def step_of(kind: str, code: str) -> StepKind | None:
    """The step of this code that follows records of this kind, or None."""
    return next((each for each in KINDS[kind].steps if each.code == code), None)
