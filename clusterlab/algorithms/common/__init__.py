"""Code that several algorithms share: seeding, checks of given arrays, moved points, similarity heat maps."""
