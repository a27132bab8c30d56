"""Every write of the engine: keyword-only, `by` and `now`, one transaction.

Autosave itself writes no event: its AnswerRevision rows say who typed what when, and are never changed.
"""

from questionnaires.services.answering import (
    Clash,
    Saved,
    begin,
    confirm_carried,
    save_answer,
    save_section,
)
from questionnaires.services.bulk import bulk_fill
from questionnaires.services.finishing import freeze, snapshot
from questionnaires.services.paging import Cell, Kept, effect, save_edit, save_page
from questionnaires.services.publishing import draft_version, publish_draft, publish_version, withdraw
from questionnaires.services.structure import (
    add_row,
    complete_section,
    examine_again,
    mark_not_examined,
    remove_row,
    reopen_section,
    restore_row,
)

__all__ = [
    "Cell",
    "Clash",
    "Kept",
    "Saved",
    "add_row",
    "begin",
    "bulk_fill",
    "complete_section",
    "confirm_carried",
    "draft_version",
    "effect",
    "examine_again",
    "freeze",
    "mark_not_examined",
    "publish_draft",
    "publish_version",
    "remove_row",
    "reopen_section",
    "restore_row",
    "save_answer",
    "save_edit",
    "save_page",
    "save_section",
    "snapshot",
    "withdraw",
]
