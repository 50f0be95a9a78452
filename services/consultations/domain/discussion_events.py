"""What happened in a discussion, before it is a fact."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class InStep:
    organisation_id: UUID
    project_id: UUID
    step_id: UUID


@dataclass(frozen=True)
class Written(InStep):
    """`account_id` is absent for what a facilitator typed; `published` is false for what waits unseen."""

    contribution_id: UUID
    account_id: UUID | None
    published: bool
    version: int


class ContributionSubmitted(Written):
    pass


class ContributionPublished(Written):
    pass


class ContributionEdited(Written):
    pass


class ContributionErased(Written):
    pass


class VersionProposed(Written):
    pass


@dataclass(frozen=True)
class ArgumentAdded(Written):
    argument_id: UUID


@dataclass(frozen=True)
class SourceAdded(Written):
    source_id: UUID


class ArgumentErased(ArgumentAdded):
    pass


class SourceErased(SourceAdded):
    pass


@dataclass(frozen=True)
class VersionLeftAlone(InStep):
    """`contribution_id` is the version's, `version` its own number."""

    contribution_id: UUID
    version_of: UUID
    author_account_id: UUID | None
    version: int


@dataclass(frozen=True)
class OpinionVoteCast(InStep):
    """`vote_id` and `version` are the vote's own."""

    contribution_id: UUID
    account_id: UUID
    counted: bool
    vote_id: UUID
    version: int


class OpinionVoteWithdrawn(OpinionVoteCast):
    pass


@dataclass(frozen=True)
class SupportGiven(InStep):
    target: str
    target_id: UUID
    contribution_id: UUID
    account_id: UUID
    vote_id: UUID
    version: int


class SupportWithdrawn(SupportGiven):
    pass


@dataclass(frozen=True)
class VotesReset(InStep):
    contribution_id: UUID
    votes: int
    version: int


@dataclass(frozen=True)
class Reported(InStep):
    """`case_id` is the line of the moderators' work list, `version` its own."""

    target: str
    target_id: UUID
    case_id: UUID
    version: int


@dataclass(frozen=True)
class Moderated(InStep):
    target: str
    target_id: UUID
    author_account_id: UUID | None
    decision: str
    after_appeal: bool
    case_id: UUID
    version: int
