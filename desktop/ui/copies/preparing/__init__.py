"""Preparing a copy: the waveform of an original, the marks for removal, and the window for it."""
