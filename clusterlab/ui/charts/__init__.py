"""The charts over K, of a step, of silhouettes and of many starts."""
