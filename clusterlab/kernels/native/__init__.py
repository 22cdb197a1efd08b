"""Compiled implementations of kernels, called by ctypes, that return the bits of their numpy references."""
