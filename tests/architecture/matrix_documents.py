"""Who reaches what of statutory documents, inspections and Ofsted's published file (see matrix.py)."""

from __future__ import annotations

from tests.architecture.matrix import Post, Row

KEEP = {"manager", "deputy"}
READ = KEEP | {"ri", "qa_officer", "head_of_qa", "service_lead", "director"}
READ_FINAL = READ | {"visitor", "councillor"}
STATES = ("recorded", "draft_received", "commented", "final")
# Address -> where the inspection must stand for it.
STEPS = {
    "draft": ("recorded",),
    "comments": ("draft_received",),
    "final": ("recorded", "draft_received", "commented"),
    "correct": ("final",),
    "point": ("final",),
    "circulated": ("final",),
    "withdraw": ("recorded", "draft_received", "commented"),
}


def step(name: str, state: str) -> Row:
    """One form of an inspection that stands there."""
    now = state in STEPS[name]
    return Row(
        f"inspections:{name}",
        args=lambda w: [w.inspection[state].pk],
        allowed=KEEP if now else set(),
        told=set() if now else KEEP,
        when=state,
    )


INSPECTIONS = [
    Row("inspections:list", allowed=READ_FINAL | {"other_visitor", "other_manager"}),
    Row("inspections:history", args=lambda w: [w.home.pk], allowed=READ_FINAL),
    Row("inspections:record", args=lambda w: [w.home.pk], allowed=KEEP),
    Row("inspections:inspection", args=lambda w: [w.inspection["draft_received"].pk], allowed=READ, when="draft"),
    Row("inspections:inspection", args=lambda w: [w.inspection["final"].pk], allowed=READ_FINAL, when="final"),
    *(step(name, state) for name in STEPS for state in STATES),
    Row("inspections:file", args=lambda w: [w.inspection["final"].pk, "draft"], allowed=READ, when="draft"),
    Row(
        "inspections:file",
        args=lambda w: [w.inspection["final"].pk, "report"],
        allowed=READ | {"visitor"},
        when="final",
    ),
    Row("inspections:check_file", allowed={"qa_officer"}),
    Row("inspections:checked_file", args=lambda w: [w.published_file.pk], allowed={"qa_officer"}),
    Post("inspections:import_file", args=lambda w: [w.published_file.pk], by={"qa_officer"}),
]

READ_DOCUMENTS = {"visitor", "manager", "deputy", "home_staff", "ri", "service_lead", "qa_officer", "head_of_qa"}
DOCUMENTS = [
    Row("homes:record_document", args=lambda w: [w.home.pk], allowed=KEEP),
    Row("homes:document", args=lambda w: [w.home_document.pk], allowed=READ_DOCUMENTS),
    Row("homes:change_document", args=lambda w: [w.home_document.pk], allowed=KEEP),
    Row("homes:end_document", args=lambda w: [w.home_document.pk], allowed=KEEP),
    Row("homes:document_file", args=lambda w: [w.document_version.pk], allowed=READ_DOCUMENTS),
    Post("homes:approve_document", args=lambda w: [w.document_version.pk], by={"ri"}),
    Row("homes:refuse_document", args=lambda w: [w.document_version.pk], allowed={"ri"}),
    Row("homes:document_sent", args=lambda w: [w.document_version.pk], allowed=KEEP),
]

ROWS = [*DOCUMENTS, *INSPECTIONS]
