"""Addresses of surveys and words. Those that begin with answer, say and thank-you are for whoever has a link (deploy/proxy.conf)."""

from django.urls import path

from voice.views import asking, hearing, public

app_name = "voice"
urlpatterns = [
    path("homes/<int:pk>/surveys/", asking.surveys, name="surveys"),
    path("homes/<int:pk>/surveys/new/", asking.open_survey, name="open_survey"),
    path("homes/<int:pk>/poster/", asking.poster, name="poster"),
    path("homes/<int:pk>/poster/new/", asking.new_poster, name="new_poster"),
    path("homes/<int:pk>/poster/end/", asking.end_poster, name="end_poster"),
    path("surveys/<int:pk>/", asking.survey, name="survey"),
    path("surveys/<int:pk>/links/personal/", asking.personal_links, name="personal_links"),
    path("surveys/<int:pk>/links/open/", asking.open_link, name="open_link"),
    path("surveys/<int:pk>/close/", asking.close, name="close"),
    path("survey-links/<int:pk>/end/", asking.end_link, name="end_link"),
    path("words/", hearing.words, name="words"),
    path("words/<int:pk>/", hearing.word, name="word"),
    path("words/<int:pk>/read/", hearing.read, name="read"),
    path("words/<int:pk>/done/", hearing.deal, name="deal"),
    path("answer/<str:token>/", public.answer, name="answer"),
    path("answer/<str:token>/say/", public.answer_say, name="answer_say"),
    path("say/<str:token>/", public.say, name="say"),
    path("thank-you/<str:about>/", public.thanks, name="thanks"),
]
