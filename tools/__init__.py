"""Tools: what developers and CI run beside the code."""
