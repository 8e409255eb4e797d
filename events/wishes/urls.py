"""Wishes and proposals."""

from __future__ import annotations

from django.urls import path

from .views import by_phone, citizen, mine, partner, staff

app_name = "wishes"

urlpatterns = [
    path("ideer/", citizen.wishes, name="list"),
    path("ideer/oensk/", citizen.wish, name="wish"),
    path("ideer/oensk/ligner/", citizen.near, name="near"),
    path("ideer/kan-holde/", citizen.propose, name="propose"),
    path("ideer/<str:public_id>/", citizen.one_wish, name="one"),
    path("ideer/<str:public_id>/stoet/", citizen.support, name="support"),
    path("ideer/<str:public_id>/meld/", citizen.report, name="report"),
    path("min-ide/<str:secret>/", mine.mine, name="mine"),
    path("min-ide/<str:secret>/tag-tilbage/", mine.take_back, name="take_back"),
    path("min-stoette/<str:secret>/", mine.my_support, name="my_support"),
    path("min-stoette/<str:secret>/tag-tilbage/", mine.withdraw, name="withdraw"),
    path("arrangoer/oensker/", partner.to_take_on, name="to_take_on"),
    path("arrangoer/oensker/<str:partner>/<str:public_id>/", partner.take_on, name="take_on"),
    path("vejleder/ideer/", staff.waiting, name="waiting"),
    path("vejleder/det-sker/<str:public_id>/oenskede/", by_phone.write_down, name="write_down"),
    path("vejleder/ideer/<str:public_id>/", staff.answer, name="answer"),
    path("vejleder/ideer/<str:public_id>/bliver-til/", staff.becomes, name="becomes"),
    path("vejleder/ideer/<str:public_id>/vis/", staff.show, name="show"),
    path("vejleder/ideer/<str:public_id>/tag-ned/", staff.hide, name="hide"),
]
