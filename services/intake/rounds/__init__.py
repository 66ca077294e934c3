"""Rounds: work that calls somebody outside or takes long, each piece between two short transactions."""
