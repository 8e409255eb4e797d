"""The sheets themselves: printed, opened again, read and looked at dot by dot."""

from __future__ import annotations

import ctypes
from datetime import date, timedelta
from functools import cache

import pypdfium2
import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from PIL import ImageFile

from events.activities.domain import Planned, cancel_date
from events.activities.enums import Repeats
from events.posters.domain import press
from events.posters.domain.codes import full_address
from events.posters.domain.motif import motif_svg
from events.posters.domain.press import Sheet, print_pdf
from events.posters.domain.squares import QUIET, square_of
from events.posters.models import ShortAddress
from jobcenter.shared.languages import SpokenLanguage
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.events import once, public_activity

pytestmark = pytest.mark.django_db
LONGEST = "Vi læser, skriver og øver jobansøgninger med frivillige fra erhvervsnetværket ved Limfjorden, hver anden torsdag aften"  # noqa: E501
A4, A3 = (210, 297), (297, 420)


def soon(days: int = 10) -> date:
    return timezone.localdate() + timedelta(days=days)


def dates_of(planned: Planned, **said):
    activity = public_activity(planned, **said)
    return list(activity.dates.select_related("activity__centre").order_by("starts_at"))


def one_date(**said):
    return dates_of(once(soon()), **said)[0]


def weekly(weeks: int) -> Planned:
    return Planned(
        repeats=Repeats.WEEKLY, minute=19 * 60, minutes=90, weekdays=[soon().isoweekday()],
        first=soon(), last=soon() + timedelta(weeks=weeks - 1), pauses_on_holidays=False,
    )  # fmt: skip


def opened(client, address: str, **asked):
    answer = client.get(address, asked)
    assert answer.status_code == 200, answer.content[:300]
    assert answer["Content-Type"] == "application/pdf"
    return pypdfium2.PdfDocument(answer.content), answer.content


def poster(client, one, **asked):
    return opened(client, f"/det-sker/{one.public_id}/plakat.pdf", **asked)


def words_of(pdf) -> str:
    return " ".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))


def millimetres(pdf) -> tuple[int, int]:
    return tuple(round(side / 72 * 25.4) for side in pdf[0].get_size())


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_poster_is_one_a4_that_says_what_when_where_and_how_to_read_more(client):
    centre = CentreFactory(name="Havnehuset")
    one = one_date(
        title="Strikkecafé", centre=centre, room=RoomFactory(centre=centre, name="Lyset")
    )
    pdf, _raw = poster(client, one)

    said = flat(words_of(pdf))
    code = ShortAddress.objects.get(date=one).code
    assert (len(pdf), millimetres(pdf)) == (1, A4)
    for words in ("Strikkecafé", "kl. 19.00–20.30", "Lyset", "Havnehuset", "Havnegade 1",
                  "86 12 00 00", f"/p/{code}", "Gratis", "Hoş geldiniz"):  # fmt: skip
        assert words in said


def test_a3_is_the_same_sheet_larger(client):
    one = one_date()
    pdf, _raw = poster(client, one, papir="a3")

    assert (len(pdf), millimetres(pdf)) == (1, A3)
    assert "Strikkecafé" in words_of(pdf)


def test_a_poster_is_tagged_and_has_a_title_and_a_language(client):
    one = one_date(title="Madklub")
    pdf, _raw = poster(client, one)
    english, _raw = opened(client, f"/en/det-sker/{one.public_id}/plakat.pdf")

    assert pdf.get_metadata_value("Title") == "Madklub"
    assert pdf.is_tagged()
    assert [language_of(pdf), language_of(english)] == ["da", "en"]


def language_of(pdf) -> str:
    room = ctypes.create_string_buffer(40)
    length = pypdfium2.raw.FPDFCatalog_GetLanguage(
        pdf, ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), 40
    )
    return room.raw[: length - 2].decode("utf-16-le")


def fonts_of(pdf) -> set[str]:
    found = set()
    for one in pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
        room = ctypes.create_string_buffer(80)
        font = pypdfium2.raw.FPDFTextObj_GetFont(one)
        pypdfium2.raw.FPDFFont_GetBaseFontName(font, room, 80)
        found.add(room.value.decode())
    return found


@pytest.mark.parametrize("papir", ["a4", "a3"])
def test_the_longest_title_and_text_stand_whole_on_one_page(client, papir):
    one = one_date(title=LONGEST[:120], text="Kom som du er, og tag en ven med. " * 110)
    pdf, _raw = poster(client, one, papir=papir)

    said = flat(words_of(pdf)).replace("\ufffe", "").replace("- ", "-")
    assert len(pdf) == 1
    assert "Limfjorden" in said.replace("-", "")
    assert "86 12 00 00" in said


