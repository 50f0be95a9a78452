"""The ballot box: sealed ballots, the public board, the count. It knows no elector.

Asked through `contracts.box`; tells `contracts.box.facts`; asks the register to use a right and to have a
batch's electors sign. Shares `votation.domain` with the register, and nothing else.
"""
