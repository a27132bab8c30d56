"""What happens to time limits themselves."""

from core.events import declare

MOVED = declare("deadlines.moved", "moved a time limit: {reason}")
CANCELLED = declare("deadlines.cancelled", "ended a time limit that is no longer owed: {reason}")
MISSED = declare("deadlines.missed", "recorded that the month ended without it")
LIMIT_SET = declare("deadlines.limit_set", "set the limit of {rule} to {limit} from {starts}: {reason}")
FEED_MADE = declare("deadlines.feed_made", "made a calendar address; an older one stopped")
FEED_ENDED = declare("deadlines.feed_ended", "ended the calendar address")
CLOSURE_DAY_ADDED = declare("deadlines.closure_day_added", "entered {day} as a day that is no working day: {reason}")
