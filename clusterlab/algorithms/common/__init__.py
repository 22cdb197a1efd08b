"""What several algorithms share: seeding, and the points that a step moved."""
