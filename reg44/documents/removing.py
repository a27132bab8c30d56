"""Taking out of a text whatever points to one person: initials however they are typed, “Child J”, names, numbers, addresses.

For the member's copy, which councillors read (WS 8.5). Where it errs it takes out too much: an ordinary word typed in small letters
without dots ("is", "at") is the only thing that is left although a child may have these initials.
"""

from __future__ import annotations

import re
from typing import Final

from core.anonymity.lexicon import fold, lexicon
from homes.models import Resident, StaffMember
from homes.naming import Known

INITIALS: Final = re.compile(r"\b(?:[A-Z]\.[ ]?){1,3}[A-Z]\.?(?: \d\b)?|\b[A-Z]\.(?=\s+(?:and|or|was|is|said|told)\b)")
LETTERED: Final = re.compile(
    r"\b(?:(?:[Tt]he|[Aa])[ ])?(?P<who>[Cc]hild|CHILD|[Yy]oung (?:[Pp]erson|[Mm]an|[Ww]oman)|[Bb]oy|[Gg]irl|[Rr]esident"
    r"|[Ss]taff(?: [Mm]ember)?|[Ww]orker)[ ](?P<letter>[A-Z]|\d{1,2})\b(?![.]\w|[ ]?(?:years?|months?|weeks?|days?|hours?)\b)"
)
WITH_SURNAME: Final = re.compile(r"\b(?:[A-Z]\.?[ ]?){1,3}[ ](?P<surname>[A-Z][\w’'-]+)")
TITLED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir)\.? somebody\b")
INSTEAD: Final = {"name": "somebody", "school": "a school", "place": ""}
TAKEN_OUT: Final = "(taken out)"
STAFF: Final = ("staff", "worker")
NO_INITIALS: Final = frozenset(
    ["am", "pm", "eg", "ie", "mr", "ms", "mx", "dr", "st", "tv", "ok", "kg", "km", "cm", "mm", "id"]
)
"""Two letters that mean something else when they are not both capitals."""


class Remover:
    """Puts "a child", "a member of staff" or "somebody" where somebody was named. Two queries to begin with."""

    def __init__(self, home_id: int, known: Known) -> None:
        labels = [
            (row, "a member of staff")
            for row in StaffMember.objects.filter(home=home_id).values_list("initials", flat=True)
        ]
        labels += [(row, "a child") for row in Resident.objects.filter(home=home_id).values_list("initials", flat=True)]
        self.people = known
        self.known = {self._plain(label): words for label, words in labels}
        letters = sorted((plain for plain in self.known if len(plain) > 1), key=len, reverse=True)
        forms = "|".join("[ \u00a0./-]{0,2}".join(map(re.escape, plain)) for plain in letters)
        self.labels = (
            re.compile(rf"(?<!\w)(?<!\b\w\.)(?:{forms})\.?(?: \d\b)?(?!\w|\.?[A-Z]\b)", re.IGNORECASE)
            if forms
            else None
        )

    @staticmethod
    def _plain(text: str) -> str:
        return "".join(letter for letter in text.upper() if letter.isalpha())

    def __call__(self, text: str) -> str:
        """The text with nobody in it."""
        text = LETTERED.sub(self._lettered, text)
        text = WITH_SURNAME.sub(self._surname, text)
        if self.labels is not None:
            text = self.labels.sub(self._label, text)
        text = TITLED.sub("somebody", self._unnamed(text))
        return INITIALS.sub(self._words, text)

    def _words(self, found: re.Match[str]) -> str:
        return self.known.get(self._plain(found[0]), "somebody")

    def _label(self, found: re.Match[str]) -> str:
        text, plain = found[0], self._plain(found[0])
        dotted = "." in text[:-1] or "/" in text
        stop = "." if text.endswith(".") and not dotted else ""
        return found[0] if self._ordinary(text, plain, dotted) else self.known[plain] + stop

    @staticmethod
    def _ordinary(text: str, plain: str, dotted: bool) -> bool:
        """Whether letters that could be initials are more likely a word: “is”, “pm”, “a i”."""
        if text.upper() == text:
            return False
        if fold(plain) in NO_INITIALS:
            return True
        if dotted:
            return False
        alone = len(text.rstrip(".")) == len(plain)
        return lexicon().is_word(fold(plain)) if alone else bool(set(plain) & {"A", "I"})

    @staticmethod
    def _lettered(found: re.Match[str]) -> str:
        who = found["who"]
        if found["letter"] == "I" and who.islower():
            return found[0]  # “the child I met”
        return "a member of staff" if who.lower().startswith(STAFF) else "a child"

    @staticmethod
    def _surname(found: re.Match[str]) -> str:
        word, lists = fold(found["surname"]).removesuffix("'s"), lexicon()
        surname = word in lists.surnames and word not in lists.common
        return "somebody" if surname or not (lists.is_word(word) or word in lists.terms) else found[0]

    def _unnamed(self, text: str) -> str:
        parts, place = [], 0
        for each in self.people.find(text):
            instead = INSTEAD.get(each.kind, TAKEN_OUT)
            if instead:
                parts += [text[place : each.start], instead]
                place = each.end
        return "".join((*parts, text[place:]))
