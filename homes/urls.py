"""Homes, registers, people and appointments."""

from django.urls import path

from homes.views import documents, homes, people, registers

app_name = "homes"
urlpatterns = [
    path("homes/", homes.home_list, name="list"),
    path("homes/new/", homes.open_home, name="open_home"),
    path("homes/<int:pk>/", homes.home, name="home"),
    path("homes/<int:pk>/change/", homes.change_home, name="change_home"),
    path("homes/<int:pk>/close/", homes.close_home, name="close_home"),
    path("homes/<int:pk>/buildings/new/", homes.add_building, name="add_building"),
    path("buildings/<int:pk>/bedrooms/new/", homes.add_bedroom, name="add_bedroom"),
    path("buildings/<int:pk>/use/", homes.building_use, name="building_use"),
    path("bedrooms/<int:pk>/use/", homes.bedroom_use, name="bedroom_use"),
    path("homes/<int:pk>/documents/new/", documents.record, name="record_document"),
    path("home-documents/<int:pk>/", documents.document, name="document"),
    path("home-documents/<int:pk>/new/", documents.change, name="change_document"),
    path("home-documents/<int:pk>/end/", documents.end, name="end_document"),
    path("home-documents/versions/<int:pk>/file/", documents.file, name="document_file"),
    path("home-documents/versions/<int:pk>/approve/", documents.approve, name="approve_document"),
    path("home-documents/versions/<int:pk>/refuse/", documents.refuse, name="refuse_document"),
    path("home-documents/versions/<int:pk>/sent/", documents.sent_to_ofsted, name="document_sent"),
    path("homes/<int:pk>/children/", registers.residents, name="residents"),
    path("homes/<int:pk>/children/new/", registers.admit_resident, name="admit_resident"),
    path("children/<int:pk>/", registers.change_resident, name="change_resident"),
    path("children/<int:pk>/left/", registers.discharge_resident, name="discharge_resident"),
    path("homes/<int:pk>/staff/", registers.staff, name="staff"),
    path("homes/<int:pk>/staff/new/", registers.add_staff_member, name="add_staff_member"),
    path("staff/<int:pk>/", registers.change_staff_member, name="change_staff_member"),
    path("staff/<int:pk>/left/", registers.staff_member_left, name="staff_member_left"),
    path("people/", people.people, name="people"),
    path("people/new/", people.add_person, name="add_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/", people.change_person, name="change_person"),
    path("people/<int:pk>/close/", people.close_person, name="close_person"),
    path("people/<int:pk>/reopen/", people.reopen_person, name="reopen_person"),
    path("people/<int:pk>/second-step/", people.remove_second_factor, name="remove_second_factor"),
    path("people/<int:pk>/appoint/", people.appoint, name="appoint"),
    path("people/<int:pk>/appoint/visitor/", people.appoint_visitor, name="appoint_visitor"),
    path("appointments/<int:pk>/end/", people.end_appointment, name="end_appointment"),
    path("appointments/<int:pk>/independence/", people.declare_independence, name="declare_independence"),
]
