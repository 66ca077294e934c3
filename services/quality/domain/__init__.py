"""Domain: the pure rules of quality."""
