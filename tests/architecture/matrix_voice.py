"""Addresses of surveys and words, and who of the cast may use them (voice/policy.py)."""

from __future__ import annotations

from tests.architecture.matrix import Post, Row

ASKS = {"visitor", "manager", "deputy", "qa_officer"}
SEES = ASKS | {"head_of_qa", "ri", "service_lead"}
HEARS = {"visitor", "qa_officer", "head_of_qa"}
RUN_IT = {"manager", "deputy", "ri"}
POSTERS = {"visitor", "qa_officer"}
READS_SOMEWHERE = HEARS | RUN_IT | {"other_visitor", "other_manager"}

ROWS = [
    Row("voice:surveys", args=lambda w: [w.home.pk], allowed=SEES),
    Row("voice:open_survey", args=lambda w: [w.home.pk], allowed=ASKS),
    Row("voice:survey", args=lambda w: [w.survey.pk], allowed=SEES, when="open"),
    Row("voice:survey", args=lambda w: [w.closed_survey.pk], allowed=SEES, when="closed"),
    Row("voice:personal_links", args=lambda w: [w.survey.pk], allowed=ASKS, when="open"),
    Row("voice:personal_links", args=lambda w: [w.closed_survey.pk], allowed=set(), told=ASKS, when="closed"),
    Row("voice:open_link", args=lambda w: [w.survey.pk], allowed=ASKS, when="open"),
    Row("voice:open_link", args=lambda w: [w.closed_survey.pk], allowed=set(), told=ASKS, when="closed"),
    Row("voice:close", args=lambda w: [w.survey.pk], allowed=ASKS, when="open"),
    Row("voice:close", args=lambda w: [w.closed_survey.pk], allowed=set(), told=ASKS, when="closed"),
    Row("voice:end_link", args=lambda w: [w.survey_link.pk], allowed=ASKS),
    Row("voice:poster", args=lambda w: [w.home.pk], allowed=POSTERS),
    Row("voice:new_poster", args=lambda w: [w.home.pk], allowed=POSTERS),
    Row("voice:end_poster", args=lambda w: [w.home.pk], allowed=POSTERS),
    Row("voice:words", allowed=READS_SOMEWHERE),
    Row("voice:word", args=lambda w: [w.word.pk], allowed=HEARS, when="for nobody at the home"),
    Row("voice:word", args=lambda w: [w.word_for_home.pk], allowed=HEARS | RUN_IT, when="for the home, too"),
    Post("voice:read", args=lambda w: [w.word.pk], by=HEARS),
    Row("voice:deal", args=lambda w: [w.word.pk], allowed=HEARS, when="for nobody at the home"),
    Row("voice:deal", args=lambda w: [w.word_for_home.pk], allowed=HEARS, told=RUN_IT, when="for the home, too"),
    Row("voice:answer", args=lambda w: [w.survey_secret], public=True),
    Row("voice:answer_say", args=lambda w: [w.survey_secret], public=True),
    Row("voice:say", args=lambda w: [w.poster_secret], public=True),
    Row("voice:thanks", args=lambda w: ["children"], public=True),
]
