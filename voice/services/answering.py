"""Answering a survey by its link. Nothing of who, by which link or when is kept with the answers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core import clock
from core.refusal import Refused
from questionnaires.definitions import schema_of
from questionnaires.schema import Questionnaire
from questionnaires.types import Value, type_of
from questionnaires.validate import Problem, problems
from voice import secret
from voice.counting import answers_of, packed
from voice.models import Invitation, Reply, Sending, Survey

LONGEST = 10_000
"""Characters of one answer: some five pages."""


def live(link: Invitation, now: dt.datetime) -> bool:
    """Whether somebody can answer with this link now."""
    survey = link.survey
    return not (link.used or link.ended_at or survey.closed) and clock.today(now) <= survey.closes_on


def wrong(schema: Questionnaire, values: dict[str, Value], now: dt.datetime) -> list[Problem]:
    """What cannot be taken, in plain words, in the order of the questions."""
    found = problems(schema, answers_of(values), True, today=clock.today(now), rules=False)
    for section in schema.sections:
        for question in section.questions:
            over = len(type_of(question).text_form(values.get(question.key, ""))) - LONGEST
            if over > 0:
                text = f"Your answer to “{question.label}” must be {LONGEST:,} characters or fewer. It is {over:,} too long"
                found.append(Problem(section.id, question.key, "", "too_long", text))
    return found


def answer(*, token: str, values: dict[str, Value], op_id: str, now: dt.datetime) -> None:
    """Keep the answers, and mark a personal link as used, in one transaction. ``op_id`` is of the page: the same
    answers sent twice are once; other answers with it are another person's.

    Refused: no_link (wrong, ended, used, closed or past its last day: always the same words), empty, not_complete.
    """
    gone = Refused("no_link", "This link does not work any more. Nothing was sent.")
    found = Invitation.objects.filter(secret_sha256=secret.fingerprint(token)).first()
    if found is None:
        raise gone
    with transaction.atomic():
        survey = Survey.objects.select_for_update().get(
            pk=found.survey_id
        )  # two at once, or one and the closing, wait here
        schema = schema_of(survey.version)
        asked = {question.key: question for section in schema.sections for question in section.questions}
        kept = {key: value for key, value in values.items() if key in asked and not type_of(asked[key]).is_empty(value)}
        sent = secret.fingerprint(f"answer {token} {op_id} {packed(kept)}")
        if Sending.objects.filter(pk=sent).exists():
            return
        link = Invitation.objects.select_for_update().get(pk=found.pk)
        link.survey = survey
        if not live(link, now):
            raise gone
        if not kept:
            raise Refused("empty", "Answer at least one question.")
        if mistakes := wrong(schema, kept, now):
            raise Refused("not_complete", mistakes[0].text)
        Reply.objects.create(survey=survey, answers=packed(kept))
        Sending.objects.create(op_sha256=sent, survey=survey, day=clock.today(now))
        if link.kind == Invitation.Kind.PERSONAL:
            link.used = True
            link.save(update_fields=["used"])
