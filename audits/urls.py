"""Addresses of audits: ids only, never a child and never words of an audit."""

from django.urls import path

from audits.views import audits, kinds, planning, writing

app_name = "audits"
AUDIT = "audits/<int:pk>/"
urlpatterns = [
    path("audits/", audits.audits, name="audits"),
    path("homes/<int:pk>/audits/", audits.of_home, name="of_home"),
    path("homes/<int:pk>/audits/plan/", planning.choose, name="choose"),
    path("homes/<int:pk>/audits/plan/<slug:key>/", planning.plan, name="plan"),
    path("audits/kinds/", kinds.kinds, name="kinds"),
    path("audits/kinds/new/", kinds.add, name="kind_add"),
    path("audits/kinds/<int:pk>/", kinds.change, name="kind"),
    path(AUDIT, audits.audit, name="audit"),
    path(AUDIT + "auditor/", planning.assign, name="assign"),
    path(AUDIT + "day/", planning.move, name="move"),
    path(AUDIT + "cancel/", planning.cancel, name="cancel"),
    path(AUDIT + "start/", audits.start, name="start"),
    path(AUDIT + "talk/", audits.talk, name="talk"),
    path(AUDIT + "send/", audits.send, name="send"),
    path(AUDIT + "moderate/", audits.moderate, name="moderate"),
    path(AUDIT + "discuss/", audits.discuss, name="discuss"),
    path(AUDIT + "close/", audits.close, name="close"),
    path(AUDIT + "write/autosave/", writing.autosave, name="autosave"),
    path(AUDIT + "write/clash/<int:revision_id>/", writing.clash, name="clash"),
    path(AUDIT + "write/<slug:section_id>/", writing.section, name="section"),
    path(AUDIT + "write/<slug:section_id>/leave-out/", writing.leave_out, name="leave_out"),
    path(AUDIT + "write/<slug:section_id>/<slug:table_key>/<slug:row>/", writing.row, name="row"),
]
