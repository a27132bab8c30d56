"""What happens to surveys and to what children say. That somebody answered is no event: it would say when."""

from core.events import declare

OPENED = declare("voice.survey_opened", "opened a survey of {group}")
LINK_MADE = declare("voice.link_made", "made a link: {label}")
LINK_ENDED = declare("voice.link_ended", "ended a link: {label}")
CHILDREN_ASKED = declare("voice.children_asked", "asked the children")
PARENTS_ASKED = declare("voice.parents_asked", "asked the parents and carers")
PLACING_ASKED = declare("voice.placing_asked", "asked the social workers and other professionals")
STAFF_ASKED = declare("voice.staff_asked", "asked the staff")
CHILDREN_CLOSED = declare("voice.children_closed", "closed the survey of the children")
PARENTS_CLOSED = declare("voice.parents_closed", "closed the survey of parents and carers")
PLACING_CLOSED = declare("voice.placing_closed", "closed the survey of social workers and other professionals")
STAFF_CLOSED = declare("voice.staff_closed", "closed the survey of the staff")
POSTER_MADE = declare("voice.poster_made", "made an address at which children can say something; an older one stopped")
POSTER_ENDED = declare("voice.poster_ended", "ended the address at which children can say something")
WORD_SAID = declare("voice.word_said", "A child said something")
WORD_READ = declare("voice.word_read", "read what the child said")
WORD_DONE = declare("voice.word_done", "wrote down what was done")
