"""Finds probable names of people, schools and places among the words of a text, by lists and by what stands around.

One pass over the words, a bounded look to each side: the time grows with the number of words. The rules in plain words
are in docs/anonymity.md; each finding carries the reason that made it one.
"""

from __future__ import annotations

from collections.abc import Iterable

from . import cues
from .kinds import Context, Finding, finding
from .lexicon import Lexicon, fold, lexicon
from .tokens import TITLES, Token, tokens

LONGEST = 5
"""Words in a full name or in the name of a school, at most."""
GENERIC = cues.words(
    "the a an this that her his their our my your each any every one no new old local same last next first second mainstream special secondary "
    "primary junior infant nursery high senior middle state private independent faith boarding day after sunday sixth form further higher "
    "virtual residential children's childrens youth community leisure health medical dental family police fire railway train bus town city "
    "village county public main sports social football public general retail business science art skate care care's children home's whole "
    "pupil referral unit grammar comprehensive free church in at to from of and or for with on left leaving finish attend attending attends missing "
    "start started excluded school college university"
)
"""Words before School, Park or House that name no particular one."""


def find_names(text: str, allowed_names: tuple[str, ...], context: Context) -> list[Finding]:
    """Names of people, schools and places in the text, in order."""
    finder = _Finder(text, allowed_names, context)
    return list(finder.walk())


