"""Addresses of actions."""

from django.urls import path

from actions import views

app_name = "actions"
urlpatterns = [
    path("actions/", views.board, name="list"),
    path("actions/export/", views.export, name="export"),
    path("actions/themes/", views.coming_back, name="themes"),
    path("actions/<int:pk>/", views.action, name="action"),
    path("actions/<int:pk>/done/", views.done, name="done"),
    path("actions/<int:pk>/open-again/", views.open_again, name="open_again"),
    path("actions/<int:pk>/verify/", views.verify, name="verify"),
    path("actions/<int:pk>/owner/", views.owner, name="owner"),
    path("actions/<int:pk>/merge/", views.merge, name="merge"),
]
