"""The files and the transcript of a talk, behind each of its two doors."""

from __future__ import annotations

from django.urls import path

from counsellors.chat.views.doors import Page, as_citizen, at_work

from .views import files, transcripts

app_name = "files"

PAGES: dict[str, tuple[Page, str]] = {
    "filer/": (files.files, "chat"),
    "filer/<str:file_id>/": (files.content, "file of a chat"),
    "udskrift.txt": (transcripts.transcript_text, "chat"),
    "udskrift.pdf": (transcripts.transcript_pdf, "chat"),
}
DOORS = {"chat/<str:public_id>/": as_citizen, "vejleder/chat/<str:public_id>/": at_work}
# Each of the two takes back what they sent themselves.
TAKEN_BACK = {as_citizen: "file of the citizen's", at_work: "file of the counsellor's"}

urlpatterns = [
    path(address + rest, door(shown, thing=thing), name=f"{shown.__name__}_{door.__name__}")
    for address, door in DOORS.items()
    for rest, (shown, thing) in PAGES.items()
]
urlpatterns += [
    path(
        f"{address}filer/<str:file_id>/slet/",
        door(files.take_back, thing=TAKEN_BACK[door]),
        name=f"take_back_{door.__name__}",
    )
    for address, door in DOORS.items()
]
