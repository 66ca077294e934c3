"""Domain: what a unit of work is worth, who may pay it, and how the money moves. Pure."""
