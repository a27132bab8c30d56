"""Words around a name that make it a name. Plain lists, for people to read and to extend."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(text.split())


SPEAKING = words(
    "said says told tells asked asks replied explained explains answered shouted whispered reported reports described describes "
    "mentioned laughed smiled cried admitted agreed complained thinks thought feels felt knows knew believes wants wanted likes liked loves loved "
    "hates hated enjoys enjoyed wishes wished hopes hoped remembers misses missed worries worried"
)
"""Only a person does this: also after words such as May or Hope."""

DOING = SPEAKING | words(
    "is was has had does did can could would should went goes gets got came comes lives lived attends attended moved moves returned arrived left "
    "stayed stays needs needed works worked plays played made makes took takes gave gives showed shows joined spoke speaks met meets saw sees "
    "helped helps ran runs walked walks sat sits slept sleeps ate eats refused refuses chose chooses started starts stopped stops tried tries "
    "became becomes hit kicked threw hurt absconded disclosed signed completed wrote writes read reads visited visits looked looks seemed seems "
    "appeared appears turned turns doesn't didn't isn't wasn't hasn't hadn't won't can't couldn't also who whose then now always often never "
    "still really recently usually sometimes already later"
)
"""What a person does, and much else: enough after a rare word or a known name."""

BEFORE = words(
    "with told asked met saw named called nicknamed by from for to and about beside like between thanked thank helped supported visited "
    "phoned rang texted messaged joined dear hi hello that when because whether but while as said says if after before where than"
)
"""Before a capital letter: a name is likely."""

NAMING = words("named called nicknamed alias aka surname forename christened")
"""Before a capital letter: a name is all but sure."""

MEETING = NAMING | words("with told asked met saw thanked phoned telephoned texted dear hello hi")
"""Before a word without its capital letter: a name is possible."""

TALKING = words("spoke speak speaks spoken speaking talk talks talked talking listened listen chatted")
"""Before "to" and a word without its capital letter."""

ROLES = words(
    "child boy girl resident lad teenager son daughter mum mother dad father brother sister cousin nephew niece stepdad stepmum stepfather stepmother "
    "aunt uncle grandmother grandfather grandma grandad gran nan friend girlfriend boyfriend partner foster carer keyworker worker teacher nurse tutor "
    "manager deputy officer staff mentor psychologist therapist advocate peer"
)
"""A role just before a capital letter: "her brother Kai", "social worker Priya"."""

TIMES = words(
    "in during since until by last next this early late mid every through of from between before after for to on and year month spring summer autumn winter"
)
"""Before April, May, June or August: probably the month."""

MONTHS = words("april may june august march")
SEASONS = words("summer autumn winter spring")
AFTER_SEASON = words(
    "term holiday holidays half school break camp visit months term's programme activities fair fete trip club"
)

PARTICLES = words("de da do dos van von der den di del la le el al bin bint ibn ap mac mc st o abu ter")
"""Small words within a full name."""

PREFIXES = words("de re co non ex pre anti semi multi inter mid sub un e bi tri post self")

SAFE_CAPITALS = words("i i'm i've i'd i'll ok okay tv uk usa am pm id it ict pe rse pshe re dt iq")
