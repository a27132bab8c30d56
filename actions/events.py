"""What happens to an action."""

from core.events import declare

CREATED = declare("actions.created", "raised an action ({priority} priority)")
CLAIMED = declare("actions.claimed", "said the action is done")
DECLINED = declare("actions.declined", "did not accept the action, with reasons")
REOPENED = declare("actions.reopened", "opened the action again: {reason}")
WITHDRAWN = declare("actions.withdrawn", "withdrew the action: {reason}")
ASSIGNED = declare("actions.assigned", "gave the action to {owner}")
MERGED = declare("actions.merged", "merged the action into another that asks for the same")
TOOK_IN = declare("actions.took_in", "merged another action that asks for the same into this one")
CLOSED = declare("actions.closed", "verified the action and closed it: {seen}")
