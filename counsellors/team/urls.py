"""The team of a house, and the rooms and minutes that administrators look after."""

from __future__ import annotations

from django.urls import path

from .views import minutes, rooms, team

app_name = "team"

urlpatterns = [
    path("vejleder/hold/", team.today, name="today"),
    path("vejleder/hold/<slug:house>/daek/", team.ask_for_cover, name="ask_for_cover"),
    path("vejleder/hold/daek/<str:public_id>/ja/", team.say_yes, name="say_yes"),
    path("vejleder/hold/daek/<str:public_id>/fjern/", team.take_back, name="take_back"),
    path("vejleder/hold/<slug:house>/spoerg/", team.ask, name="ask"),
    path("vejleder/hold/sparring/<str:public_id>/", team.answer, name="answer"),
    path("vejleder/hold/sparring/<str:public_id>/luk/", team.close, name="close"),
    path("hold/<slug:house>/referater/", minutes.index, name="minutes"),
    path("hold/<slug:house>/referater/nyt/", minutes.write, name="write_minutes"),
    path("hold/<slug:house>/referater/<str:public_id>/", minutes.read, name="read_minutes"),
    path("hold/<slug:house>/referater/<str:public_id>/ret/", minutes.change, name="change_minutes"),
    path(
        "hold/<slug:house>/referater/<str:public_id>/slet/", minutes.remove, name="remove_minutes"
    ),
    path("kontor/", rooms.houses, name="houses"),
    path("kontor/<slug:house>/lokaler/", rooms.index, name="rooms"),
    path("kontor/<slug:house>/lokaler/nyt/", rooms.add, name="add_room"),
    path("kontor/<slug:house>/lokaler/<str:room>/", rooms.change, name="change_room"),
    path("kontor/<slug:house>/lokaler/<str:room>/reserver/", rooms.reserve, name="reserve"),
    path("kontor/<slug:house>/lokaler/<str:room>/luk/", rooms.out_of_use, name="out_of_use"),
    path("kontor/<slug:house>/lokaler/<str:room>/flyt/", rooms.rehouse, name="rehouse"),
    path("kontor/<slug:house>/frigiv/<str:public_id>/", rooms.release, name="release"),
]
