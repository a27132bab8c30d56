"""What a form takes, its column holds: PostgreSQL refuses what SQLite lets pass."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest
from django import forms as django_forms

from accounts.models import User
from actions import forms as actions_forms
from actions.models import Action
from audits import forms as audits_forms
from audits import models as audits
from core.forms import HouseForm
from homes import forms as homes_forms
from homes import models as homes
from inspections import forms as inspections_forms
from inspections import models as inspections
from records import forms as records_forms
from records.models import Record, Revision, Step
from reg44 import forms as reg44_forms
from reg44 import models as reg44
from reg44 import writing_forms
from reg45 import forms as reg45_forms
from reg45 import models as reg45
from voice import forms as voice_forms
from voice import models as voice

# Form -> the model that keeps its texts; a field of another name after the slash. None: kept in an event or an answer, where any length fits.
KEPT = {
    "WhyForm.why": (reg44.Visit, "cancelled_why"),
    "ConflictForm.what": (reg44.Visit, "cancelled_why"),
    "UrgentForm.text": (reg44.UrgentNotice, "text"),
    "OfstedForm.how": (reg44.UrgentNotice, "ofsted_told_how"),
    "CommentForm.correct": (reg44.AccuracyComment, "correct"),
    "CommentForm.evidence": (reg44.AccuracyComment, "evidence"),
    "AnswerForm.what": (reg44.ManagerAnswer, "what"),
    "AnswerForm.who": (reg44.ManagerAnswer, "who"),
    "AnswerForm.evidence": (reg44.ManagerAnswer, "evidence"),
    "AnswerForm.comments": (reg44.ManagerAnswer, "comments"),
    "ResponseForm.text": (reg44.NarrativeResponse, "text"),
    "DecisionForm.reason": (reg44.AccuracyComment, "reason"),
    "SupervisorForm.text": (reg44.SupervisorComment, "text"),
    "PlanReturnForm.reason": (reg44.PlanReturn, "reason"),
    "ReferralForm.words": (reg44.Referral, "words"),
    "DespatchForm.reference": (reg44.Despatch, "reference"),
    "AddendumForm.text": (reg44.Addendum, "text"),
    "AddendumForm.reason": (reg44.Addendum, "reason"),
    "RecommendationForm.text": (reg44.Recommendation, "text"),
    "RecommendationForm.measure": (reg44.Recommendation, "measure"),
    "ReplaceForm.instead": None,
    "HarmlessForm.reason": (reg44.NameDecision, "reason"),
    "PlanForm.text": (reg45.PlanRow, "text"),
    "PlanForm.owner": (reg45.PlanRow, "owner"),
    "ReturnForm.reason": (reg45.GivenBack, "reason"),
    "SeenForm.remarks": (reg45.Review, "seen_remarks"),
    "CopyForm.reference": (reg45.Copy, "reference"),
    "AskedForm.recipient": (reg45.Copy, "recipient"),
    "HomeForm.name": (homes.Home, "name"),
    "HomeForm.urn": (homes.Home, "urn"),
    "HomeForm.address": (homes.Home, "address"),
    "HomeForm.provider": (homes.Home, "provider"),
    "HomeForm.conditions": (homes.Home, "conditions"),
    "BuildingForm.name": (homes.Building, "name"),
    "BuildingForm.address": (homes.Building, "address"),
    "BedroomForm.name": (homes.Bedroom, "name"),
    "ResidentForm.initials": (homes.Resident, "initials"),
    "ResidentForm.reference": (homes.Resident, "reference"),
    "StaffForm.initials": (homes.StaffMember, "initials"),
    "StaffForm.job": (homes.StaffMember, "job"),
    "DocumentForm.title": (homes.StatutoryDocument, "title"),
    "DocumentForm.version": (homes.DocumentVersion, "label"),
    "DocumentForm.note": (homes.DocumentVersion, "note"),
    "DocumentVersionForm.version": (homes.DocumentVersion, "label"),
    "DocumentVersionForm.note": (homes.DocumentVersion, "note"),
    "ReviewForm.version": (homes.DocumentVersion, "label"),
    "ReviewForm.note": (homes.DocumentVersion, "note"),
    "RefuseDocumentForm.why": (homes.DocumentVersion, "refused_why"),
    "EndDocumentForm.why": (homes.StatutoryDocument, "ended_why"),
    "PersonForm.full_name": (User, "full_name"),
    "PersonForm.email": (User, "email"),
    "SecondStepForm.reason": None,
    "MoveForm.reason": None,
    "CancelForm.reason": None,
    "TalkForm.wish": (audits.Audit, "child_wish"),
    "LeaveOutForm.reason": None,
    "JudgeForm.words": (audits.Moderation, "words"),
    "DiscussForm.who": (audits.Discussion, "who"),
    "DiscussForm.words": (audits.Discussion, "words"),
    "KindForm.key": (audits.AuditKind, "key"),
    "KindForm.title": (audits.AuditKind, "title"),
    "KindForm.one": (audits.AuditKind, "one"),
    "DoneForm.evidence": (Action, "evidence"),
    "SeenForm.seen": None,
    "NotDoneForm.reason": None,
    "FinalForm.notice": (inspections.Inspection, "notice"),
    "PointForm.text": (Action, "text"),
    "PointForm.regulation": (Action, "standard"),
    "CirculationForm.to": (inspections.Circulation, "to"),
    "WithdrawForm.why": None,
    "PersonalLinksForm.labels": None,
    "OpenLinkForm.label": (voice.Invitation, "label"),
    "SayForm.text": (voice.Word, "text"),
    "SayForm.answer_how": (voice.Word, "answer_how"),
    "SayForm.who": (voice.Word, "who"),
    "DealForm.text": (voice.Step, "text"),
    "HeadForm.reason": (Revision, "reason"),
    "ReasonForm.reason": (Record, "correcting_why"),
    "StepForm.words": (Step, "words"),
    "IndependenceForm.connection": (homes.Independence, "connection"),
    "IndependenceForm.exception_reason": (homes.Independence, "exception_reason"),
}


def typed(module: ModuleType) -> dict[str, django_forms.CharField]:
    """The texts that people type into the forms of a module; ids in hidden fields are judged by the services."""
    return {
        f"{name}.{key}": field
        for name, form in inspect.getmembers(module, inspect.isclass)
        if issubclass(form, HouseForm)
        for key, field in form.base_fields.items()
        if isinstance(field, django_forms.CharField) and not field.widget.is_hidden
    }


FORMS = (
    *(reg44_forms, writing_forms, reg45_forms, homes_forms, actions_forms, inspections_forms, voice_forms),
    *(records_forms, audits_forms),
)


@pytest.mark.parametrize("module", FORMS)
def test_no_form_takes_more_than_the_column_of_its_answer_holds(module):
    too_long, unknown = [], []
    for name, field in typed(module).items():
        if name not in KEPT:
            unknown.append(name)
        elif KEPT[name] is not None:
            model, column = KEPT[name]
            holds = model._meta.get_field(column).max_length
            takes = getattr(field, "limit", None) or field.max_length
            if holds is not None and (takes is None or takes > holds):
                too_long.append(f"{name} takes {takes or 'any number'}, {column} holds {holds}")
    assert unknown == [], "Say in KEPT where these are kept."
    assert too_long == []
