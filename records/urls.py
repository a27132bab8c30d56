"""Addresses of the home's records and returns."""

from django.urls import path

from records.views import records, returns, writing

app_name = "records"
urlpatterns = [
    path("homes/<int:pk>/records/", records.records, name="records"),
    path("homes/<int:pk>/records/begin/<slug:kind>/", records.begin, name="begin"),
    path("homes/<int:pk>/returns/", returns.returns, name="returns"),
    path("homes/<int:pk>/trends/", returns.trends, name="trends"),
    path("records/<int:pk>/", records.record, name="record"),
    path("records/<int:pk>/head/", records.head, name="head"),
    path("records/<int:pk>/complete/", records.complete, name="complete"),
    path("records/<int:pk>/correct/", records.correct, name="correct"),
    path("records/<int:pk>/mistake/", records.withdraw, name="withdraw"),
    path("records/<int:pk>/step/<slug:code>/", records.step, name="step"),
    path("records/<int:pk>/versions/<int:number>/", records.revision, name="revision"),
    path("returns/<int:pk>/", returns.monthly, name="return"),
    path("returns/<int:pk>/count/", returns.count_again, name="count_again"),
    path("returns/<int:pk>/send/", returns.send, name="send"),
    path("papers/<int:paper>/save/", writing.autosave, name="autosave"),
    path("papers/<int:paper>/two-texts/<int:revision_id>/", writing.clash, name="clash"),
    path("papers/<int:paper>/<slug:section_id>/", writing.section, name="section"),
]
