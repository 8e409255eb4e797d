"""The atoms of the design system. A builtin library: templates need no `load`.

The catalogue with examples is the style guide page, `templates/style_guide.html`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import phonenumbers
from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, override

from jobcenter.ui import dates
from jobcenter.ui.hotline import hotline_hours_in_words
from jobcenter.ui.icons import ICONS
from jobcenter.ui.portraits import portrait_address

register = template.Library()
register.filter("plain_day", dates.plain_day_in_words)


# --- forms -------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, *, heading: bool = False, layout: str = "") -> SafeString:
    """One question: label, hint, error, control.

    `heading=True` makes the label the page's h1 (one question per page);
    `layout="slots"` lays choice cards out side by side, `"short"` closer still.
    """
    context = {"field": bound, "heading": heading, "layout": layout}
    return render_to_string("ui/field.html", context)


@register.simple_tag
def control(bound: BoundField, *, layout: str = "") -> SafeString:
    """Only the control of a field: cards for choices, an input for the rest."""
    widget = bound.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return render_to_string("ui/choices.html", _cards(bound, layout))
    return bound.as_widget(attrs={"class": f"control {widget.attrs.get('class', '')}".strip()})


@register.inclusion_tag("ui/choices.html")
def choice_cards(bound: BoundField, *, layout: str = "") -> dict[str, Any]:
    """The cards of a RadioSelect or CheckboxSelectMultiple, without their question.

    Grouped choices (one group per day) become one fieldset each, all of them in
    one native radio group.
    """
    return _cards(bound, layout)


@register.inclusion_tag("ui/choices.html")
def radio_cards(bound: BoundField, *, layout: str = "") -> dict[str, Any]:
    """The same under the name people look for."""
    return _cards(bound, layout)


def _cards(bound: BoundField, layout: str) -> dict[str, Any]:
    widget = bound.field.widget
    attrs = bound.build_widget_attrs({"id": bound.auto_id}, widget)
    optgroups = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]["optgroups"]
    # Django gives every choice without a group a group of its own.
    groups = [
        {"name": name, "options": [option for _name, options, _index in run for option in options]}
        for name, run in groupby(optgroups, key=itemgetter(0))
    ]
    return {"field": bound, "groups": groups, "layout": layout}


@register.filter
def control_kind(bound: BoundField) -> str:
    """ "checkbox", "choices", "parts" (several inputs) or "input"."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    return "parts" if bound.use_fieldset else "input"


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*many: forms.BaseForm, takes_focus: bool = True) -> dict[str, Any]:
    """What is missing, as links to the fields. Renders nothing when all is well."""
    bound_forms = [form for form in many if form is not None and form.is_bound]
    return {
        "takes_focus": takes_focus,
        "general": [text for form in bound_forms for text in form.non_field_errors()],
        "faults": [
            {"target": first_control(bound), "text": text}
            for form in bound_forms
            for bound in form
            for text in bound.errors
        ],
    }


@register.filter
def first_control(bound: BoundField) -> str:
    """The id a link to the field should lead to: its first input."""
    if control_kind(bound) in {"choices", "parts"}:
        for part in bound.subwidgets:
            if part.id_for_label:
                return str(part.id_for_label)
    return bound.id_for_label or bound.auto_id


# --- time, numbers, people ---------------------------------------------------------------------


@register.simple_tag
def when(
    start: datetime, end: datetime | None = None, *, year: bool = False, capital: bool = False
) -> SafeString:
    """ "torsdag den 11. december kl. 10.15–11.00" """
    words = dates.when_in_words(start, end, year=year)
    clock = dates.span_in_words(start, end) if end else dates.clock_in_words(start)
    day = words.removesuffix(clock)
    together = format_html(
        '{}<span class="whole">{}</span>', capfirst(day) if capital else day, clock
    )
    return _time(start, together, capital=False)


@register.simple_tag
def day(on: date, *, year: bool = False, capital: bool = False) -> SafeString:
    """ "torsdag den 11. december" """
    stamp = dates.in_copenhagen(on).date() if isinstance(on, datetime) else on
    return _time(stamp, dates.day_in_words(on, year=year), capital=capital)


