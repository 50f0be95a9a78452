"""The minutes as people read them: every name, every condition of the decision, and nothing a union would not post."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest

from contracts.refused import Refused
from formats import canonical
from votation.clients.typst_minutes import render
from votation.domain import printable, result
from votation.tests import archives
from votation.tests.minutes_data import minutes_data

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)

NAMES = {
    "Vietnamese": "Nguyễn Thị Ánh",
    "Ukrainian": "Їжакевич Ґалина є і",
    "Azeri": "Əliyev Məmməd",
    "Greek": "Ἀθηνᾶ Παπαδοπούλου",
    "Armenian": "Հայկ Գեւորգյան",
    "Georgian": "ქეთევან აბაშიძე",
    "Hebrew": "שרה לוי",
    "Arabic": "محمد العربي",
    "Romanian": "Ștefan Țepeș",
    "Maltese": "Ħarsien Ċensu",
}


def text_of(pdf: bytes) -> str:
    """What a reader copies out of a PDF, on one line, without marks of direction."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    plain = "".join(c for c in run.stdout.decode() if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", " ".join(plain.split()))


def built(kind: str, votes: Mapping[str, int], **changes: Any) -> archives.Built:
    """A votation of one question in which so many electors chose each choice."""
    question = archives.question(kind, **changes)
    ids = [choice["id"] for choice in question["choices"]]
    number = sum(votes.values())
    made = archives.build([archives.CellPlan("a", 40, number)], [question], nulls=0)
    lines = [{"a": [ids.index(choice)], "g": "w1", "n": n} for choice, n in votes.items() if n]
    made.set_lines("plain.jsonl", sorted(lines, key=canonical.dump))
    made.recount()
    return made


# --- B10: every name


@needs_pdftotext
def test_the_minutes_show_the_names_of_every_script_they_accept():
    """B10"""
    choices = [{"id": f"c{n}", "label": label, "explanation": ""} for n, label in enumerate(NAMES.values())]
    made = built("single", {"c0": 3, "c6": 2, "c7": 1}, choices=choices)
    data = minutes_data(
        made, bureau={"members": list(NAMES.values()), "says": "", "present": [NAMES["Arabic"]]}
    )
    text = text_of(render(data))
    assert "[U+" not in text
    for script, name in NAMES.items():
        assert text.count(unicodedata.normalize("NFKC", name)) >= 3, script


def test_every_sign_that_is_accepted_can_be_set():
    """B10: the list of what is accepted is not a wish. PDF/UA refuses a sign without a glyph."""
    signs = [chr(code) for code in sorted(printable.CODES) if unicodedata.is_normalized("NFC", chr(code))]
    text = " ".join("o" + sign if unicodedata.combining(sign) else sign for sign in signs)
    data = minutes_data(built("yes_no", {"yes": 3}))
    assert render(data | {"title": text, "observations": text}).startswith(b"%PDF")


@pytest.mark.parametrize("sign", ["王", "ខ", "🎉", "\ufe0f", "\U0001d400", "ไ"])
def test_a_sign_that_the_minutes_cannot_set_is_refused_by_its_field(sign):
    """B10"""
    draft: dict[str, Any] = {
        "title": "Élection",
        "bureau": ["Anne", f"B{sign}"],
        "questions": [archives.question("single", title=f"Qui ? {sign}")],
    }
    draft["questions"][0]["choices"][1]["label"] = f"Mme {sign}"
    with pytest.raises(Refused) as refused:
        printable.require_printable(printable.texts_of_draft(draft))
    assert refused.value.code == "not_printable"
    assert set(refused.value.fields) == {"bureau.1", "questions.0.title", "questions.0.choices.1.label"}
    assert f"U+{ord(sign):04X}" in refused.value.fields["bureau.1"][0]


def test_names_as_they_are_typed_in_europe_are_accepted_composed_or_not():
    """B10"""
    for name in NAMES.values():
        for form in ("NFC", "NFD"):
            assert printable.unprintable(unicodedata.normalize(form, name)) is None


@needs_pdftotext
def test_what_was_sealed_before_is_told_by_number_and_the_minutes_say_so():
    """B10: minutes of a votation whose labels no font shows come all the same, and say where the exact text is."""
    text = text_of(render(minutes_data(built("yes_no", {"yes": 3}), title="Élection de 王")))
    assert "Élection de [U+738B]" in text
    assert "désignés par leur numéro ; le texte exact est dans l'archive" in text


# --- B11: every condition of the decision


def number_after(pattern: str, text: str) -> list[tuple[int, int]]:
    """(needed, had) of each sentence of this kind."""
    sentence = rf"{pattern} : il fallait .*?, soit ([\d ]+?)(?: sur .*?)? ; il y (?:en )?a eu ([\d ]+)"
    return [
        (int(needed.replace(" ", "")), int(had.replace(" ", "")))
        for needed, had in re.findall(sentence, text)
    ]


