"""Sign-in and one's own account. Only the pages of the sign-in library that exist here are named; there is no sign-up."""

from allauth.account import views as account
from django.urls import include, path, re_path

from accounts import views

own = [
    path("", views.account, name="account"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
]
urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-up/", views.no_sign_up, name="account_signup"),  # the library's mails look the name up
    path("account/", include((own, "accounts"))),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/first/", account.password_set, name="account_set_password"),
    path("password/", account.password_reset, name="account_reset_password"),
    path("password/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("account/second-step/", include("allauth.mfa.urls")),
]
