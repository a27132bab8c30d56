"""What a seal covers of a response: its answers with the wording of their questions, taken from the rows each time."""

from __future__ import annotations

from typing import Any

from questionnaires import definitions
from questionnaires.answers import Answers
from questionnaires.models import Response


def payload(response: Response, answers: Answers) -> dict[str, Any]:
    """Answers, rows and sections as they stand, with the words of each question that was answered."""
    version = response.version
    schema = definitions.schema_of(version)
    asked = {key: question for key, _ in answers.values if (question := schema.question(key)) is not None}
    return {
        "version": [schema.key, schema.number, version.sha256, definitions.fingerprint(version)],
        "wording": {key: question.label for key, question in asked.items()},
        "answers": [
            [key, row, item.value, item.rev, item.by_id, item.at, item.carried_from]
            for (key, row), item in sorted(answers.values.items())
        ],
        "rows": answers.table_rows,
        "sections": {key: [state.complete, state.not_examined_reason] for key, state in answers.states.items()},
    }
