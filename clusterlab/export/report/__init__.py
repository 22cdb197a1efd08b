"""The report of a run: one HTML page with the data, the choices, the results and how to repeat them."""
