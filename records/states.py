"""Where a record stands, for people: one pure function over its state and its steps."""

from __future__ import annotations

from collections.abc import Collection

from records.kinds import KINDS, StepKind

WAITING = {
    "signed": "To be signed",
    "child_spoken": "Child to be spoken to",
    "reviewed": "To be signed off",
    "returned": "Still missing",
    "interview_held": "Return interview open",
    "told": "To be notified",
    "outcome": "Outcome open",
}
STATES = {"begun": "Being written", "correcting": "Being corrected", "withdrawn": "Begun by mistake"}
DONE_BY = {"interview_held": ("interview_held", "interview_declined"), "interview_offered": ("interview_offered",)}


def open_steps(
    kind: str, taken: Collection[tuple[str, int]], *, exempt: bool, left_to_tell: bool, revision: int
) -> list[StepKind]:
    """The steps that should follow and have not. ``taken``: (code, version it was taken on). Signatures count for the last version only."""
    if exempt:
        return []
    codes = {code for code, _ in taken}
    found = []
    for step in KINDS[kind].steps:
        if step.code not in WAITING:
            continue
        if step.whom:
            done = not left_to_tell
        elif step.signs and step.code != "child_spoken":
            done = (step.code, revision) in taken
        else:
            done = bool(codes & set(DONE_BY.get(step.code, (step.code,))))
        if step.after and step.after not in codes:
            done = True  # not yet asked for
        if not done:
            found.append(step)
    return found


def status(state: str, waiting: Collection[StepKind]) -> str:
    """“To be signed”: what the list and the bar show."""
    if state in STATES:
        return STATES[state]
    return WAITING[next(iter(waiting)).code] if waiting else "Complete"
