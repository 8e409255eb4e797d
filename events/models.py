"""The floor plan of `events`."""

from .activities.models import Activity, ActivityDate, HolidayPeriod
from .imports.models import (
    ImportedDate,
    ImportedItem,
    ImportFile,
    ImportReport,
    ImportSource,
    TwinVerdict,
)
from .organising.models import PartnerMember, Submission, Trust
from .posters.models import Poster, ShortAddress
from .search.models import ProgrammeWord, SearchEntry, UnansweredWord
from .signups.models import (
    FirstSeat,
    FirstSeats,
    Place,
    SignUp,
    SignupAnswer,
    SignupCount,
    SignupQuestion,
    SignupTerms,
)
from .trail.models import TrailEntry
from .wishes.models import AnsweredCount, Idea, IdeaOffer, Support

__all__ = [
    "Activity",
    "ActivityDate",
    "AnsweredCount",
    "FirstSeat",
    "FirstSeats",
    "HolidayPeriod",
    "Idea",
    "IdeaOffer",
    "ImportFile",
    "ImportReport",
    "ImportSource",
    "ImportedDate",
    "ImportedItem",
    "PartnerMember",
    "Place",
    "Poster",
    "ProgrammeWord",
    "SearchEntry",
    "ShortAddress",
    "SignUp",
    "SignupAnswer",
    "SignupCount",
    "SignupQuestion",
    "SignupTerms",
    "Submission",
    "Support",
    "TrailEntry",
    "Trust",
    "TwinVerdict",
    "UnansweredWord",
]
