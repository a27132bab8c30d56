"""What happens to an audit and to a kind of audit. ``clock`` in the data says to the rule files whose time limit it is."""

from core.events import declare

KIND_ADDED = declare("audits.kind_added", "added the kind of audit “{title}”")
KIND_CHANGED = declare("audits.kind_changed", "changed the kind of audit “{title}”")
PLANNED = declare("audits.planned", "planned the audit")
ASSIGNED = declare("audits.assigned", "chose who audits")
MOVED = declare("audits.moved", "gave the audit another last day: {reason}")
CANCELLED = declare("audits.cancelled", "cancelled the audit: {reason}")
STARTED = declare("audits.started", "started the audit")
TALKED = declare("audits.talked", "recorded the conversation with the child, or that the child did not want one")
SENT = declare("audits.sent", "sent the audit to the moderator")
GIVEN_BACK = declare("audits.given_back", "gave the audit back to the auditor, with reasons")
AGREED = declare("audits.agreed", "agreed the audit: {actions} for the home")
DISCUSSED = declare("audits.discussed", "discussed the audit with the team")
CLOSED = declare("audits.closed", "closed the audit")
