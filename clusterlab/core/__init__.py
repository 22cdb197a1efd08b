"""The nouns that everything else is built from: points, parameters, steps, marks, runs, jobs."""