class _Finder:
    def __init__(self, text: str, allowed_names: Iterable[str], context: Context) -> None:
        self.text = text
        self.words = tokens(text)
        self.lists: Lexicon = lexicon()
        self.allowed = [tuple(fold(part) for part in name.replace("-", " ").split()) for name in allowed_names]
        self.endings = self.lists.institutions | self.lists.roads | self.lists.sites
        self.harmless = {token.folded for phrase in context.harmless for token in tokens(phrase)}

    def walk(self) -> Iterable[Finding]:
        """Each word once; a found name takes the words it is made of."""
        place = 0
        while place < len(self.words):
            found, place = self._at(place)
            if found is not None:
                yield found

    def _at(self, place: int) -> tuple[Finding | None, int]:
        token = self.words[place]
        named = self._institution(place)
        if named is not None:
            return named
        reason = self._reason(place)
        if not reason:
            return None, place + 1
        last = self._extend(place)
        if self._is_allowed(place, last):
            return None, last + 1
        start, end = token.start, self.words[last].end
        if place == last and token.folded in self.lists.towns and not self._person_here(place):
            return finding(self.text, start, end, "place", "This is the name of a town or county."), place + 1
        return finding(self.text, start, end, "name", reason), last + 1

    # -- one word -------------------------------------------------------------------------------------------------

    def _reason(self, place: int) -> str:
        """Why the word there is probably a name; empty when it is probably none."""
        token = self.words[place]
        word = token.folded
        if len(word) == 1 or word in cues.SAFE_CAPITALS or word in self.harmless or word in TITLES:
            return ""
        if not token.capital:
            return self._small(place)
        if self._after_title(place):
            return "It follows a title."
        if token.upper and len(word) <= 5 and not (len(word) > 3 and word in self.lists.given):
            return ""
        if "-" in word and word not in self.lists.given:
            return self._hyphenated(place)
        if word in self.lists.name_words:
            return "It is a given name as well as a word." if self._person_word(place) else ""
        if word in self.lists.terms:
            return ""
        if word in self.lists.towns:
            return "This is the name of a town or county."
        if self.lists.is_word(word):
            return "It follows a word that gives a name." if self._named(place) else ""
        if word in self.lists.given:
            return "It is in the list of given names."
        if token.upper:
            return ""
        if word in self.lists.surnames:
            return "It is in the list of surnames."
        return self._unknown(place)

    def _small(self, place: int) -> str:
        """A name typed without its capital letter."""
        token = self.words[place]
        word = token.folded
        if len(word) < 4 or word in self.lists.words or word in self.lists.terms or word in self.lists.name_words:
            return ""
        if word in self.lists.given and not self.lists.is_word(word):
            if word.endswith("s") and word[:-1] in self.lists.words:
                return ""
            return "It is in the list of given names, without its capital letter."
        before = self._before(place)
        if before is not None and before.folded == "to":
            before = self._before(place - 1)
            met = before is not None and before.folded in cues.TALKING
        else:
            met = before is not None and before.folded in cues.MEETING
        if met and not self.lists.is_word(word.removesuffix("s")):
            return "It is no English word and stands where a person would."
        return ""

    def _hyphenated(self, place: int) -> str:
        parts = self.words[place].folded.split("-")
        if all(
            part in self.lists.words or part in self.lists.terms or len(part) < 2 or part in cues.PREFIXES
            for part in parts
        ):
            return ""
        if any(part in self.lists.given or part in self.lists.surnames for part in parts):
            return "A part of it is in the list of names."
        return self._unknown(place)

    def _unknown(self, place: int) -> str:
        """A capital letter and no English word."""
        token = self.words[place]
        word = token.folded
        stem = word[:-1] if word.endswith("s") else word
        if stem in self.lists.words or stem in self.lists.terms or stem in self.lists.name_words:
            return ""
        if not token.first:
            return "It has a capital letter and is no English word."
        after = self._after(place)
        aside = self._after(place, ", ")
        if aside is not None and aside.folded in ("who", "whose", "aged"):
            return "It is no English word and stands where a person would."
        followed = after is not None and after.capital and not after.upper and after.folded not in self.lists.terms
        if self._doing(place) or token.possessive or followed:
            return "It is no English word and stands where a person would."
        if self.lists.nearly_a_name(word):
            return "It is one letter away from a given name."
        return ""

    # -- what stands around ---------------------------------------------------------------------------------------

    def _after(self, place: int, gap: str = " ") -> Token | None:
        """The word after, when nothing but one space (or what `gap` says) lies between."""
        if place + 1 >= len(self.words):
            return None
        found = self.words[place + 1]
        return found if found.gap == gap else None

    def _before(self, place: int) -> Token | None:
        """The word before in the same sentence, with one space between."""
        if place == 0 or self.words[place].first or self.words[place].gap not in (" ", ". ", ", "):
            return None
        return self.words[place - 1]

    def _after_title(self, place: int) -> bool:
        before = self._before(place)
        if before is None or before.folded not in TITLES or not before.capital:
            return False
        return self.words[place].folded not in self.lists.common or before.folded in ("mr", "mrs", "ms", "dr", "pc")

    def _named(self, place: int) -> bool:
        before, after = self._before(place), self._after(place)
        if before is None or before.folded not in cues.NAMING or self.words[place].upper:
            return False
        return after is None or not after.capital or self._sure(after)

    def _doing(self, place: int, verbs: frozenset[str] = cues.DOING) -> bool:
        after = self._after(place)
        if after is None or after.capital:
            return False
        return after.folded in verbs or (len(after.word) > 4 and after.folded.endswith("ed") and verbs is cues.DOING)

    def _next_is_name(self, place: int) -> bool:
        after = self._after(place)
        return after is not None and after.capital and not after.upper and self._sure(after)

    def _sure(self, token: Token) -> bool:
        """Whether a word is a name wherever it stands."""
        word = token.folded
        if word in self.lists.words or word in self.lists.terms or word in self.lists.towns or word in self.harmless:
            return False
        return word in self.lists.given or word in self.lists.surnames

    def _linked(self, place: int) -> bool:
        """Whether "and" ties the word to a capitalised word that may be a name: "Kai and Hope", "Hope and Kai"."""
        for step in (-2, 2):
            other, middle = place + step, place + step // 2
            if not 0 <= other < len(self.words) or self.words[middle].folded not in ("and", "or"):
                continue
            token = self.words[other]
            if token.capital and not token.upper and (not token.first or self._sure(token)) and self._maybe(token):
                return True
        return False

    def _maybe(self, token: Token) -> bool:
        """Whether a capitalised word could be a name: listed as one, or no English word."""
        word = token.folded
        if word in self.lists.terms or word in self.harmless:
            return False
        return word in self.lists.given or word in self.lists.name_words or not self.lists.is_word(word)

    def _person_here(self, place: int) -> bool:
        """Whether a town's name is used as a person's: "Preston said", "her brother Lincoln"."""
        before = self._before(place)
        return self._doing(place, cues.SPEAKING) or (
            before is not None
            and (before.folded in cues.ROLES or before.folded in cues.NAMING or before.folded in TITLES)
        )

    def _person_word(self, place: int) -> bool:
        """Whether a word that is also a given name (Will, Grace, May, Storm) is a name here."""
        token, before, after = self.words[place], self._before(place), self._after(place)
        word = token.folded
        if token.upper and len(word) > 1:
            return False
        if self._doing(place, cues.SPEAKING) or self._linked(place):
            return True
        if before is not None and (before.folded in cues.NAMING or before.folded in cues.ROLES):
            return not (after is not None and after.capital and not self._sure(after))
        if self._next_is_name(place) or (after is not None and after.capital and after.folded in self.lists.surnames):
            return not (before is not None and before.capital)
        if word in self.lists.terms or word in self.lists.towns:
            return self._month_as_person(place)
        if word in cues.SEASONS and after is not None and after.folded in cues.AFTER_SEASON:
            return False
        if after is not None and after.capital and not after.first:
            return False
        if token.possessive:
            return word not in cues.SEASONS
        if not token.first:
            return before is None or not before.capital
        return self._doing(place) and (word not in self.lists.common or self._only_a_person(place))

    def _only_a_person(self, place: int) -> bool:
        """At the start of a sentence "Will is" and "Mark went" are people, "Hope is" and "Grace was" may not be."""
        after = self._after(place)
        if after is None:
            return False
        return after.folded not in cues.words("is was can could would should does did and also who has had then now")

    def _month_as_person(self, place: int) -> bool:
        """April, May, June, Paris, Preston: a person only where a month or a town cannot be."""
        token, before, after = self.words[place], self._before(place), self._after(place)
        if token.possessive and not (before is not None and before.folded in cues.TIMES):
            return token.folded not in self.lists.towns
        if (
            token.folded in self.lists.towns
            and before is not None
            and before.capital is False
            and before.folded in ("told", "met", "with")
        ):
            return True
        return (
            token.folded in cues.MONTHS
            and before is not None
            and before.folded in ("told", "met", "with", "asked", "saw", "thanked", "that")
            and (after is None or not after.folded.isdigit())
        )

    # -- more than one word ---------------------------------------------------------------------------------------

    def _extend(self, place: int) -> int:
        """The last word of the full name that begins there."""
        last = place
        while last - place < LONGEST - 1:
            after = self._after(last)
            if self.words[last].possessive or after is None:
                break
            if after.folded in cues.PARTICLES and last + 2 < len(self.words) and self._joins(last + 2):
                last += 2
            elif self._joins(last + 1):
                last += 1
            else:
                break
        return last

    def _joins(self, place: int) -> bool:
        """Whether the word there continues a full name."""
        token = self.words[place]
        if not token.capital or token.first or token.gap != " " or token.folded in self.harmless:
            return False
        if len(token.word) == 1:
            return token.folded != "i"
        if token.folded in self.endings and token.folded not in self.lists.surnames:
            return False
        if token.folded in self.lists.terms or token.upper:
            return False
        return (
            not self.lists.is_word(token.folded)
            or token.folded in self.lists.surnames
            or token.folded in self.lists.name_words
        )

    def _is_allowed(self, first: int, last: int) -> bool:
        """Whether the words are the name of somebody the report may name: in full, or a part of it."""
        words = [part for token in self.words[first : last + 1] for part in token.folded.split("-")]
        return any(all(word in name for word in words) for name in self.allowed)

    def _institution(self, place: int) -> tuple[Finding, int] | None:
        """A name that ends in School, Road, Park ...: "Ash Hill Primary School", "Alder Street"."""
        token = self.words[place]
        if not token.capital or token.folded in self.harmless:
            return None
        last = place
        for index in range(place + 1, min(place + LONGEST + 2, len(self.words))):
            word = self.words[index]
            small = word.folded in ("of", "the")
            if word.gap not in (" ", ". ") or not (word.capital or small) or (word.first and word.gap != ". "):
                break
            if self._ending(index):
                last = index
            if self.words[index].possessive and self._ending(index):
                break
        if last == place:
            return None
        body = self.words[place:last]
        telling = [part for part in body if self._tells(part)]
        if not telling:
            return None
        if self.words[place] not in telling and self.words[place].first and len(body) > 1:
            return None
        kind = self._ending(last)
        if (
            len(body) == 1
            and self._maybe(token)
            and self.words[last].folded in self.lists.surnames
            and kind != "school"
        ):
            return None
        reason = {
            "school": "This looks like the name of a school or college.",
            "address": "This looks like a street name.",
            "place": "This looks like the name of a place.",
        }[kind]
        return finding(self.text, token.start, self.words[last].end, kind, reason), last + 1

    def _tells(self, token: Token) -> bool:
        """Whether a word makes School or Road a particular one."""
        word = token.folded
        if (
            word in GENERIC
            or word in TITLES
            or word in self.harmless
            or word in self.lists.institutions
            or not token.capital
        ):
            return False
        return word == "st" or word not in self.lists.terms or word in self.lists.name_words

    def _ending(self, index: int) -> str:
        word = self.words[index].folded
        if not self.words[index].capital:
            return ""
        if word in self.lists.institutions:
            return "school"
        if word in self.lists.roads:
            return "address"
        return "place" if word in self.lists.sites else ""
