"""What votation's register promises: rolls, rights to vote, signatures, minutes; never a ballot."""
