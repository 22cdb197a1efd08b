"""Numerical kernels: functions of arrays that know nothing of steps, parameters or `Points`."""
