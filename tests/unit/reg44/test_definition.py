"""The report definition holds every item of the council's monthly template (its Appendix II), in a known place.

Each line: the line of the template in the reference document, our name of the item, its place. A place is the full key
of a question or column, `checklist:row`, the key of a table or checklist, `section:id`, or PRINTED for what the portal
itself prints after the last section.
"""

import re
from pathlib import Path

import pytest

from questionnaires import definitions, diff
from questionnaires.lint import check
from questionnaires.schema import Checklist, Questionnaire, Table, Text

FILE = Path(__file__).parents[3] / "reg44" / "definitions" / "reg44_report.v2.yaml"
PRINTED = "printed by the portal"

APPENDIX_II = """
    480 | Name of the home | home_name
    483 | Ofsted unique reference number | home_urn
    486 | Announced or unannounced | visit_notice
    489 | Date of the last visit | last_visit_date
    472 | Date of the visit | visit_date
    492 | Time of arrival | arrival_time
    495 | Time of departure | departure_time
    499 | Registered manager | registered_manager
    501 | Responsible individual | responsible_individual
    504 | Initials of children living here | residents.child
    506 | Earlier reports sent to placing authorities | last_report_sent
    509 | Admissions and discharges | movements
    512 | Initials of staff on duty | staff_on_duty.person
    512 | Status of staff on duty | staff_on_duty.status
    515 | Permission to read children's files, the child | consents.child_consent
    515 | Permission to read children's files, the authority | consents.authority_consent
    517 | New staff and leavers | staff_changes
    520 | Conditions of registration | conditions
    523 | Date the report went to the manager | section:in_charge
    528 | Recommendations of the last visit | previous_recommendations.recommendation
    529 | What the manager did about them | previous_recommendations.manager_action
    530 | Unmet ones carried forward | previous_recommendations.status
    538 | Actions from the last Ofsted inspection | ofsted_actions.action
    539 | What the manager did about those | ofsted_actions.manager_action
    555 | Condition inside | premises_inside
    558 | Condition outside | premises_outside
    563 | Staff interviews, initials | staff_interviews.person
    564 | Staff interviews, job | staff_interviews.job
    565 | Staff interviews, comments | staff_interviews.comments
    581 | Other interviews, status | other_interviews.status
    582 | Other interviews, initials or role | other_interviews.person
    583 | Other interviews, comments | other_interviews.comments
    597 | Evaluation, building and interviews | care_evaluation
    607 | Children's interviews, consent | children_interviews.consent
    609 | Children's interviews, initials | children_interviews.child
    610 | Children's interviews, held or not | children_interviews.interviewed
    612 | Children's interviews, comments | children_interviews.comments
    626 | Evaluation, children's interviews | children_evaluation
    634 | Progress in education | education_support
    636 | Education, initials | education.child
    637 | Education, attendance | education.attendance
    638 | Education, plan review date | education.plan_review
    639 | Education, plan notes | education.plan_notes
    656 | Evaluation, education from the starting point | education_evaluation
    664 | Activities enjoyed | activities
    669 | Evaluation, enjoyment and achievement | enjoyment_evaluation
    676 | Health needs met | health_needs
    676 | Healthy living | healthy_living
    682 | Evaluation, health | health_evaluation
    692 | Relationships, behaviour | relationships
    692 | Contact arrangements | family_time
    696 | How children are consulted | children_consulted
    703 | Sanctions | sanctions
    703 | Rewards | rewards
    705 | Sanctions, initials | sanctions.child
    706 | Sanctions, date | sanctions.date
    707 | Sanctions, overview of record | sanctions.overview
    708 | Sanctions, signed off | sanctions.signed_off
    725 | Evaluation, sanctions | sanctions_evaluation
    729 | Evaluation, rewards | rewards_evaluation
    736 | Restraint, child | restraints.child
    737 | Restraint, reference | restraints.reference
    738 | Restraint, date | restraints.date
    739 | Restraint, in line with policy | restraints.in_policy
    740 | Restraint, child's reflection | restraints.child_reflection
    741 | Restraint, risk assessment updated | restraints.risk_updated
    742 | Restraint, signed off | restraints.signed_off
    768 | Evaluation, restraint | restraints_evaluation
    775 | Allegations, date | allegations.date
    776 | Allegations, reference | allegations.reference
    777 | Allegations, child | allegations.child
    778 | Allegations, outcome | allegations.outcome
    795 | Evaluation, allegations | allegations_evaluation
    801 | Complaints, date | complaints.date
    803 | Complaints, comments | complaints.comments
    804 | Complaints, response | complaints.response
    801 | Compliments, date | compliments.date
    803 | Compliments, comments | compliments.comments
    804 | Compliments, response | compliments.response
    821 | Evaluation, complaints and compliments | complaints_evaluation
    830 | How children are protected | protection
    837 | Safeguarding incidents, child | safeguarding_incidents.child
    838 | Safeguarding incidents, date | safeguarding_incidents.date
    839 | Safeguarding incidents, notified | safeguarding_incidents.notified
    840 | Safeguarding incidents, policies | safeguarding_incidents.policies_followed
    841 | Safeguarding incidents, risk plans | safeguarding_incidents.risk_updated
    842 | Safeguarding incidents, comments | safeguarding_incidents.comments
    842 | Safeguarding incidents, signed off | safeguarding_incidents.signed_off
    855 | Other incidents, child | other_incidents.child
    856 | Other incidents, date | other_incidents.date
    857 | Other incidents, notified | other_incidents.notified
    858 | Other incidents, policies | other_incidents.policies_followed
    859 | Other incidents, risk plans | other_incidents.risk_updated
    860 | Other incidents, comments | other_incidents.comments
    860 | Other incidents, signed off | other_incidents.signed_off
    878 | Missing, child | missing.child
    879 | Missing, date | missing.date
    880 | Missing, notified | missing.notified
    881 | Missing, duration | missing.duration
    882 | Missing or absent | missing.is_missing
    883 | Missing, return interview | missing.return_interview
    884 | Missing, risk plans | missing.risk_updated
    885 | Missing, comments and sign-off | missing.comments
    904 | How incidents were managed | missing_evaluation
    909 | Single separations | separations
    910 | How separations were managed | separations_evaluation
    919 | Children at risk of exploitation | exploitation_at_risk
    919 | Screening and dates | exploitation_assessed
    922 | Staff trained | exploitation_training
    927 | Risk management | exploitation_plans
    931 | Evaluation, actions to safeguard this month | protection_evaluation
    940 | Recruitment checks, Schedule 2 | recruitment_checks
    943 | New staff | recruitment_new
    946 | Agency staff | recruitment_agency
    953 | Liability insurance, yearly | safety_checks:insurance=Yearly
    956 | Gas, oil, boiler, yearly | safety_checks:gas=Yearly
    959 | Electrical installation, 5 years | safety_checks:electrical=Every 5 years
    962 | Portable appliances, 3 years | safety_checks:appliances=Every 3 years
    965 | Lifting equipment | safety_checks:lifting
    968 | Health and safety checks, monthly | safety_checks:monthly=Monthly
    971 | Hazardous substances | safety_checks:chemicals
    974 | Asbestos | safety_checks:asbestos
    977 | Legionella | safety_checks:legionella
    982 | Fire alarm call points, weekly | fire_checks:alarm=Weekly
    984 | Emergency lighting, weekly | fire_checks:lighting=Weekly
    985 | Door closure, weekly | fire_checks:door_closers=Weekly
    986 | Fire doors, weekly | fire_checks:fire_doors=Weekly
    987 | Carbon monoxide detector, weekly | fire_checks:carbon_monoxide=Weekly
    988 | Means of escape, weekly | fire_checks:escape=Weekly
    989 | Fire plan | fire_checks:fire_plan
    990 | Last service of the alarm | fire_checks:alarm_service
    991 | Emergency response plan | fire_checks:emergency_plan
    992 | Fire and rescue report | fire_checks:fire_service
    996 | Extinguishers, weekly | fire_checks:extinguishers=Weekly
    997 | Fire blankets, weekly | fire_checks:blankets=Weekly
    998 | Last service of the equipment | fire_checks:equipment_service
    1001 | Three drills a year, one at night | drills_enough
    1001 | Night drill | fire_drills.at_night
    1002 | Drill, date | fire_drills.date
    1004 | Drill, staff present | fire_drills.staff_present
    1008 | Drill, time taken | fire_drills.minutes
    1010 | Drill, children present | fire_drills.children_present
    1013 | Personal escape plans | escape_plans
    1016 | Fire and safety training | safety_training
    1019 | Location risk assessment, yearly | risk_assessments:location=Yearly
    1022 | Fire risk assessment, yearly | risk_assessments:fire=Yearly
    1025 | Children's risk assessments | risk_assessments:children
    1026 | Dates of last review | risk_assessments.last
    1029 | Risk assessment of the building | risk_assessments:building
    1030 | Risk assessment of activities | risk_assessments:activities
    1031 | Food hygiene inspection | risk_assessments:food
    1037 | Leadership culture | leadership_culture
    1045 | Consultation, evidence | consultation.evidence
    1046 | Consultation, comments | consultation.comments
    1048 | Consultation, children | consultation:children
    1052 | Consultation, parents and carers | consultation:parents
    1056 | Consultation, staff | consultation:staff
    1060 | Consultation, others | consultation:others
    1067 | Regulation 45 review | management_records:reg45=Every 6 months
    1071 | Statement of purpose | management_records:purpose
    1075 | Children's guide | management_records:guide
    1079 | Rotas | management_records:rotas
    1082 | Supervision and appraisal | management_records:supervision
    1085 | Workforce plan | management_records:workforce
    1089 | Daily log | management_records:daily_log
    1092 | Staff meetings | management_records:meetings
    1096 | Staff training | management_records:training
    1100 | Policies and procedures | management_records:policies
    1104 | Room searches | management_records:room_searches
    1108 | Schedule 4 | management_records:schedule4
    1112 | Evaluation, leadership | leadership_evaluation
    1121 | Care planning, arriving and moving on | care_planning
    1127 | File checked | files.child
    1128 | File, care or pathway plan | files.care_plan
    1130 | File, placement plan | files.placement_plan
    1131 | File, match and impact | files.match
    1132 | File, Schedule 3 and regulation 36 | files.schedule3
    1134 | File, home's own plan, date reviewed | files.own_plan_date
    1137 | File, date of last review meeting | files.review_date
    1139 | File, review minutes | files.review_minutes
    1153 | File, other information, pocket money | files_other
    1157 | Evaluation, files | files_evaluation
    1164 | Case files, placement plans | placement_plans
    1165 | Case files, pathway plans | pathway_plans
    1169 | Engaging with the wider system | wider_system
    1170 | Comments on the wider system | wider_system_evaluation
    1176 | Summary | section:summary
    1187 | Concluding statement | concluding_statement
    1193 | Children's suggestions | children_suggestions
    1198 | Opinion, safeguarded | opinion_safeguarded
    1198 | Opinion, well-being | opinion_wellbeing
    1204 | Signature and date | printed by the portal: signatures
    1212 | Recommendations with their regulation | printed by the portal: recommendations
    1212 | Good practice | good_practice
    1215 | Action plan, what and who | printed by the portal: action plan
    1217 | Action plan, comments | printed by the portal: action plan
    1219 | Action plan, target date | printed by the portal: action plan
    1254 | Manager's other comments | printed by the portal: other comments
    1282 | Responsible individual's comments | printed by the portal: responsible individual’s comments
"""

