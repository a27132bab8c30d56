"""What happens to a quality of care review; its history and its time limits speak in these."""

from core.events import declare

BEGUN = declare("reg45.begun", "began the quality of care review")
PERIOD_CHANGED = declare("reg45.period_changed", "changed the last day that the review looks at")
GATHERED = declare("reg45.gathered", "gathered the evidence: {new} new, {changed} changed, {gone} gone")
COMPLETED = declare("reg45.completed", "completed the review")
COMPLETED_AGAIN = declare("reg45.completed_again", "completed the review again")
RETURNED = declare("reg45.returned", "gave the review back to the registered manager")
APPROVED = declare("reg45.approved", "approved and signed the review")
SEEN = declare("reg45.seen", "recorded that the quality assurance sub-group saw the review")
OFSTED_SENT = declare("reg45.ofsted_sent", "recorded the copy sent to Ofsted")
COPY_SENT = declare("reg45.copy_sent", "recorded a copy sent: {to}")
COPY_ASKED = declare("reg45.copy_asked", "recorded that somebody asked for a copy: {to}")
ADDENDUM_WRITTEN = declare("reg45.addendum_written", "wrote addendum {number}")
ADDENDUM_APPROVED = declare("reg45.addendum_approved", "approved addendum {number}")
