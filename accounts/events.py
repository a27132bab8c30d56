"""What happens to people and their sign-in."""

from core.events import declare

PERSON_ADDED = declare("accounts.person_added", "added the person")
PERSON_CHANGED = declare("accounts.person_changed", "changed the name")
ADDRESS_CHANGED = declare("accounts.address_changed", "changed the email address from {old} to {new}")
PERSON_CLOSED = declare("accounts.person_closed", "stopped the person from signing in")
PERSON_REOPENED = declare("accounts.person_reopened", "let the person sign in again")
SECOND_FACTOR_REMOVED = declare("accounts.second_factor_removed", "removed a lost second step of sign-in: {reason}")
SIGNED_IN = declare("accounts.signed_in", "signed in")
SESSION_ENDED = declare("accounts.session_ended", "ended a session of their own")
