"""What happens to homes, their registers and the people appointed to them."""

from core.events import declare

HOME_OPENED = declare("homes.home_opened", "entered the home")
HOME_CHANGED = declare("homes.home_changed", "changed the particulars of the home")
HOME_CLOSED = declare("homes.home_closed", "closed the home")
BUILDING_ADDED = declare("homes.building_added", "added the building {name}")
BEDROOM_ADDED = declare("homes.bedroom_added", "added the bedroom {name}")
ROOM_CHANGED = declare("homes.room_changed", "changed {name}")
APPOINTED = declare("homes.appointed", "appointed {person} as {role}")
APPOINTMENT_ENDED = declare("homes.appointment_ended", "ended the appointment of {person} as {role}")
INDEPENDENCE_DECLARED = declare("homes.independence_declared", "recorded a declaration of independence")
RESIDENT_ADMITTED = declare("homes.resident_admitted", "entered {label} in the register of children")
RESIDENT_CHANGED = declare("homes.resident_changed", "corrected the entry of {label}")
RESIDENT_LEFT = declare("homes.resident_left", "entered that {label} has left")
STAFF_ADDED = declare("homes.staff_added", "entered {label} in the register of staff")
STAFF_CHANGED = declare("homes.staff_changed", "corrected the entry of {label}")
STAFF_LEFT = declare("homes.staff_left", "entered that {label} has left")
DOCUMENT_RECORDED = declare("homes.document_recorded", "recorded {title}")
DOCUMENT_SUPERSEDED = declare("homes.document_superseded", "replaced {version} of {title}")
DOCUMENT_APPROVED = declare("homes.document_approved", "approved {version} of {title}")
DOCUMENT_SENT = declare("homes.document_sent", "recorded that {version} of {title} went to Ofsted")
DOCUMENT_ENDED = declare("homes.document_ended", "ended the record of {title}: {why}")
