"""At the desk and on the phone: book for somebody, begin now, write a kind word."""

from __future__ import annotations

from django.urls import path

from .views import booking, message, walking_in

app_name = "desk"

urlpatterns = [
    path("vejleder/book/", booking.book, name="book"),
    path("vejleder/book/<str:public_id>/", booking.booked, name="booked"),
    path("vejleder/kom-ind/", walking_in.walk_in, name="walk_in"),
    path("vejleder/samtaler/<str:public_id>/kom-ikke/", message.missed, name="missed"),
]
