"""How many clusters some points have: one answer about the points, whichever algorithm a person chose."""