@register.simple_tag
def clock(moment: datetime, end: datetime | None = None, *, capital: bool = False) -> SafeString:
    """ "kl. 10.15", with an end "kl. 10.15–11.00" """
    words = dates.span_in_words(moment, end) if end else dates.clock_in_words(moment)
    return _time(moment, words, capital=capital)


def _time(stamp: date, words: str, *, capital: bool) -> SafeString:
    exact = (
        dates.in_copenhagen(stamp).isoformat("T", "minutes")
        if isinstance(stamp, datetime)
        else stamp.isoformat()
    )
    return format_html(
        '<time datetime="{}">{}</time>', exact, capfirst(words) if capital else words
    )


@register.filter
def phone_words(number: str) -> str:
    """+4570203040 as people read it aloud: "70 20 30 40"."""
    try:
        parsed = phonenumbers.parse(str(number), "DK")
    except phonenumbers.NumberParseException:
        return str(number)
    if parsed.country_code != DENMARK:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    digits = str(parsed.national_number)
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))


DENMARK = 45


@register.simple_tag
def phone(number: str, *, css: str = "") -> SafeString:
    """A number one can press: in pairs, with a tel: link. Empty stays empty."""
    if not number:
        return SafeString("")
    try:
        dialled = phonenumbers.format_number(
            phonenumbers.parse(str(number), "DK"), phonenumbers.PhoneNumberFormat.E164
        )
    except phonenumbers.NumberParseException:
        return format_html("{}", number)
    attrs = format_html(' class="{}"', css) if css else SafeString("")
    return format_html('<a href="tel:{}"{}>{}</a>', dialled, attrs, phone_words(number))


@register.simple_tag
def portrait(person: Any, *, size: str = "", lazy: bool = True, named: bool = True) -> SafeString:
    """A face in a doorway. Never a silhouette; the alternative text is the name.

    `size` is "", "small" (56 px) or "large" (200 px). `named=False` where the name stands right
    beside the face: a screen reader would say it twice.
    """
    width = {"small": 56, "large": 200}.get(size, 80)
    return format_html(
        '<img class="portrait{}" src="{}" alt="{}" width="{}" height="{}"{}>',
        f" is-{size}" if size else "",
        portrait_address(person),
        person if named else "",
        width,
        round(width * 1.12),
        SafeString(' loading="lazy"' if lazy else ""),
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing. It is hidden from screen readers: the words beside it speak."""
    css = "icon icon-arrow" if name.startswith("arrow-") else "icon"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        css,
        ICONS[name],
    )


@register.simple_tag
def sure_static(path: str) -> str:
    """A static file's address that never fails, for pages about failure."""
    try:
        return static(path)
    except ValueError:  # the manifest does not know the file
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def house_setting(name: str) -> Any:
    """A setting of the house where no context processor has run (400, 500)."""
    if name == "HOTLINE_HOURS":
        return hotline_hours_in_words(settings.HOTLINE_HOURS)
    if name not in {"SITE_NAME", "HOTLINE_PHONE"}:
        msg = f"{name} is not a public setting."
        raise ValueError(msg)
    return getattr(settings, name)


# --- the way through the house -----------------------------------------------------------------


@register.inclusion_tag("ui/steps.html")
def steps(names: Iterable[str], current: int) -> dict[str, Any]:
    """Where am I? `names` in order, `current` counted from 1."""
    listed = list(names)
    return {
        "steps": [
            {"number": n, "name": name, "state": _state(n, current)}
            for n, name in enumerate(listed, 1)
        ],
        "total": len(listed),
    }


def _state(number: int, current: int) -> str:
    if number == current:
        return "now"
    return "done" if number < current else "ahead"


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """This same page in every language, in the languages' own names."""
    request = context.get("request")
    current = get_language() or settings.LANGUAGE_CODE
    return [
        LanguageLink(
            code=code,
            name=capfirst(get_language_info(code)["name_local"]),
            url=_this_page_in(request, code),
            is_current=code == current,
        )
        for code, _name in settings.LANGUAGES
    ]


def _this_page_in(request: Any, code: str) -> str:
    if request is not None and request.resolver_match:
        return translate_url(request.get_full_path(), code)
    # An error page has no twin: lead to the front page in that language.
    with override(code):
        try:
            return reverse("front")
        except NoReverseMatch:
            return "/"
