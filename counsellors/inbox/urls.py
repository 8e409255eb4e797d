"""The counsellor's desk of talks, its texts, and what a citizen says to a card."""

from __future__ import annotations

from django.urls import path

from .views import acting, answers, booking, desk, duty, texts

app_name = "inbox"

DESK = "vejleder/indbakke/"
THREAD = f"{DESK}<str:public_id>/"

urlpatterns = [
    path(DESK, desk.desk, name="desk"),
    path(f"{DESK}liste/", desk.listing, name="listing"),
    path(f"{DESK}her/", duty.come, name="come"),
    path(f"{DESK}her/endnu/", duty.stay, name="stay"),
    path(f"{DESK}her/slut/", duty.stop, name="stop"),
    path(f"{DESK}tekster/", texts.texts, name="texts"),
    path(f"{DESK}tekster/ny/", texts.add, name="add_text"),
    path(f"{DESK}tekster/<str:public_id>/", texts.change, name="change_text"),
    path(f"{DESK}tekster/<str:public_id>/fjern/", texts.remove, name="remove_text"),
    path(THREAD, desk.thread, name="thread"),
    path(f"{THREAD}besked/", desk.say, name="say"),
    path(f"{THREAD}laest/", desk.read, name="read"),
    path(f"{THREAD}tag/", acting.take, name="take"),
    path(f"{THREAD}overdrag/", acting.pass_on, name="pass_on"),
    path(f"{THREAD}inviter/", acting.bring_in, name="bring_in"),
    path(f"{THREAD}forlad/", acting.go, name="go"),
    path(f"{THREAD}tilbage/", acting.put_back, name="put_back"),
    path(f"{THREAD}book/", booking.book, name="book"),
    path("chat/<str:public_id>/kort/", answers.answer_card, name="answer_card"),
    path("chat/<str:public_id>/tid/", answers.booked_in_talk, name="booked_in_talk"),
]
