"""Time limits: the board, why a date is what it is, and the council's policy."""

from django.urls import path

from deadlines import views, views_feed, views_policy

app_name = "deadlines"
urlpatterns = [
    path("deadlines/", views.board, name="board"),
    path("deadlines/<int:pk>/", views.why, name="why"),
    path("deadlines/<int:pk>/work/", views.work, name="work"),
    path("deadlines/<int:pk>/move/", views_policy.move, name="move"),
    path("deadlines/kept/", views.timeliness, name="timeliness"),
    path("deadlines/kept/lines/", views.kept_lines, name="kept_lines"),
    path("deadlines/calendar/", views_feed.feed, name="feed"),
    path("deadlines/calendar/end/", views_feed.end_feed, name="end_feed"),
    path("calendar/<str:secret>/deadlines.ics", views_feed.calendar, name="calendar"),
    path("deadlines/limits/", views_policy.limits_list, name="limits"),
    path("deadlines/limits/closure-day/", views_policy.add_closure_day, name="add_closure_day"),
    path("deadlines/limits/<str:rule_id>/", views_policy.change_limit, name="change_limit"),
]
