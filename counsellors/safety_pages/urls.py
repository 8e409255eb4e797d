"""What keeps people safe in talks, for both sides."""

from __future__ import annotations

from django.urls import path

from counsellors.chat.views.doors import as_citizen, at_work

from .views import blocked, talk, work

app_name = "safety"

REPORT = "besked/<int:seq>/meld/"
CITIZEN, WORK = "chat/<str:public_id>/", "vejleder/chat/<str:public_id>/"
# Each side reports what the other has said.
MESSAGE, ANSWER = "message in a chat", "answer in a chat"

urlpatterns = [
    path("tal-med-et-menneske/spaerret/", blocked.blocked, name="blocked"),
    path(CITIZEN + REPORT, as_citizen(talk.report, thing=ANSWER), name="report_as_citizen"),
    path(WORK + REPORT, at_work(talk.report, thing=MESSAGE), name="report_at_work"),
    path(f"{WORK}spaer/", at_work(talk.stop), name="stop"),
    path(f"{WORK}hjaelp/", at_work(talk.cry), name="cry"),
    path("vejleder/hjaelp/", work.help_page, name="help"),
    path("vejleder/hjaelp/<str:public_id>/kommer/", work.come, name="come"),
    path("vejleder/hjaelp/<str:public_id>/slut/", work.over, name="over"),
    path("vejleder/spaerringer/", work.blocks, name="blocks"),
    path("vejleder/spaerringer/<str:public_id>/svar/", work.objection, name="objection"),
    path("vejleder/spaerringer/<str:public_id>/ophaev/", work.lift, name="lift"),
    path("vejleder/meldinger/", work.reports, name="reports"),
    path("vejleder/meldinger/<str:public_id>/", work.report, name="report"),
]
