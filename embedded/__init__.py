"""The four services in one process, with a front page and the demo player. The only room that sees all four."""
