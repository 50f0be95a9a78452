"""What requests cost. Figures are printed, with ratios to a reference of the same run; no time fails a test."""
