"""Label, hint, error, control; in that order, and tied together for screen readers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django import forms
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from jobcenter.ui.forms import Card, HouseForm, MailField


class MeetForm(HouseForm):
    name = forms.CharField(label="Navn", help_text="Et kaldenavn er nok.")
    wish = forms.CharField(label="Ønske", required=False, widget=forms.Textarea)
    mode = forms.ChoiceField(
        label="Hvordan?",
        help_text="Du kan skifte senere.",
        widget=forms.RadioSelect,
        choices=[("phone", Card("Telefon", "Vi ringer", icon="phone")), ("video", _("Video"))],
    )
    time = forms.ChoiceField(
        label="Hvornår?",
        widget=forms.RadioSelect,
        choices=[
            ("torsdag", [("1", Card("kl. 9.00", "med Bent"))]),
            ("fredag", [("2", Card("kl. 10.00", "med Dorte"))]),
        ],
    )
    needs = forms.MultipleChoiceField(
        label="Behov",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("quiet", "Ro"), ("loop", "Teleslynge")],
    )
    remind = forms.BooleanField(label="Mind mig om det", help_text="Én gang.")
    key = forms.CharField(widget=forms.HiddenInput, initial="k1")


def draw(template: str, **context: object) -> ElementTree.Element:
    """The rendered piece as a tree; it must be well formed enough for XML."""
    html = engines["django"].from_string(template).render(context)
    # The three ways HTML is allowed to be no XML.
    html = re.sub(r"<(input|img)\b([^>]*?)/?>", r"<\1\2/>", html)
    html = re.sub(
        r" (autofocus|checked|selected|multiple|required|hidden|novalidate)(?=[ />])",
        r' \1=""',
        html,
    )
    return ElementTree.fromstring(f"<page>{html}</page>")


def words(element: ElementTree.Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def by_id(tree: ElementTree.Element, name: str) -> ElementTree.Element:
    found = tree.findall(f".//*[@id='{name}']")
    assert len(found) == 1, f"{len(found)} elements have the id {name}"
    return found[0]


def test_field_ties_label_hint_and_error_to_its_input():
    tree = draw("{% field form.name %}", form=MeetForm({}))
    box = by_id(tree, "id_name")
    assert box.get("aria-describedby") == "id_name_helptext id_name_error"
    assert box.get("aria-invalid") == "true"
    assert words(by_id(tree, "id_name_helptext")) == "Et kaldenavn er nok."
    assert words(by_id(tree, "id_name_error")).startswith("Fejl: ")
    assert words(tree.find(".//label[@for='id_name']")) == "Navn"


def test_field_comes_as_label_hint_error_control():
    tree = draw("{% field form.name %}", form=MeetForm({}))
    parts = [child.tag for child in tree[0]]
    assert parts == ["label", "p", "div", "input"]


def test_field_without_fault_points_only_at_its_hint():
    box = by_id(draw("{% field form.name %}", form=MeetForm()), "id_name")
    assert box.get("aria-describedby") == "id_name_helptext"
    assert box.get("aria-invalid") is None
    assert box.get("required") is None, "the browser must not judge before the server"


def test_optional_field_says_so_in_words_and_no_field_has_an_asterisk():
    form = MeetForm()
    with translation.override("da"):
        text = words(draw("{% for f in form %}{% field f %}{% endfor %}", form=form))
    assert "Ønske (valgfrit)" in text
    assert "Navn (valgfrit)" not in text
    assert "*" not in text


def test_heading_makes_the_question_the_title_of_the_page():
    form = MeetForm()
    assert (
        words(draw("{% field form.name heading=True %}", form=form).find(".//h1/label")) == "Navn"
    )
    legend = draw("{% field form.mode heading=True %}", form=form).find(".//fieldset/legend/h1")
    assert words(legend) == "Hvordan?"


def test_radio_cards_are_native_radios_whose_name_holds_both_lines():
    tree = draw("{% field form.mode %}", form=MeetForm(initial={"mode": "video"}))
    radios = tree.findall(".//input[@type='radio']")
    assert [radio.get("name") for radio in radios] == ["mode", "mode"]
    assert [radio.get("checked") for radio in radios] == [None, ""]
    label = tree.find(f".//label[@for='{radios[0].get('id')}']")
    assert words(label) == "Telefon Vi ringer"


def test_nothing_is_chosen_beforehand_when_the_form_says_nothing():
    tree = draw("{% field form.mode %}", form=MeetForm())
    assert not [r for r in tree.iter("input") if r.get("checked") is not None]


def test_group_of_choices_is_described_by_hint_and_error():
    fieldset = draw("{% field form.mode %}", form=MeetForm({})).find(".//fieldset")
    assert fieldset is not None
    assert fieldset.get("aria-describedby") == "id_mode_helptext id_mode_error"


def test_days_become_one_fieldset_each_in_one_radio_group():
    tree = draw("{% choice_cards form.time layout='slots' %}", form=MeetForm())
    days = tree.findall("fieldset")
    assert [words(day.find("legend")) for day in days] == ["torsdag", "fredag"]
    assert {radio.get("name") for radio in tree.iter("input")} == {"time"}
    assert len({radio.get("id") for radio in tree.iter("input")}) == 2
    assert all("slots" in str(day.find("div").get("class")) for day in days)


def test_checkboxes_keep_what_was_ticked():
    tree = draw("{% field form.needs %}", form=MeetForm({"needs": ["loop"]}))
    ticked = [box.get("value") for box in tree.iter("input") if box.get("checked") is not None]
    assert ticked == ["loop"]


def test_single_checkbox_is_a_card_with_its_hint():
    tree = draw("{% field form.remind %}", form=MeetForm({}))
    box = by_id(tree, "id_remind")
    assert box.get("aria-describedby") == "id_remind_helptext id_remind_error"
    assert words(tree.find(".//label")) == "Mind mig om det Én gang."


def test_whole_form_renders_every_field_and_the_hidden_key():
    tree = draw("{{ form }}", form=MeetForm())
    names = {box.get("name") for box in tree.iter() if box.get("name")}
    assert names == set(MeetForm.base_fields)


def test_error_summary_leads_to_every_field_that_needs_something():
    form = MeetForm({"name": ""})
    tree = draw("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    box = by_id(tree, "errors")
    assert (box.get("role"), box.get("tabindex")) == ("alert", "-1")
    targets = [link.get("href", "").removeprefix("#") for link in box.iter("a")]
    assert targets[0] == "id_name"
    for target in targets:
        assert by_id(tree, target).tag == "input", "a link must land on something to fill in"
    assert {by_id(tree, target).get("name") for target in targets} == set(form.errors)


def test_error_summary_shows_what_belongs_to_no_field():
    form = MeetForm({})
    form.add_error(None, "Tiden er lige blevet taget.")
    assert "Tiden er lige blevet taget." in words(draw("{% error_summary form %}", form=form))


@pytest.mark.parametrize("form", [MeetForm(), None])
def test_error_summary_is_silent_when_nothing_was_asked(form):
    assert not words(draw("{% error_summary form %}", form=form))


def test_choices_and_texts_are_escaped():
    class Bad(HouseForm):
        mode = forms.ChoiceField(
            label="<b>?", widget=forms.RadioSelect, choices=[("<i>", Card("<u>", "<s>"))]
        )

    html = engines["django"].from_string("{% field form.mode %}").render({"form": Bad()})
    assert not re.findall(r"<(?:i|u|s)>", html)
    assert "&lt;u&gt;" in html


@pytest.mark.parametrize(
    "typed",
    ["amal", "amal@", "amal@localhost", "amal@[127.0.0.1]", "a b@example.org", "@example.org"],
)
def test_mail_nobody_could_get_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        MailField().clean(typed)


@pytest.mark.parametrize(
    "typed", ["Amal@Example.ORG ", "amal+job@post.example.dk", "amal@bøger.dk"]
)
def test_mail_is_kept_in_small_letters(typed):
    assert MailField().clean(typed) == typed.strip().lower()


class DayForm(HouseForm):
    day = forms.DateField()


@pytest.mark.parametrize("edge", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
def test_day_at_the_edge_of_the_calendar_is_refused_where_sums_with_days_break(edge):
    assert not DayForm({"day": edge}).is_valid()


def test_day_of_this_century_is_taken():
    assert DayForm({"day": "2028-02-29"}).is_valid()
