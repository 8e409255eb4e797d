"""A counsellor and the counsellor's hours on one page of the back office."""

from __future__ import annotations

from django.contrib import admin

from counsellors.availability.admin import SpecialDayInline, WorkingHoursInline
from counsellors.people.admin import CounsellorAdmin
from counsellors.people.models import Counsellor
from jobcenter.accounts.admin import house_admin


@admin.register(Counsellor, site=house_admin)
class CounsellorWithHoursAdmin(CounsellorAdmin):
    inlines = (WorkingHoursInline, SpecialDayInline)
