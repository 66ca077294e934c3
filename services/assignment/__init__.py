"""Assignment 指派承办: who takes a case, under which rules, until its file is passed; and duty lawyers."""
