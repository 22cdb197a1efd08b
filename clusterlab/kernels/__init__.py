"""The arithmetic: arrays in, arrays out. Nothing here knows of steps, parameters or `Points`."""
