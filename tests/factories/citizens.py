from __future__ import annotations

import factory

from citizens.models import Citizen


class CitizenFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Citizen

    email = factory.Sequence(lambda n: f"borger{n}@example.org")
