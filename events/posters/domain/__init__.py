"""What happens in the house, on paper: posters, programmes, short addresses, advertisements."""

from .advertising import Advertisement, advertisements_of
from .codes import code_of_date, code_of_series, tidy_code
from .press import NoPress, has_press
from .printing import print_poster
from .programme import print_programme, programme_of
from .remembering import (
    FORM,
    Compared,
    compare_posters,
    dates_of_series,
    forget_posters,
    remember_poster,
    take_down,
)
from .sayings import sayings_of_date, sayings_of_series

__all__ = [
    "FORM",
    "Advertisement",
    "Compared",
    "NoPress",
    "advertisements_of",
    "code_of_date",
    "code_of_series",
    "compare_posters",
    "dates_of_series",
    "forget_posters",
    "has_press",
    "print_poster",
    "print_programme",
    "programme_of",
    "remember_poster",
    "sayings_of_date",
    "sayings_of_series",
    "take_down",
    "tidy_code",
]
