"""The program without a window: the same engine, driven by flags that derive from the declarations."""