ITEMS = [tuple(part.strip() for part in line.split("|")) for line in APPENDIX_II.strip().splitlines()]

STANDARDS = {
    "5": "wider_system",
    "6": "care_quality",
    "7": "children_interviews",
    "8": "education",
    "9": "enjoyment",
    "10": "health",
    "11": "relationships",
    "12": "protection",
    "13": "leadership",
    "14": "care_planning",
}

MEASURES = {
    "children_living",
    "children_interviewed",
    "restraints",
    "sanctions",
    "missing_episodes",
    "complaints",
    "allegations",
    "notifications_safeguarding",
    "notifications_other",
    "notifications_missing",
    "opinion_safeguarded",
    "opinion_wellbeing",
}


@pytest.fixture(scope="module")
def report() -> Questionnaire:
    questionnaire, faults = check(FILE.read_text(encoding="utf-8"))
    assert not faults, "\n".join(str(fault) for fault in faults)
    assert questionnaire is not None
    return questionnaire


def has_place(report: Questionnaire, place: str) -> bool:
    """Whether that place exists in the definition; for a checklist row also that its interval is the one named."""
    if place.startswith(PRINTED):
        words = place.removeprefix(PRINTED + ":").strip()
        return any(
            words in block.text for section in report.sections for block in section.blocks if isinstance(block, Text)
        )
    if place.startswith("section:"):
        return report.section(place.removeprefix("section:")) is not None
    if ":" in place:
        key, _, row = place.partition(":")
        row, _, interval = row.partition("=")
        checklist = report.table(key)
        return isinstance(checklist, Checklist) and any(
            found.key == row and (not interval or found.interval == interval) for found in checklist.rows
        )
    return report.question(place) is not None or isinstance(report.table(place), Table)


