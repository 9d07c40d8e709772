"""The waveform of a recording, at levels."""
