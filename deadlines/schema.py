"""What a rule file says, as plain data: a rule, its limit and the steps of its reminders and escalation. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Unit(StrEnum):
    """What a limit is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"
    MONTH_ENDS = "month ends"
    YEAR_ENDS = "year ends"


class Kind(StrEnum):
    """Where a limit comes from: a council may change its policy, never the law."""

    LAW = "law"
    GUIDANCE = "guidance"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of units; 0 days is the same day, 0 month ends the end of the same month."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        fixed = {(0, Unit.DAYS): "the same day", (0, Unit.MONTH_ENDS): "the end of the month"}
        fixed |= {(0, Unit.WORKING_DAYS): "the same day", (1, Unit.MONTH_ENDS): "the end of the next month"}
        if (self.count, self.unit) in fixed:
            return fixed[self.count, self.unit]
        if self.unit == Unit.YEAR_ENDS:
            return "the end of the next calendar year"
        if self.unit == Unit.MONTH_ENDS:
            return f"the end of the month, {self.count} months on"
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"


FROM_START, FROM_DUE = "start", "due"
HOLDER, LADDER = "holder", "ladder"


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder of those who must act (``holder``), or one rung of the escalation (``ladder``).

    ``count`` units from the start or from the due moment; negative is before it. ``roles`` are told.
    """

    track: str
    anchor: str
    count: int
    unit: Unit
    roles: tuple[str, ...]

    @property
    def key(self) -> str:
        """Names the step for ever, whatever its place in the file: “holder:due-1 working days”."""
        return f"{self.track}:{self.anchor}{self.count:+d} {self.unit}"

    @property
    def before(self) -> bool:
        """Whether it comes before the limit has passed."""
        return self.anchor == FROM_START or self.count < 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One time limit: what starts it, what ends it, how long, who acts, who hears when it slips."""

    id: str
    title: str
    source: str
    kind: Kind
    limit: Limit
    who: tuple[str, ...]
    steps: tuple[Step, ...]
    opens_on: tuple[str, ...] = ()
    met_on: tuple[str, ...] = ()
    cancelled_on: tuple[str, ...] = ()
    reopens_on: tuple[str, ...] = ()
    when: tuple[tuple[str, object], ...] = ()
    limit_from: str = ""  # the record may name the last day itself: this word of the event's data
    subject: str = "record"  # or "home": one for each home
    standing: str = ""  # "month": owed in each calendar month by every open home, whatever happens
    records: str = "now"  # "later": the records it speaks of are not built yet
    hidden_from_home: bool = False
    private: bool = False  # seen only by those who must act or are told when it slips, and by:
    seen_by: tuple[str, ...] = ()
    note: str = ""
    line: int = 0

    @property
    def ladder(self) -> tuple[Step, ...]:
        """The escalation, lowest rung first."""
        return tuple(step for step in self.steps if step.track == LADDER)

    @property
    def parties(self) -> frozenset[str]:
        """Every role that must act or is told, or may see it although it is private."""
        return frozenset((*self.who, *self.seen_by, *(role for step in self.steps for role in step.roles)))

    @property
    def events(self) -> frozenset[str]:
        """Every event the rule listens to."""
        return frozenset((*self.opens_on, *self.met_on, *self.cancelled_on, *self.reopens_on))


KINDS_IN_WORDS: Final = {
    Kind.LAW: "the law",
    Kind.GUIDANCE: "guidance",
    Kind.POLICY: "the council’s policy",
}
