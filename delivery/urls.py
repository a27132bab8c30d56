"""Messages, how mail comes, and mails that did not arrive."""

from django.urls import path

from delivery import views

app_name = "delivery"
urlpatterns = [
    path("messages/", views.messages, name="messages"),
    path("messages/read/", views.read_all, name="read_all"),
    path("messages/<int:pk>/open/", views.open_message, name="open"),
    path("messages/mail/", views.preference, name="preference"),
    path("mails/", views.mails, name="mails"),
    path("mails/all/", views.all_mails, name="all_mails"),
    path("mails/<int:pk>/", views.one_mail, name="mail"),
    path("mails/<int:pk>/again/", views.try_again, name="try_again"),
    path("mails/<int:pk>/dealt-with/", views.deal_with, name="deal_with"),
]
