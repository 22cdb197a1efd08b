"""Formulas as text, LaTeX, MathML and words."""
