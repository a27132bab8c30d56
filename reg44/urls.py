"""Addresses of reg44: ids only, never words of a report."""

from django.urls import include, path

from reg44 import urls_documents
from reg44.views import closing, manager, reading, referrals, sampling, sending, visits

app_name = "reg44"
VISIT = "visits/<int:visit_id>/"
urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/rota/", visits.rota, name="rota"),
    path("visits/plan/", visits.plan, name="plan"),
    path(VISIT, visits.visit, name="visit"),
    path(VISIT + "history/", visits.history, name="history"),
    path(VISIT + "briefing/", visits.brief, name="briefing"),
    path(VISIT + "move/", visits.move, name="move"),
    path(VISIT + "cancel/", visits.cancel, name="cancel"),
    path(VISIT + "conflict/", visits.conflict, name="conflict"),
    path(VISIT + "arrive/", visits.arrive, name="arrive"),
    path(VISIT + "leave/", visits.leave, name="leave"),
    path(VISIT + "urgent/", visits.urgent, name="urgent"),
    path("urgent/<int:notice_id>/", visits.notice, name="notice"),
    path("urgent/<int:notice_id>/ofsted/", visits.ofsted_told, name="ofsted_told"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/<int:referral_id>/", referrals.referral, name="referral"),
    path(VISIT + "consents/", reading.consents, name="consents"),
    path(VISIT + "sample/", sampling.sample, name="sample"),
    path(VISIT + "read/", reading.read, name="read"),
    path(VISIT + "changes/", reading.difference, name="difference"),
    path(VISIT + "members-copy/", reading.members_copy, name="members_copy"),
    path(VISIT + "comments/", manager.comments, name="comments"),
    path(VISIT + "comments/add/", manager.add_comment, name="add_comment"),
    path(VISIT + "comments/<int:comment_id>/remove/", manager.remove_comment, name="remove_comment"),
    path(VISIT + "comments/send/", manager.send_comments, name="send_comments"),
    path(VISIT + "plan/", manager.action_plan, name="action_plan"),
    path(VISIT + "plan/submit/", manager.submit_plan, name="submit_plan"),
    path(VISIT + "plan/response/", manager.narrative, name="narrative"),
    path(VISIT + "plan/<int:number>/", manager.answer, name="answer"),
    path(VISIT + "decide/", closing.decide, name="decide"),
    path(VISIT + "decide/<int:comment_id>/", closing.decide_comment, name="decide_comment"),
    path(VISIT + "final/", closing.finalise, name="finalise"),
    path(VISIT + "copies/", sending.copies, name="copies"),
    path(VISIT + "copies/issue/", sending.issue, name="issue"),
    path(VISIT + "copies/host/", sending.host_copy, name="host_copy"),
    path(VISIT + "copies/<int:despatch_id>/", sending.despatch, name="despatch"),
    path(VISIT + "sign-off/", closing.sign_off, name="sign_off"),
    path(VISIT + "sign-off/return/", closing.return_plan, name="return_plan"),
    path(VISIT + "sign-off/<int:number>/", closing.supervisor, name="supervisor"),
    path(VISIT + "addenda/", closing.addenda, name="addenda"),
    path(VISIT + "addenda/<int:number>/approve/", closing.approve_addendum, name="approve_addendum"),
    *urls_documents.urlpatterns,
    path("", include("reg44.urls_writing")),
]