def test_every_item_of_the_monthly_template_has_its_place_in_the_definition(report):
    missing = [f"line {line}: {name} -> {place}" for line, name, place in ITEMS if not has_place(report, place)]
    assert not missing, "\n".join(missing)
    assert len(ITEMS) >= 180


def test_every_quality_standard_and_regulation_5_has_its_own_heading_with_the_lost_one_of_regulation_10(report):
    for regulation, section_id in STANDARDS.items():
        section = report.section(section_id)
        assert section is not None
        assert regulation in section.regs
        assert re.search(rf"\bRegulation {regulation}\b", section.caption), section.caption


def test_both_opinions_of_regulation_44_4_and_their_reasons_are_required(report):
    for key in ("opinion_safeguarded", "opinion_wellbeing"):
        opinion, reasons = report.question(key), report.question(f"{key}_reasons")
        assert opinion.type == "opinion"
        assert opinion.required
        assert reasons.required
        assert reasons.opinion


def test_the_second_version_asks_the_same_questions_and_needs_the_evaluations_of_regulations_8_to_10(report):
    changes = diff.versions(definitions.load("reg44_report", 1), report)
    assert {change.kind for change in changes} == {"reworded", "changed"}
    needed = {question.key for question in report.each_question() if question.required}
    standards = ("care", "children", "education", "enjoyment", "health", "protection", "leadership")
    assert {f"{standard}_evaluation" for standard in standards} <= needed


