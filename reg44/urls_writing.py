"""Addresses of the writing pages. They carry ids only, never words of a report."""

from django.urls import path

from reg44.views import checking, names, recommending, rows, writing

REPORT = "visits/<int:visit_id>/report/"
SECTION = REPORT + "section/<slug:section_id>/"
ROW = SECTION + "<slug:table_key>/<slug:row>/"

urlpatterns = [
    path(REPORT, writing.tasks, name="report_tasks"),
    path(REPORT + "autosave/", writing.autosave, name="report_autosave"),
    path(REPORT + "clash/<int:revision_id>/", writing.clash, name="report_clash"),
    path(SECTION, writing.section, name="report_section"),
    path(SECTION + "not-examined/", writing.leave_out, name="report_leave_out"),
    path(SECTION + "examine/", writing.take_up, name="report_take_up"),
    path(SECTION + "removed/", rows.removed, name="report_removed"),
    path(ROW, rows.row, name="report_row"),
    path(ROW + "remove/", rows.remove, name="report_row_remove"),
    path(ROW + "restore/", rows.restore, name="report_row_restore"),
    path(REPORT + "recommendations/", recommending.recommendations, name="recommendations"),
    path(REPORT + "recommendations/new/", recommending.add, name="recommendation_add"),
    path(REPORT + "recommendations/<int:number>/", recommending.change, name="recommendation_change"),
    path(REPORT + "recommendations/<int:number>/remove/", recommending.remove, name="recommendation_remove"),
    path(REPORT + "names/", names.names, name="report_names"),
    path(REPORT + "names/replace/", names.replace, name="report_names_replace"),
    path(REPORT + "names/harmless/", names.harmless, name="report_names_harmless"),
    path(REPORT + "check/", checking.check, name="report_check"),
    path(REPORT + "send/", checking.send, name="report_send"),
]
