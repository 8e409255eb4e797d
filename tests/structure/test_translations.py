"""Every text is in both languages."""

from __future__ import annotations

from jobcenter.translations import LANGUAGES, missing_texts, read_catalogue, texts_of_template


def test_every_text_is_translated():
    assert {language: missing_texts(language) for language in LANGUAGES} == {"da": [], "en": []}


def test_translations_keep_their_placeholders():
    wrong = [
        message.id
        for message in read_catalogue("da")
        if message.id and any(True for _ in message.check())
    ]

    assert wrong == []


def test_texts_of_a_template_are_found():
    source = (
        '{% translate "A (b)" %}{% blocktranslate trimmed count n=x %}\n one {{ n }}\n'
        "{% plural %} many {{ n }}{% endblocktranslate %}"
    )

    assert [(text.msgid, text.plural) for text in texts_of_template(source)] == [
        ("A (b)", None),
        ("one %(n)s", "many %(n)s"),
    ]
