"""The business: four services that never import one another."""