def test_nothing_of_what_is_said_lies_under_the_foot(client):
    """The lowest word above the foot stands above where the foot begins."""
    centre = CentreFactory()
    room = RoomFactory(centre=centre, has_hearing_loop=True, is_quiet=True)
    one = one_date(title=LONGEST[:120], centre=centre, room=room, text="Ord og flere ord. " * 200)
    pdf, _raw = poster(client, one)

    foot_begins = 78 / 25.4 * 72
    page = pdf[0].get_textpage()
    at = page.search("Teleslynge").get_next()
    _left, bottom, *_more = page.get_charbox(at[0])
    assert bottom > foot_begins


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"bus": "2A til Havnen, 200 m", "has_calm_light": True,
          "facts_checked_on": date(2026, 11, 2)},
         ["Bus: 2A til Havnen, 200 m", "Lys, man kan dæmpe", "Tjekket den 2. november 2026"]),
        ({"is_quiet": True}, ["Ikke tjekket endnu: spørg huset"]),
    ],
)  # fmt: skip
def test_a_poster_says_how_the_room_is_reached_and_when_somebody_looked(client, said, told):
    centre = CentreFactory()
    pdf, _raw = poster(client, one_date(centre=centre, room=RoomFactory(centre=centre, **said)))

    words = flat(words_of(pdf))
    for each in told:
        assert each in words


def test_a_series_of_thirty_lists_what_a_wall_holds_and_counts_the_rest(client):
    first, *_rest = dates_of(weekly(30), title="Strikkecafé")
    pdf, _raw = poster(client, first, om="alle")

    said = flat(words_of(pdf))
    assert len(pdf) == 1
    assert "og 6 dage mere" in said
    assert "kl. 19.00–20.30" in said
    assert ShortAddress.objects.get(activity=first.activity).code in said


def test_a_cancelled_day_is_not_on_the_poster_of_the_series_and_says_so_on_its_own(client):
    first, second, _third = dates_of(weekly(3))
    cancel_date(one=second, reason="Sygdom", actor=UserFactory(), now=timezone.now())
    pdf, _raw = poster(client, first, om="alle")
    gone = f"{timezone.localtime(second.starts_at).day}."

    days = [line for line in words_of(pdf).splitlines() if line.strip()[:3].isalpha()]
    assert sum(f" {gone} " in f" {line} " for line in days) == 0
    off, _raw = poster(client, second)
    assert "Aflyst: Sygdom" in flat(words_of(off))
    assert "Bare kom" in words_of(pdf)
    assert "Bare kom" not in words_of(off)


WRITTEN = {
    SpokenLanguage.ARABIC: "مقهى اللغة والعمل",
    SpokenLanguage.FARSI: "کافه زبان",
    SpokenLanguage.URDU: "زبان کیفے",
    SpokenLanguage.UKRAINIAN: "Розмовне кафе: їжа й ґанок",
    SpokenLanguage.SOMALI: "Kafeega luqadda iyo shaqada",
    SpokenLanguage.TURKISH: "Türkçe konuşma kahvesi: iş ve çığır",
    SpokenLanguage.POLISH: "Kawiarnia językowa: źdźbło, łąka",
    SpokenLanguage.ROMANIAN: "Cafenea lingvistică: știință și țară",
    SpokenLanguage.GREENLANDIC: "Oqaatsinik ilinniarneq",
}


@pytest.mark.parametrize("language", WRITTEN)
def test_every_language_is_drawn_with_letters_of_ours(language):
    """A letter no font of ours has is drawn from the machine's, or as an empty box."""
    import re

    from fontTools.ttLib import TTFont

    have = set()
    for path in press.FONTS.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            have |= set(font.getBestCmap())

    assert {letter for letter in WRITTEN[language] if ord(letter) not in have} == set()
    assert not re.search(r"\ufffd", WRITTEN[language])


def test_words_from_right_to_left_stand_on_the_right_and_are_joined(client):
    one = one_date(title=WRITTEN[SpokenLanguage.ARABIC], language=SpokenLanguage.ARABIC)
    pdf, _raw = poster(client, one)

    page = pdf[0].get_textpage()
    edges = [
        page.get_charbox(n)[2]
        for n in range(page.count_chars())
        if "\u0600" <= page.get_text_range(n, 1)[:1] <= "\ufeff"
    ]
    right_margin = (210 - 16) / 25.4 * 72
    assert abs(max(edges) - right_margin) < 6
    assert any("Arabic" in name for name in fonts_of(pdf))


def test_the_square_on_paper_is_the_square_that_was_meant(client):
    one = one_date()
    pdf, _raw = poster(client, one)
    dots = square_of(full_address(ShortAddress.objects.get(date=one).code))

    seen = pdf[0].render(scale=4).to_pil().convert("L")
    scale = 4 * 72 / 25.4
    side = 49.6 * scale / (len(dots) + 2 * QUIET)
    left, top = 16 * scale, (297 - 78 + 6.8) * scale
    for y, row in enumerate(dots):
        for x, is_dark in enumerate(row):
            spot = (round(left + (x + QUIET + 0.5) * side), round(top + (y + QUIET + 0.5) * side))
            assert (seen.getpixel(spot) < 128) is is_dark, (x, y)


