"""What happens in the houses, on paper."""

from __future__ import annotations

from django.urls import path

from .views import public, staff

app_name = "posters"

urlpatterns = [
    path("p/<str:code>/", public.short, name="short"),
    path("det-sker/program.pdf", public.programme_pdf, name="programme"),
    path("det-sker/<str:public_id>/plakat/", public.poster, name="poster"),
    path("det-sker/<str:public_id>/plakat.pdf", public.poster_pdf, name="pdf"),
    path("vejleder/plakater/", staff.posters, name="posters"),
    path("vejleder/plakater/<str:poster_id>/", staff.made, name="made"),
    path("vejleder/plakater/<str:poster_id>/plakat.pdf", staff.made_pdf, name="made_pdf"),
    path("vejleder/plakater/<str:poster_id>/igen/", staff.again, name="again"),
    path("vejleder/plakater/<str:poster_id>/taget-ned/", staff.down, name="down"),
    path("vejleder/det-sker/<str:public_id>/fortael/", staff.tell, name="tell"),
]
