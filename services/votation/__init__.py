"""votation: a vote of a known electorate, that the losers accept.

Two services that share nothing but `votation.domain`: the register (`votation`: votations, rolls, rights, signatures,
minutes) and the ballot box (`votation.box`: intake, board, count). Neither can read the other's database.
"""
