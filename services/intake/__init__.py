"""intake 受理审查: who may have legal aid, decided openly and in time."""
