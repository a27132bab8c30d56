"""Two texts for one answer: what the page shows of them, which one was chosen, and where it leads. Neither is ever deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse

from core import clock
from questionnaires import autosave, validate
from questionnaires.answers import Answers
from questionnaires.models import AnswerRevision, Response
from questionnaires.schema import Question, Questionnaire
from questionnaires.services import Saved
from questionnaires.types import Value, type_of


class Desk(Protocol):
    """A record as its writer sees it: ``again`` forgets the answers that were read, ``place`` is what stands above the heading."""

    schema: Questionnaire

    @property
    def response(self) -> Response: ...

    @property
    def answers(self) -> Answers: ...

    def again(self) -> None: ...

    def place(self) -> dict[str, Any]: ...


def to_first(numbers: Sequence[int], address: Callable[[int], str]) -> HttpResponse:
    """To the page of the first clash; the others follow it."""
    first, *more = numbers
    return HttpResponseRedirect(address(first) + (f"?more={','.join(map(str, more))}" if more else ""))


def page(
    request: HttpRequest,
    desk: Desk,
    number: int,
    settle: Callable[..., Saved],
    *,
    address: Callable[[int], str],
    back: Callable[[AnswerRevision], str],
    template: str,
) -> HttpResponse:
    """Both texts of a clash of this writer, side by side; when one was chosen, on to the next clash or ``back``. Raises Http404.

    ``settle`` is the service (``clash``, ``value``, ``base_rev``, ``by``, ``now``), ``address`` the page of a clash by its number.
    """
    rows = AnswerRevision.objects.filter(response=desk.response, lost=True, by=request.user.pk)
    mine = rows.filter(pk=number).first()
    question = desk.schema.question(mine.key) if mine else None
    if mine is None or question is None:
        raise Http404("No such text of yours.")
    again = False
    if request.method == "POST":
        value = chosen(question, mine, desk.answers.get(mine.key, mine.row), request.POST)
        base = autosave.number(request.POST.get("base_rev", ""))
        if settle(clash=mine, value=value, base_rev=base, by=request.user, now=clock.now()).clash is None:
            first, _, rest = request.POST.get("more", "").partition(",")
            following = autosave.number(first, digits=16)
            then = address(following) + (f"?more={rest}" if rest else "") if following else back(mine)
            return HttpResponseRedirect(then)
        desk.again()
        again = True
    words = context(desk.schema, desk.answers, mine, question)
    words |= {"back": back(mine), "again": again, "more": request.GET.get("more", "")}
    return TemplateResponse(request, template, desk.place() | words, status=409 if again else 200)


def context(schema: Questionnaire, answers: Answers, mine: AnswerRevision, question: Question) -> dict[str, Any]:
    """Both texts as people read them, and joined where they are narrative."""
    kind = type_of(question)
    theirs = answers.get(mine.key, mine.row)
    narrative = question.type == "text"
    table = schema.table(question.table) if question.table else None
    section = schema.section_of(mine.key)
    place = f"{section.title}: {validate.row_name(table, answers, mine.row)}" if table and mine.row else section.title
    stored = answers.stored(mine.key, mine.row)
    return {
        "question": question,
        "section": section,
        "place_of_answer": place,
        "mine": kind.show(question, mine.value),
        "mine_at": mine.at,
        "theirs": kind.show(question, theirs),
        "theirs_at": stored.at if stored else None,
        "narrative": narrative,
        "joined": joined(mine.value, theirs) if narrative else "",
        "base_rev": answers.rev(mine.key, mine.row),
    }


def joined(mine: Value, theirs: Value) -> str:
    """Both texts, the stored first; one alone where it holds the other."""
    one, other = str(theirs), str(mine)
    if one in other:
        return other
    return one if other in one else f"{one}\n\n{other}"


def chosen(question: Question, mine: AnswerRevision, theirs: Value, data: QueryDict) -> Value:
    """The value the writer chose: mine, theirs, or the text they joined."""
    choice = data.get("choice", "")
    if choice == "joined" and question.type == "text":
        return data.get("joined", "")
    return mine.value if choice == "mine" else theirs
