"""The foundation of the other layers: points, parameters, steps, marks, runs, messages, workers."""
