"""What happens to Ofsted's inspections of a home, and to Ofsted's published file."""

from core.events import declare

RECORDED = declare("inspections.recorded", "recorded the {kind}")
DRAFT_RECEIVED = declare("inspections.draft_received", "recorded that the draft report came")
COMMENTS_SENT = declare("inspections.comments_sent", "recorded that {what}")
FINAL_RECEIVED = declare("inspections.final_received", "recorded the final report")
CORRECTED = declare("inspections.corrected", "corrected the final report")
POINT_RAISED = declare("inspections.point_raised", "entered {kind} {number}")
CIRCULATED = declare("inspections.circulated", "recorded that the report went to {to}")
WITHDRAWN = declare("inspections.withdrawn", "took the inspection back, entered by mistake: {why}")
FILE_CHECKED = declare("inspections.file_checked", "had a file of Ofsted checked")
FILE_IMPORTED = declare("inspections.file_imported", "took over a file of Ofsted: {added} added, {changed} changed")
