"""The main pages of the portal and who opens them in the bench."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from governance.bench.world import World


@dataclass(frozen=True)
class Page:
    """A page by its address's name, the person who opens it, and the arguments of the address."""

    title: str
    name: str
    who: str
    args: Callable[[World], list[object]] = lambda world: []
    query: str = ""  # "?home=1"

    def url(self, world: World) -> str:
        """The address; "" where the portal has none of that name."""
        try:
            return reverse(self.name, args=self.args(world)) + self.query
        except NoReverseMatch:
            return ""


def at(home: str, *more: object) -> Callable[[World], list[object]]:
    """The visit of a home's latest report, and further arguments."""
    return lambda world: [world.reports[home].visit_id, *more]


def large(world: World) -> list[object]:
    """The visit of the large report."""
    return [world.large.visit_id]


BARE = Page("Bare page", "bench_bare", "visitor")
PAGES = [
    Page("Start page, visitor", "governance:start", "visitor"),
    Page("Start page, QA officer", "governance:start", "qa_officer"),
    Page("Actions", "actions:list", "qa_officer"),
    Page("Actions that come back", "actions:themes", "qa_officer"),
    Page("Homes", "homes:list", "qa_officer"),
    Page("A home", "homes:home", "manager_teasel", lambda world: [world.homes["teasel"].pk]),
    Page("People", "homes:people", "administrator"),
    Page("Visits, visitor", "reg44:visits", "visitor"),
    Page("Visits, QA officer", "reg44:visits", "qa_officer"),
    Page("A visit", "reg44:visit", "visitor", at("oxlip")),
    Page("History of a visit", "reg44:history", "qa_officer", large),
    Page("Briefing", "reg44:briefing", "visitor", at("oxlip")),
    Page("Task list of a report", "reg44:report_tasks", "visitor", at("oxlip")),
    Page("Section with long answers", "reg44:report_section", "visitor", at("oxlip", "health")),
    Page("Section with a table", "reg44:report_section", "visitor", at("oxlip", "children_interviews")),
    Page("Section with a checklist", "reg44:report_section", "visitor", at("oxlip", "fire_checks")),
    Page("Recommendations", "reg44:recommendations", "visitor", at("oxlip")),
    Page("Names check", "reg44:report_names", "visitor", at("oxlip")),
    Page("Check answers", "reg44:report_check", "visitor", at("oxlip")),
    Page("Comments on a draft", "reg44:comments", "manager_teasel", at("teasel")),
    Page("Decide about comments", "reg44:decide", "visitor_two", at("sandling")),
    Page("Copies", "reg44:copies", "visitor_three", at("wrenfold")),
    Page("Action plan", "reg44:action_plan", "manager_burdock", at("burdock")),
    Page("Sign-off", "reg44:sign_off", "ri_marlpit", at("marlpit")),
    Page("Read a report", "reg44:read", "qa_officer", at("marlpit")),
    Page("Read the large report", "reg44:read", "qa_officer", large),
    Page("Changes since the draft, large", "reg44:difference", "manager_burdock", large),
    Page("Member’s copy of the large report", "reg44:members_copy", "councillor", large),
    Page("Files of a report", "reg44:documents", "qa_officer", lambda world: [world.large.pk]),
]
ROWS_GROW = [
    Page("Task list of a report", "reg44:report_tasks", "visitor", at("oxlip")),
    Page("Section with a table", "reg44:report_section", "visitor", at("oxlip", "children_interviews")),
    Page("Names check", "reg44:report_names", "visitor", at("oxlip")),
    Page("Check answers", "reg44:report_check", "visitor", at("oxlip")),
    Page("A visit", "reg44:visit", "visitor", at("oxlip")),
]
BOARD = [
    Page("Deadlines, QA officer", "deadlines:board", "qa_officer"),
    Page("Deadlines, one home", "deadlines:board", "qa_officer", query="?home=7"),
    Page("Deadlines, one time limit", "deadlines:board", "qa_officer", query="?rule=reg44.action_plan"),
    Page("Deadlines, one person", "deadlines:board", "qa_officer", query="?person=1"),
    Page("Deadlines, responsible individual", "deadlines:board", "responsible_individual"),
    Page("Deadlines, registered manager", "deadlines:board", "registered_manager"),
]
MANY_HOMES = [
    *BOARD,
    Page("Actions, QA officer", "actions:list", "qa_officer"),
    Page("Actions that are closed, QA officer", "actions:list", "qa_officer", query="?state=closed"),
    Page("Actions, registered manager", "actions:list", "registered_manager"),
    Page("What was kept on time, QA officer", "deadlines:timeliness", "qa_officer"),
    Page("Visits, QA officer", "reg44:visits", "qa_officer"),
    Page("Visits by home and month, QA officer", "reg44:rota", "qa_officer"),
    Page("Start page, QA officer", "governance:start", "qa_officer"),
    Page("Start page, responsible individual", "governance:start", "responsible_individual"),
    Page("Start page, registered manager", "governance:start", "registered_manager"),
]
