"""Addresses of reg45: ids only, never words of a review."""

from django.urls import path

from reg45.views import closing, documents, evidence, planning, reading, sending, writing

app_name = "reg45"
REVIEW = "reviews/<int:pk>/"
urlpatterns = [
    path("reviews/", reading.reviews, name="reviews"),
    path("homes/<int:pk>/review/", reading.begin, name="begin"),
    path(REVIEW, reading.review, name="review"),
    path(REVIEW + "history/", reading.history, name="history"),
    path(REVIEW + "period/", reading.period, name="period"),
    path(REVIEW + "write/", writing.tasks, name="tasks"),
    path(REVIEW + "write/autosave/", writing.autosave, name="autosave"),
    path(REVIEW + "write/clash/<int:revision_id>/", writing.clash, name="clash"),
    path(REVIEW + "write/<slug:section_id>/", writing.section, name="section"),
    path(REVIEW + "evidence/", evidence.evidence, name="evidence"),
    path(REVIEW + "evidence/gather/", evidence.gather, name="gather"),
    path(REVIEW + "evidence/<int:number>/", evidence.item, name="item"),
    path(REVIEW + "figures/<str:provider>/<str:key>/", evidence.figure, name="figure"),
    path(REVIEW + "plan/", planning.plan, name="plan"),
    path(REVIEW + "plan/add/", planning.add, name="plan_add"),
    path(REVIEW + "plan/<int:number>/", planning.change, name="plan_change"),
    path(REVIEW + "plan/<int:number>/remove/", planning.remove, name="plan_remove"),
    path(REVIEW + "complete/", closing.complete, name="complete"),
    path(REVIEW + "approve/", closing.approve, name="approve"),
    path(REVIEW + "return/", closing.give_back, name="give_back"),
    path(REVIEW + "sub-group/", closing.see, name="see"),
    path(REVIEW + "copies/", sending.copies, name="copies"),
    path(REVIEW + "copies/asked/", sending.ask, name="copy_asked"),
    path(REVIEW + "copies/<int:copy_id>/", sending.copy, name="copy"),
    path(REVIEW + "addenda/", closing.addenda, name="addenda"),
    path(REVIEW + "addenda/<int:number>/approve/", closing.approve_addendum, name="approve_addendum"),
    path(REVIEW + "files/", documents.documents, name="documents"),
    path(REVIEW + "files/ask/", documents.ask, name="ask_document"),
]