def test_a_quarter_of_the_square_may_be_torn_and_a_dot_is_a_millimetre():
    dots = square_of(f"{settings.SITE_URL}/p/k7x4ah/")

    assert 49.6 / (len(dots) + 2 * QUIET) >= 1


def test_the_picture_is_the_same_for_the_same_activity_and_shows_a_door():
    assert motif_svg(seed="a", rows=3) == motif_svg(seed="a", rows=3)
    assert motif_svg(seed="a", rows=3) != motif_svg(seed="b", rows=3)
    assert motif_svg(seed="a", rows=1).count(b"<g ") == 1


def test_what_people_write_stays_words(client):
    """No element, no style and no address of theirs gets into the sheet."""
    evil = "<style>*{color:red}</style><img src='http://127.0.0.1:9/x'>"
    one = one_date(title=evil[:119], text="</p><link rel=stylesheet href='file:///etc/passwd'>")
    pdf, raw = poster(client, one)

    assert "<style>" in flat(words_of(pdf)).replace("- ", "")
    assert b"127.0.0.1:9" not in raw


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.png", "https://example.org/a.css", "file:///etc/passwd",
     "data:image/svg+xml,<svg/>", "house://fonts/../press.py", "house://pictures/none.svg"],
)  # fmt: skip
def test_the_press_fetches_nothing_but_our_fonts_and_the_pictures_handed_in(address):
    with pytest.raises(ValueError, match="not ours"):
        press._fetcher({"art.svg": b"<svg/>"})(address)


def test_a_sheet_that_asks_for_something_else_is_printed_without_it(monkeypatch, settings):
    asked = []
    monkeypatch.setattr(
        "socket.socket.connect", lambda _socket, where: asked.append(where), raising=True
    )
    page = '<html lang="da"><title>x</title><img src="http://127.0.0.1:9/x.png" alt="">hej'
    monkeypatch.setattr(press, "render_to_string", lambda *_args: page)
    pdf = print_pdf(Sheet(template="x", facts={}, styles=("letters",)))

    assert pdf.startswith(b"%PDF")
    assert asked == []


def test_a_machine_without_pango_says_what_to_install_and_the_rest_goes_on(client, monkeypatch):
    forget_the_press(monkeypatch)
    monkeypatch.setattr(press, "find_library", lambda _name: None)
    one = one_date()

    answer = client.get(f"/det-sker/{one.public_id}/plakat.pdf")
    assert answer.status_code == 503
    assert "libpango-1.0-0" in answer.content.decode()
    html = client.get(f"/det-sker/{one.public_id}/plakat/").content.decode()
    assert "libpango-1.0-0" in html
    assert "Åbn plakaten" not in html
    assert client.get(f"/det-sker/{one.public_id}/").status_code == 200


def forget_the_press(monkeypatch) -> None:
    """As in a process that has just begun; the one that runs the tests goes on with its own."""
    monkeypatch.setattr(press, "_loaded", cache(press._loaded.__wrapped__))
    monkeypatch.setattr(press, "_has_libraries", cache(press._has_libraries.__wrapped__))


def test_opening_the_page_of_a_poster_loads_no_press(client, monkeypatch):
    forget_the_press(monkeypatch)
    asked: list[str] = []
    monkeypatch.setattr(press, "import_module", asked.append)
    html = client.get(f"/det-sker/{one_date().public_id}/plakat/").content.decode()

    assert "Åbn plakaten" in html
    assert asked == []


def test_a_press_that_does_not_load_is_tried_and_told_of_once(client, monkeypatch, caplog):
    """What is missing may be missing from a library that is there."""
    forget_the_press(monkeypatch)
    asked: list[str] = []

    def broken(name: str):
        asked.append(name)
        raise OSError("libpangoft2-1.0.so.0: undefined symbol")

    monkeypatch.setattr(press, "import_module", broken)
    address = f"/det-sker/{one_date().public_id}/plakat"
    statuses = [client.get(f"{address}{end}").status_code for end in (".pdf", ".pdf", "/", "/")]

    assert statuses == [503, 503, 200, 200]
    assert "Åbn plakaten" not in client.get(f"{address}/").content.decode()
    assert asked == ["weasyprint"]
    assert len([line for line in caplog.records if line.name == press.__name__]) == 1


def test_without_the_libraries_the_log_says_so_once(monkeypatch, caplog):
    forget_the_press(monkeypatch)
    monkeypatch.setattr(press, "find_library", lambda name: None if "pango" in name else name)
    assert [press.has_press() for _ in range(3)] == [False] * 3

    (line,) = caplog.records
    assert line.getMessage() == "no posters: pango-1.0, pangoft2-1.0 cannot be found"


def test_a_poster_is_printed_in_the_language_of_the_page():
    from events.posters.domain import sayings_of_date

    one = one_date()
    with override("en"):
        assert sayings_of_date(one, now=timezone.now()).when[1] == "19:00–20:30"


def test_printing_does_not_let_pictures_in_that_were_cut_off():
    """Loading the press changes a switch of Pillow for every room of the process."""
    assert press._weasyprint()
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
