"""The kernels of kernel k-means and the bounds of their parameters."""

KERNEL_CHOICES = {"rbf": "RBF", "polynomial": "polynomial", "linear": "linear"}
MAX_KERNEL_GAMMA = 1e15
"""Above this gamma, in normalized units, the RBF product of any two distinct points is 0."""
MAX_DEGREE = 10
