"""WEB-1: French complete, English complete."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from web.core.i18n import AREAS, catalogue_files, read_catalogue, translations
from web.core.typography import typeset
from web.extract import key, missing, unused, used

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def test_a_file_with_other_forms_of_number_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D08: merged all the same, it made "2 de votes" of every count."""
    from web.core import i18n

    file = tmp_path / "account" / "translations" / "fr" / "x.po"
    file.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {}\\n"\n\n'
    body = 'msgid "vote"\nmsgid_plural "votes"\nmsgstr[0] "vote"\nmsgstr[1] "votes"\n'
    monkeypatch.setattr(i18n, "AREAS", tmp_path)
    file.write_text(head.format("nplurals=2; plural=(n > 1);") + body)
    assert i18n.read_catalogue("fr").get("vote") is not None
    file.write_text(head.format("nplurals=3; plural=(n > 1 ? 2 : 0);") + body + 'msgstr[2] "de votes"\n')
    with pytest.raises(ValueError, match=r"x\.po: 3 forms"):
        i18n.read_catalogue("fr")


def test_every_sentence_has_its_french() -> None:
    assert missing("fr") == {}


def test_no_french_sentence_is_left_over() -> None:
    assert unused("fr") == []


def test_the_french_sentences_keep_the_same_holes() -> None:
    for message in read_catalogue("fr"):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        holes = [set(PLACEHOLDER.findall(text)) for text in said if text]
        assert all(found == set(PLACEHOLDER.findall(originals[-1])) for found in holes), originals


def test_sentences_are_english_and_plurals_have_both_forms() -> None:
    for message, place in used().items():
        texts = [message] if isinstance(message, str) else list(message)
        assert not re.search(r"[éèêàçœ]", "".join(texts)), place
        assert all(texts), place


def test_long_texts_exist_in_both_languages() -> None:
    french, english = (
        {_beside(path) for path in AREAS.glob(f"*/templates/texts/{code}/*")} for code in ("fr", "en")
    )
    assert french == english != set()


def _beside(path: Path) -> tuple[Path, str]:
    return path.parents[1], path.name


def test_one_sentence_is_translated_in_one_file_of_an_area_that_says_it() -> None:
    """What two areas say stands with the one below, or in the core when neither stands on the other."""
    said_in: dict[str, set[str]] = {}
    for message, places in used().items():
        said_in.setdefault(key(message), set()).update(place.split("/")[0] for place in places)
    seen: dict[str, Path] = {}
    for path in catalogue_files("fr"):
        area = path.relative_to(AREAS).parts[0]
        with path.open("rb") as file:
            sentences = {key(message.id) for message in read_po(file, locale="fr") if message.id}
        for sentence in sentences:
            assert seen.setdefault(sentence, path) == path, sentence
            assert area in said_in[sentence] or (area == "core" and len(said_in[sentence]) > 1), sentence


@pytest.mark.parametrize(("number", "said"), [(0, "jour"), (1, "jour"), (2, "jours")])
def test_french_plural_begins_at_two(number: int, said: str) -> None:
    text = translations("fr").ungettext(
        "%(num)s day left to take part", "%(num)s days left to take part", number
    )
    assert text == f"Il reste %(num)s {said} pour participer"


def test_french_spaces_are_set() -> None:
    assert typeset("Quoi ? « Oui » : 12 %") == "Quoi\u202f? «\u00a0Oui\u00a0»\u00a0: 12\u00a0%"
    assert typeset("%(part)s %(whole)s http://a") == "%(part)s %(whole)s http://a"
