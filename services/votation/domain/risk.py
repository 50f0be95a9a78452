"""The questions by which the CNIL tells how much a vote on line risks, as data.

Source: CNIL, délibération n° 2019-053 du 25 avril 2019 (recommandation sur la sécurité des systèmes de vote par
correspondance électronique, notamment via Internet). The wording here is ours. A "yes" raises the level.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE = "CNIL, délibération n° 2019-053 du 25 avril 2019"
VALID_UNTIL = "2026-12-31"
LEVEL_MET = 2  # register and box on one host: what protects from a single administrator is not there


@dataclass(frozen=True)
class RiskQuestion:
    id: str
    fr: str
    en: str
    raises_to: int


GRID: tuple[RiskQuestion, ...] = (
    RiskQuestion(
        "contested_stake",
        "L'enjeu du vote est-il important et disputé ?",
        "Is much at stake, and is it contested?",
        2,
    ),
    RiskQuestion(
        "conflict",
        "Le climat est-il conflictuel entre les personnes concernées ?",
        "Is there conflict between the people concerned?",
        2,
    ),
    RiskQuestion(
        "large_roll",
        "Plus de mille personnes sont-elles appelées à voter ?",
        "Are more than a thousand people called to vote?",
        2,
    ),
    RiskQuestion(
        "binding",
        "Le résultat lie-t-il l'organisation ?",
        "Is the result binding on the organisation?",
        2,
    ),
    RiskQuestion(
        "people_elected",
        "Des personnes sont-elles élues ou révoquées ?",
        "Are people elected or removed from office?",
        2,
    ),
    RiskQuestion(
        "insider_interest",
        "Une personne qui administre le système a-t-elle intérêt au résultat ?",
        "Does anyone who runs the system have an interest in the result?",
        3,
    ),
    RiskQuestion(
        "capable_attacker",
        "Quelqu'un de qualifié et disposant de moyens pourrait-il vouloir fausser le vote ?",
        "Might someone skilled and with means want to distort the vote?",
        3,
    ),
    RiskQuestion(
        "pressure",
        "Des électeurs pourraient-ils subir des pressions ?",
        "Might electors come under pressure?",
        3,
    ),
    RiskQuestion(
        "public_office",
        "S'agit-il d'un mandat public, ou d'une élection nationale ?",
        "Is it a public office, or a nationwide election?",
        3,
    ),
    RiskQuestion(
        "lasting_harm",
        "Un résultat faussé causerait-il un dommage grave et durable ?",
        "Would a distorted result cause grave and lasting harm?",
        3,
    ),
)


def level_of(answers: Mapping[str, bool]) -> int:
    """1 where nothing is answered yes, else the highest level a yes raises to."""
    return max((question.raises_to for question in GRID if answers.get(question.id)), default=1)
