"""Compiled implementations of kernels, called through ctypes; each equals its numpy reference to the bit."""
