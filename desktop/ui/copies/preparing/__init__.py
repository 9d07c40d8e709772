"""Preparing a copy: the waveform of an original, what is marked to be removed from it, and the window it is done in."""
