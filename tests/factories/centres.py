from __future__ import annotations

import factory

from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import Centre, OpeningHours, Partner, Room, Topic


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ("slug",)

    slug = "job"
    name_da = "Job"
    name_en = "Work"
    minutes = 45


class CentreFactory(factory.django.DjangoModelFactory):
    """A published house in Aarhus with step-free rooms; no notice needed, 60 days ahead."""

    class Meta:
        model = Centre
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"hus-{n}")
    name = factory.Sequence(lambda n: f"Hus {n}")
    street = "Havnegade 1"
    postcode = "8000"
    town = "Aarhus C"
    municipality = "aarhus"
    latitude = 56.156
    longitude = 10.211
    email = "hus@example.org"
    phone = "+4586120000"
    is_published = True
    minimum_notice_minutes = 0
    horizon_days = 60
    grid_minutes = 15

    @factory.post_generation
    def topics(self, create, extracted, **kwargs):
        for topic in extracted or ():
            self.topics.add(topic)


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    centre = factory.SubFactory(CentreFactory)
    name = factory.Sequence(lambda n: f"Rum {n}")
    is_step_free = True


class OpeningHoursFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpeningHours

    centre = factory.SubFactory(CentreFactory)
    kind = HoursKind.DOOR
    weekday = 1
    minutes = (540, 960)


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Forening {n}")
    offers_da = "Fællesspisning hver torsdag."
    contact_person = "Erik Holm"