def outcome_from(text: str) -> tuple[str, list[str]]:
    """The outcome and the winners, from what the minutes say before they tell them."""
    quorum = number_after("Quorum", text)
    if quorum and quorum[0][1] < quorum[0][0]:
        return "quorum_not_reached", []
    colleges = number_after(r"Collège \w+", text)
    majority = number_after("Majorité", text)
    if "à pourvoir" not in text:
        if "Égalité entre" in text and not colleges:
            return settled(text, ["adopted", "rejected"])
        each = colleges or majority
        return ("adopted" if all(had >= needed for needed, had in each) else "rejected"), []
    seats = int(re.findall(r"(\d+) sièges? à pourvoir", text)[0])
    needed = majority[0][0] if majority else 1
    rows = re.findall(
        r"(?<= )(\d) (Aménager la place|Rénover l'école|Planter des arbres|Ouvrir un café associatif) (\d+)",
        text,
    )
    eligible = [(int(rank), label) for rank, label, votes in rows if int(votes) >= needed]
    winners: list[str] = []
    for rank in sorted({rank for rank, _ in eligible}):
        equal = [label for at, label in eligible if at == rank]
        if len(equal) > seats - len(winners):
            outcome, by = settled(text, equal)
            return outcome, sorted(winners + by)
        winners += equal
        if len(winners) == seats:
            break
    if majority and len(winners) < seats:
        return "run_off_needed", sorted(winners)
    return ("elected" if winners else "none_elected"), sorted(winners)


def settled(text: str, equal: list[str]) -> tuple[str, list[str]]:
    by = re.findall(r"Départage [^:]*: ([^.]+)\.", text)
    if by:
        is_proposal = equal == ["adopted", "rejected"]
        return (
            ("adopted" if by[0] == "Aménager la place" else "rejected", [])
            if is_proposal
            else ("elected", by)
        )
    if "égalité : ex æquo" in text:
        return ("rejected" if equal == ["adopted", "rejected"] else "ex_aequo"), []
    return ("run_off_needed" if "second tour départage" in text else "tie_to_settle"), []


YES_NO = archives.YES_NO_RULE | {"count": "heads"}
ONE = archives.RULE | {"count": "heads"}
QUORUM = {"of": "electors", "share": [1, 2], "strict": False}
PLACE, ECOLE, ARBRES = "place", "ecole", "arbres"
CASES: list[tuple[str, str, dict[str, int], dict[str, Any], dict[str, Any]]] = [
    ("adopted", "yes_no", {"yes": 4, "no": 1}, {"rule": YES_NO}, {}),
    ("rejected", "yes_no", {"yes": 2, "no": 3}, {"rule": YES_NO}, {}),
    ("adopted", "yes_no", {"yes": 4, "no": 2}, {"rule": YES_NO | {"share": [2, 3], "strict": False}}, {}),
    ("rejected", "yes_no", {"yes": 4, "no": 2}, {"rule": YES_NO | {"share": [2, 3]}}, {}),
    ("adopted", "yes_no", {"yes": 2, "no": 1}, {"rule": YES_NO | {"share": None}}, {}),
    ("rejected", "yes_no", {"yes": 15, "no": 1}, {"rule": YES_NO | {"base": "roll"}}, {}),
    ("quorum_not_reached", "yes_no", {"yes": 4, "no": 1}, {"rule": YES_NO | {"quorum": QUORUM}}, {}),
    ("adopted", "yes_no", {"yes": 20}, {"rule": YES_NO | {"quorum": QUORUM}}, {}),
    ("rejected", "yes_no", {"yes": 3, "no": 3}, {"rule": YES_NO}, {}),
    ("adopted", "yes_no", {"yes": 3, "no": 3}, {"rule": YES_NO | {"tie": "president"}},
     {"settlements": {"q1": {"by": "president", "winners": ["yes"]}}}),
    ("tie_to_settle", "yes_no", {"yes": 3, "no": 3}, {"rule": YES_NO | {"tie": "president"}}, {}),
    ("run_off_needed", "yes_no", {"yes": 3, "no": 3}, {"rule": YES_NO | {"tie": "run_off"}}, {}),
    ("elected", "single", {PLACE: 4, ECOLE: 1}, {"rule": ONE}, {}),
    ("elected", "single", {PLACE: 4, ECOLE: 2, ARBRES: 1}, {"rule": ONE, "seats": 2}, {}),
    ("ex_aequo", "single", {PLACE: 2, ECOLE: 2}, {"rule": ONE}, {}),
    ("tie_to_settle", "single", {PLACE: 2, ECOLE: 2}, {"rule": ONE | {"tie": "eldest"}}, {}),
    ("elected", "single", {PLACE: 2, ECOLE: 2}, {"rule": ONE | {"tie": "eldest"}},
     {"settlements": {"q1": {"by": "eldest", "winners": [ECOLE]}}}),
    ("elected", "single", {PLACE: 2, ECOLE: 2}, {"rule": ONE | {"tie": "draw"}}, {"seed": "5eed"}),
    ("run_off_needed", "single", {PLACE: 2, ECOLE: 2}, {"rule": ONE | {"tie": "run_off"}}, {}),
    ("run_off_needed", "single", {PLACE: 3, ECOLE: 2, ARBRES: 2}, {"rule": ONE | {"share": [1, 2]}}, {}),
    ("elected", "single", {PLACE: 5, ECOLE: 2, ARBRES: 2}, {"rule": ONE | {"share": [1, 2]}}, {}),
    ("none_elected", "single", {}, {"rule": ONE}, {}),
]  # fmt: skip


