"""Domain: the rules of assignment, with no input or output."""
