"""Gaussian mixtures by expectation maximization."""
