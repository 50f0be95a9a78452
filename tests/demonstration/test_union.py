"""What the union's votes are made of: exact, and the same each time, so that a loader that was killed can go on."""

from collections import Counter

from contracts.votation.votations import QuestionData
from tests.demonstration import union_rolls as rolls
from tests.demonstration import union_words as words
from tests.demonstration.polling import find_code
from tests.demonstration.union import MEMBERS, amendment_question, congress_questions, fees_question
from votation.domain import percentage
from votation.domain.answer import check_all
from votation.domain.question import questions_from_data
from votation.domain.roll_file import rows, texts
from votation.domain.roll_guess import guess
from votation.domain.roll_lines import Checker

KNOWN = [(f"Camille Martin {n}", f"participant-{n}@exemple.fr") for n in range(MEMBERS)]


def test_the_ballots_on_the_amendment_are_the_seeds_case():
    references = [elector.reference for elector in rolls.members(KNOWN)]
    answers = rolls.answers(references)
    assert Counter(answers.values()) == {rolls.NO: 1325, rolls.YES: 419, None: 57}
    expressed = rolls.FOR + rolls.AGAINST
    assert expressed == 1744
    assert percentage.rounded(rolls.AGAINST, expressed, 100) == 76
    assert len(answers) < len(references)


def test_whoever_goes_on_asks_each_elector_for_the_same_ballot():
    references = [elector.reference for elector in rolls.members(KNOWN)]
    assert rolls.answers(references) == rolls.answers(reversed(references))
    assert rolls.members(KNOWN) == rolls.members(KNOWN)


def test_the_product_reads_the_files_of_the_secretariat_without_a_problem(tmp_path):
    for electors, encoding, separator in (
        (rolls.members(KNOWN), "windows-1252", ";"),
        (rolls.delegates(("Camille Martin", "participant-1@exemple.fr")), "utf-8", ","),
        (rolls.representatives(), "windows-1252", ";"),
    ):
        file = rolls.keep(tmp_path / f"{len(electors)}.csv", electors, encoding, separator)
        content = file.path.read_bytes()
        guessed = guess(content)
        assert (guessed.encoding, guessed.separator, guessed.has_header) == (encoding, separator, True)
        checker = Checker(guessed.columns, guessed.has_header)
        lines = [line for _, line, _ in checker.check(rows(texts([content], encoding), separator))]
        assert checker.report.problems == 0
        read = [(line.reference, line.name, line.email, line.college, line.weight) for line in lines if line]
        assert read == [(each.reference, each.name, each.email, each.college, 1) for each in electors]


def test_no_college_of_the_amendment_is_small():
    colleges = Counter(elector.college for elector in rolls.members(KNOWN))
    assert colleges == {"Libéraux": 1616, "Salariés": 688}


def test_the_questions_hold_and_the_early_ballots_answer_them():
    for asked in ([amendment_question()], [fees_question()]):
        questions_from_data([QuestionData().load(question) for question in asked])
    questions = questions_from_data([QuestionData().load(question) for question in congress_questions()])
    for number in range(rolls.EARLY_BALLOTS):
        check_all(questions, rolls.congress_answers(number))


def test_no_member_has_two_opinions_on_an_article():
    for article in words.ARTICLES:
        assert article.agree + article.mixed + article.disagree <= MEMBERS


def test_a_code_is_read_in_its_own_mail_alone():
    found = find_code({"subject": "Votre code pour voter", "text": "Recopiez ce code\n\n1234 5678\n"})
    assert found
    assert "".join(found.groups()) == "12345678"
    assert find_code({"subject": "Vous avez signé le registre", "text": "1234 5678"}) is None
