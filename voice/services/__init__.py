"""Every write of this app: keyword-only, one transaction. What somebody answers or says has no ``by``."""

from voice.services.answering import answer
from voice.services.surveys import close_due, close_survey, end_link, make_open_link, make_personal_links, open_survey
from voice.services.words import deal_with, end_poster, forget_sendings, make_poster, read_word, say

__all__ = [
    "answer",
    "close_due",
    "close_survey",
    "deal_with",
    "end_link",
    "end_poster",
    "forget_sendings",
    "make_open_link",
    "make_personal_links",
    "make_poster",
    "open_survey",
    "read_word",
    "say",
]
