"""Whether every sealed report is still, row by row, what was signed, every chain of seals whole, and nothing cut off its end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from core import seals, signing
from core.models import Event, Seal
from questionnaires import canonical
from questionnaires.models import Version
from reg44 import events, sealing
from reg44.models import Report, Signature
from reg44.states import SEALED

KIND = "reg44.report"
SEALED_BY = {events.REPORT_FINALISED: sealing.FINAL, events.SIGNED_OFF: sealing.SIGN_OFF}


class Command(BaseCommand):
    """Checks all seals; ends with code 1 when one is broken."""

    help = (
        "Check the seals of all final reports (or of one home) and the chains that hold them together. "
        "Keep what --heads prints outside the portal each day, and compare with --against: a chain that somebody cut "
        "or wrote anew from its beginning is seen in no other way."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--home", type=int, help="the number of one home, as in its address")
        parser.add_argument("--heads", action="store_true", help="only print the last seal of each chain")
        parser.add_argument("--against", type=Path, metavar="FILE", help="a list that --heads printed before")

    def handle(self, *args: Any, **options: Any) -> None:
        home = options["home"]
        chains = [chain for chain in seals.chains() if home is None or chain == f"home:{home}"]
        if options["heads"]:
            self.stdout.write("".join(f"{chain} {at} {sha256}\n" for chain, at, sha256 in seals.heads()), ending="")
            return
        reports = _to_check(home)
        others = [check(home) for check in seals.CHECKS]
        count = len(reports) + sum(number for number, _ in others)
        if home is not None and not count and not chains:
            raise CommandError(f"Home {home} has no sealed report.")
        wrong = [*_reports(reports), *_without_seal(reports), *_orphans(home), *_versions()]
        wrong += [line for _, lines in others for line in lines]
        for chain in chains:
            wrong += [f"Chain {chain}, seal {position}: {words}" for position, words in seals.verify_chain(chain)]
        if options["against"]:
            wrong += seals.missing_since(_kept(options["against"]))
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            sys.exit(1)
        self.stdout.write(f"{count} sealed reports and {len(chains)} chains: every seal is whole.")


def _to_check(home: int | None) -> list[int]:
    """Every report that is sealed, or of which any trace says that it once was: its times, a seal, a signature, an event."""
    once = Event.objects.filter(code__in=SEALED_BY, subject_type=KIND).values("subject_id")
    sealed = Seal.objects.filter(subject_type=KIND).values("subject_id")
    traces = Q(pk__in=sealed) | Q(pk__in=once) | Q(pk__in=Signature.objects.values("report"))
    found = Report.objects.filter(Q(state__in=SEALED) | Q(finalised_at__isnull=False) | traces)
    if home is not None:
        found = found.filter(visit__home=home)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _reports(reports: list[int]) -> list[str]:
    wrong = []
    for pk in reports:
        report = Report.objects.select_related("visit__home", "response__version").get(pk=pk)
        verdict = sealing.verify(report)
        if not verdict:
            wrong.append(f"Report {pk} ({report.visit}): {verdict.reason}")
    return wrong


def _without_seal(reports: list[int]) -> list[str]:
    """What happened to these reports by the log of events, and has no seal."""
    found = Seal.objects.filter(subject_type=KIND, subject_id__in=reports).values_list("subject_id", "purpose")
    there = set(found)
    happened = Event.objects.filter(subject_type=KIND, subject_id__in=reports)
    wrong = []
    for event in happened.filter(code__in=(*SEALED_BY, events.ADDENDUM_APPROVED)).order_by("pk"):
        purpose = SEALED_BY.get(event.code) or f"{signing.ADDENDUM}:{event.data.get('number')}"
        if (event.subject_id, purpose) not in there:
            wrong.append(f"Report {event.subject_id}: it was sealed ({purpose}), and that seal is gone.")
    return wrong


def _orphans(home: int | None) -> list[str]:
    """Seals whose report is gone."""
    rows = Seal.objects.filter(subject_type=KIND).exclude(subject_id__in=Report.objects.values("pk"))
    if home is not None:
        rows = rows.filter(chain=f"home:{home}")
    return [f"Chain {row.chain}, seal {row.position}: its report {row.subject_id} is gone." for row in rows]


def _versions() -> list[str]:
    """Questionnaires in force, or once in force, whose file is not the one that their hash was made from."""
    rows = Version.objects.exclude(state=Version.State.DRAFT).select_related("questionnaire")
    return [
        f"Questionnaire {row.questionnaire.key}, version {row.number}: its file was changed after it was published."
        for row in rows
        if canonical.sha256(row.source) != row.sha256
    ]


def _kept(path: Path) -> list[seals.Head]:
    """The heads in a file of ``--heads``. Raises CommandError for a line that is none."""
    try:
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [(chain, int(position), sha256) for chain, position, sha256 in lines]
    except (OSError, ValueError) as problem:
        raise CommandError(f"{path} is not a list that verify_seals --heads printed: {problem}") from problem
