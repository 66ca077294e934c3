"""Domain: pure rules of intake; imports the standard library and shared.kernel only."""
