"""The portal's addresses and one more, which only the bench has: the base page with nothing on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path

from core import access


@access.signed_in
def bare(request: HttpRequest) -> HttpResponse:
    """The same base page, menus and middleware as every other page, and no content."""
    return TemplateResponse(request, "base.html", {})


urlpatterns = [path("bench/bare/", bare, name="bench_bare"), path("", include("qa_portal.urls"))]
