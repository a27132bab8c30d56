"""Time limits: the board, and why a date is what it is."""

from django.urls import path

from deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("deadlines/", views.board, name="board"),
    path("deadlines/<int:pk>/", views.why, name="why"),
]
