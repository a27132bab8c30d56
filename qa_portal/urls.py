"""Every address of the portal, one line an app."""

from django.urls import include, path

urlpatterns = [
    path("", include("governance.urls")),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("homes.urls")),
    path("", include("delivery.urls")),
    path("", include("questionnaires.urls")),
    path("", include("deadlines.urls")),
    path("", include("actions.urls")),
    path("", include("inspections.urls")),
    path("", include("voice.urls")),
    path("", include("records.urls")),
    path("", include("reg44.urls")),
    path("", include("reg45.urls")),
    path("", include("audits.urls")),
]

handler400 = "core.errors.bad_request"
handler403 = "core.errors.permission_denied"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"