@needs_pdftotext
@pytest.mark.parametrize(("outcome", "kind", "votes", "changes", "settling"), CASES)
def test_each_outcome_follows_from_the_text_of_the_minutes(outcome, kind, votes, changes, settling):
    """B11"""
    made = built(kind, votes, **changes)
    signed = canonical.parse(made.parts["register.json"])["signed"]
    counted = result.count(made.manifest, made.lines("plain.jsonl"), signed, **settling)
    made.parts["result.json"] = canonical.dump(counted)
    decision = counted["questions"][0]["decision"]
    assert decision["outcome"] == outcome
    labels = {choice["id"]: choice["label"] for choice in made.manifest["questions"][0]["choices"]}
    text = text_of(render(minutes_data(made)))
    assert outcome_from(text) == (outcome, sorted(labels[winner] for winner in decision["winners"]))


@needs_pdftotext
@pytest.mark.parametrize(("yes", "outcome"), [((2, 2), "adopted"), ((4, 0), "rejected")])
def test_minutes_tell_what_each_college_needed_and_had(yes, outcome):
    """B11: 4 yes and 1 no may be rejected, and the minutes say by whom."""
    rule = YES_NO | {"colleges": "each"}
    plan = [
        archives.CellPlan("a", 9, yes[0] + 1, 1, ("Cadres",)),
        archives.CellPlan("b", 9, yes[1] or 2, 1, ("Employés",)),
    ]
    made = archives.build(plan, [archives.question("yes_no", rule=rule)], published_by="cell", nulls=0)
    lines = [
        {"a": [0], "g": "a", "n": yes[0]},
        {"a": [1], "g": "a", "n": 1},
        {"a": [0 if yes[1] else 1], "g": "b", "n": yes[1] or 2},
    ]
    made.set_lines("plain.jsonl", sorted(lines, key=canonical.dump))
    made.recount()
    text = text_of(render(minutes_data(made)))
    assert canonical.parse(made.parts["result.json"])["questions"][0]["decision"]["outcome"] == outcome
    assert outcome_from(text) == (outcome, [])
    had = f"il fallait plus de la moitié des suffrages exprimés, soit 2 sur 2 suffrages exprimés ; il y a eu {yes[1]} voix"
    assert f"Collège Employés : {had}" in text
    assert "ce total ne décide pas" in text


# --- U35: a document a union dares to post


@needs_pdftotext
def test_minutes_are_in_plain_good_french():
    """U35"""
    made = built("yes_no", {"yes": 4, "no": 1}, rule=YES_NO | {"quorum": QUORUM | {"share": [1, 20]}})
    run = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=render(minutes_data(made)), capture_output=True, check=True
    )
    text = run.stdout.decode().replace("\n", " ").replace("\u00a0", " ")
    assert not re.search(r"\w\([a-z]+\)", text)  # membre(s)
    assert not re.search(r"\d\d/\d\d/\d{4}|\d\d:\d\d:\d\d", text)
    assert not re.search("[ \u00a0\u202f]{2,}", text.strip())
    assert not re.search("[^ \u00a0\u202f][:;?!»]( |$)", re.sub(r"UTC\+\d:\d\d", "", text).replace("q1:", ""))
    assert "29 novembre 2026 à 16 h 58 min 11 s" in text
    assert "heure de Paris, UTC+1" in text
    assert "partagée entre 3 membres ; 2 parts sont nécessaires" in text
    assert re.search("Fait à .*, le 29 novembre 2026", text)
    assert "Membre du bureau Signature" in text


def test_the_bureau_is_told_in_the_right_number():
    """U35"""
    from votation.domain.minutes_words import bureau_in_words

    assert bureau_in_words(1, 1, "fr").startswith("Le bureau est d'une seule personne")
    assert "une seule part suffit" in bureau_in_words(3, 1, "fr")
    assert "2 shares are needed" in bureau_in_words(3, 2, "en")


@needs_pdftotext
def test_long_tables_repeat_their_header_and_cut_no_row():
    """U35"""
    many = [
        {"id": f"c{n}", "label": f"Candidature {n} " + "très longue " * 12, "explanation": ""}
        for n in range(60)
    ]
    made = built("single", {"c0": 3, "c1": 2}, choices=many)
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=render(minutes_data(made)), capture_output=True, check=True
    )
    pages = [page for page in run.stdout.decode().split("\f") if "Candidature" in page]
    rows = [page for page in pages if page.count("très longue") > 12]
    assert len(rows) > 2
    assert all(re.search(r"Rang\s+Choix", page) for page in rows)
    assert all(page.count("longue") % 12 == 0 for page in rows)
