"""What happens in this app, in words."""

from core.events import declare

DRAFTED = declare("questionnaires.drafted", "put a draft of version {number} of “{title}” here")
PUBLISHED = declare("questionnaires.published", "published version {number} of “{title}”")
WITHDRAWN = declare("questionnaires.withdrawn", "withdrew version {number} of “{title}”")
BEGUN = declare("questionnaires.begun", "began to answer “{title}”, version {number}")
ROW_ADDED = declare("questionnaires.row_added", "added a row to “{title}”")
ROW_REMOVED = declare("questionnaires.row_removed", "removed a row from “{title}”")
ROW_RESTORED = declare("questionnaires.row_restored", "put a removed row back into “{title}”")
NOT_EXAMINED = declare("questionnaires.not_examined", "marked “{title}” as not examined this time")
EXAMINED_AGAIN = declare("questionnaires.examined_again", "took back that “{title}” was not examined")
COMPLETED = declare("questionnaires.section_completed", "completed “{title}”")
REOPENED = declare("questionnaires.section_reopened", "reopened “{title}”")
FROZEN = declare("questionnaires.frozen", "closed the answers for good")
