"""Advice on plain words for the writer of a report (requirement C8). Advice only: nothing here stops a report.

Finds acronyms that are not explained, jargon with a plainer word, sentences of more than 30 words, and opinion that is not marked
as such. The time grows with the length of the text: every expression has bounded repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_SENTENCE = 30
"""Words. Longer sentences are hard to follow at a reading age of nine."""

ACRONYM = re.compile(r"(?<![\w.&])[A-Z](?:[A-Za-z]?[A-Z]){1,5}s?(?![\w&])")
SENTENCE_END = re.compile(r"[.!?](?=[\s\"”’')]|\Z)|\n")
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
MARKED = re.compile(
    r"\b(?:in my (?:opinion|view)|my opinion|i (?:think|believe|judge|consider)|to me)\b", re.IGNORECASE
)
EVERYDAY = frozenset(
    [
        "UK",
        "TV",
        "NHS",
        "GP",
        "OK",
        "ID",
        "PC",
        "DVD",
        "CD",
        "USB",
        "AM",
        "PM",
        "MP",
        "GCSE",
        "GCSEs",
        "CCTV",
        "EU",
        "USA",
        "BBQ",
        "DJ",
        "IT",
        "PE",
        "ATM",
        "VIP",
    ]
)

ACRONYMS = {
    "AWOL": "away without leave",
    "CAMHS": "child and adolescent mental health services",
    "CCE": "child criminal exploitation",
    "CIN": "child in need",
    "CLA": "child looked after",
    "COSHH": "control of substances hazardous to health",
    "CSE": "child sexual exploitation",
    "DBS": "criminal record check",
    "DSL": "designated safeguarding lead",
    "EDT": "emergency duty team",
    "EET": "in education, employment or training",
    "EHCP": "education, health and care plan",
    "EHC": "education, health and care",
    "IEP": "individual education plan",
    "IRO": "independent reviewing officer",
    "KPI": "performance measure",
    "LAC": "looked-after child",
    "LADO": "the council's designated officer for allegations",
    "LOLER": "rules on lifting equipment",
    "MASH": "multi-agency safeguarding hub",
    "MFC": "missing from care",
    "NEET": "not in education, employment or training",
    "NFA": "no further action",
    "PAT": "test of portable appliances",
    "PEEP": "personal emergency evacuation plan",
    "PEP": "personal education plan",
    "PI": "physical intervention",
    "PRU": "pupil referral unit",
    "RI": "responsible individual",
    "RM": "registered manager",
    "SDQ": "strengths and difficulties questionnaire",
    "SENCO": "special educational needs coordinator",
    "SW": "social worker",
    "YOT": "youth offending team",
    "YJS": "youth justice service",
}

JARGON = {
    "absconded": "ran away, or went missing",
    "at this point in time": "now",
    "at this moment in time": "now",
    "bespoke": "made for this child",
    "cascaded": "passed on",
    "challenging behaviour": "say what the child did",
    "commence": "begin",
    "commenced": "began",
    "de-escalate": "calm",
    "de-escalated": "calmed",
    "disseminated": "passed on",
    "due to the fact that": "because",
    "dysregulated": "so upset that they could not calm down",
    "embedded": "part of daily work",
    "escalated": "passed to a manager, or got worse",
    "facilitate": "help, or arrange",
    "facilitated": "helped, or arranged",
    "going forward": "from now on",
    "holistic": "whole",
    "implement": "carry out",
    "implemented": "carried out",
    "in order to": "to",
    "in relation to": "about",
    "in respect of": "about",
    "in the event that": "if",
    "key work session": "planned talk with the keyworker",
    "key work sessions": "planned talks with the keyworker",
    "learning outcomes": "what was learned",
    "liaise": "talk, or work together",
    "liaised": "talked, or worked together",
    "multi-agency": "of several services",
    "monies": "money",
    "non-compliant": "say what was refused",
    "peers": "friends, or other children",
    "placement breakdown": "the child had to move",
    "prior to": "before",
    "proactive": "say what was done, and when",
    "purposeful": "say what it was for",
    "respite": "short stay",
    "robust": "say what was done",
    "siblings": "brothers and sisters",
    "signposted": "told where to get help",
    "stakeholders": "say who",
    "subsequently": "later",
    "thematic": "on one subject",
    "therapeutic milieu": "a home that helps children heal",
    "transition": "move",
    "transitioned": "moved",
    "triangulated": "compared with other records",
    "utilise": "use",
    "utilised": "used",
    "whilst": "while",
    "with regard to": "about",
    "with regards to": "about",
    "young person friendly": "easy for children to use",
}

UNMARKED = (
    "clearly",
    "obviously",
    "undoubtedly",
    "without doubt",
    "of course",
    "needless to say",
    "evidently",
    "surely",
    "apparently",
    "presumably",
    "arguably",
    "it is evident",
    "it seems",
    "seems to",
    "seemed to",
    "appears to",
    "appeared to",
)
NOBODY = (
    "it was felt",
    "it is felt",
    "it was thought",
    "it is thought",
    "it was considered",
    "it is considered",
    "it was believed",
    "it is believed",
    "it was reported",
    "it was noted",
    "it was said",
    "it was stated",
)


@dataclass(frozen=True)
class Advice:
    """Characters `start` to `end` could be plainer. `kind` is acronym, jargon, long_sentence, opinion or nobody."""

    start: int
    end: int
    kind: str
    text: str


def advice(text: str) -> list[Advice]:
    """All advice on the text, in order of place. Acronyms are named at their first use only."""
    found = [*_acronyms(text), *_jargon(text)]
    for start, end in _sentences(text):
        found += _sentence(text, start, end)
    return sorted(found, key=lambda each: (each.start, each.end))


def _acronyms(text: str) -> Iterator[Advice]:
    seen: set[str] = set()
    for match in ACRONYM.finditer(text):
        word = match.group()
        short = word.removesuffix("s")
        if word in EVERYDAY or short in EVERYDAY or short in seen or (len(short) == 2 and short not in ACRONYMS):
            continue
        seen.add(short)
        if _explained(text, match.start(), match.end()):
            continue
        meaning = ACRONYMS.get(short)
        plain = f"write “{meaning} ({short})” the first time" if meaning else "say what it stands for the first time"
        yield Advice(match.start(), match.end(), "acronym", f"Not every reader knows “{short}”: {plain}.")


def _explained(text: str, start: int, end: int) -> bool:
    """Whether the letters stand in brackets after their words, or their words follow in brackets."""
    if text[max(0, start - 1) : start] == "(":
        return True
    after = text[end : end + 3].lstrip()
    return after.startswith("(") and not after[1:2].isdigit()


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """All phrases by their first word: (words, kind, advice)."""
    phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for phrase, plain in JARGON.items():
        say = plain[0].upper() + plain[1:] + "." if plain.startswith("say ") else f"Plainer: “{plain}”."
        words = tuple(phrase.split())
        phrases.setdefault(words[0], []).append((words, "jargon", say))
    for phrase in UNMARKED:
        words = tuple(phrase.split())
        say = "Say what you saw, or mark it as your opinion: “In my opinion …”."
        phrases.setdefault(words[0], []).append((words, "opinion", say))
    for phrase in NOBODY:
        words = tuple(phrase.split())
        phrases.setdefault(words[0], []).append((words, "nobody", "Say who thought or said so."))
    return phrases


def _matches(text: str, kinds: tuple[str, ...], start: int = 0, end: int | None = None) -> Iterator[Advice]:
    end = len(text) if end is None else end
    phrases = _phrases()
    spans = [
        (match.start(), match.end(), match.group().lower().replace("’", "'"))
        for match in WORD.finditer(text, start, end)
    ]
    for place, (begin, _, word) in enumerate(spans):
        best: Advice | None = None
        for words, kind, say in phrases.get(word, ()):
            last = place + len(words)
            if (
                kind in kinds
                and last <= len(spans)
                and all(spans[place + step][2] == words[step] for step in range(1, len(words)))
            ):
                made = Advice(begin, spans[last - 1][1], kind, say)
                best = made if best is None or made.end > best.end else best
        if best is not None:
            yield best


def _jargon(text: str) -> Iterator[Advice]:
    yield from _matches(text, ("jargon",))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _sentence(text: str, start: int, end: int) -> list[Advice]:
    words = list(WORD.finditer(text, start, end))
    found: list[Advice] = []
    if len(words) > LONGEST_SENTENCE:
        say = f"This sentence has {len(words)} words. Two short ones are easier to read."
        found.append(Advice(words[0].start(), words[-1].end(), "long_sentence", say))
    if words and not MARKED.search(text, start, end):
        found += _matches(text, ("opinion", "nobody"), start, end)
    return found
