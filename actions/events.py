"""What happens to an action."""

from core.events import declare

CREATED = declare("actions.created", "raised an action ({priority} priority)")
CLAIMED = declare("actions.claimed", "said the action is done")
DECLINED = declare("actions.declined", "did not accept the action, with reasons")
REOPENED = declare("actions.reopened", "opened the action again: {reason}")
WITHDRAWN = declare("actions.withdrawn", "withdrew the action: {reason}")
CLOSED = declare("actions.closed", "verified the action and closed it: {seen}")