def test_a_conflict_found_after_the_visit_forces_its_part_of_the_report(report):
    assert report.question("conflict_found").required
    assert report.question("conflict_details").required_if
    assert report.question("conflict_why_late").required_if


def test_the_numbers_that_trends_need_are_measures(report):
    found = {question.measure for question in report.each_question() if question.measure}
    found |= {table.measure for section in report.sections for table in section.tables if table.measure}
    assert found >= MEASURES


def test_a_plain_question_asks_one_thing_and_no_page_has_more_than_eight_inputs(report):
    for section in report.sections:
        assert len(section.questions) + len(section.tables) + len(section.checklists) <= 8, section.id
        assert len(section.tables) + len(section.checklists) <= 1, section.id
        for table in section.tables:
            assert len(table.columns) <= 8, table.key


def test_no_wording_is_taken_from_the_template(report):
    """Five words in a row of the paper form would be a copy; terms of the law are shorter than that."""
    old = (
        "measurable progress towards achieving",
        "take part in and benefit from",
        "an understanding about acceptable behaviour",
        "protected from harm and enabled to keep themselves safe",
        "inspire and lead a culture",
        "receive effectively planned care",
        "what risk management processes are in place",
        "carry forward any unmet recommendations",
    )
    source = FILE.read_text(encoding="utf-8").lower()
    assert [words for words in old if words in source] == []
