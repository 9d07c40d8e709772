"""From an outside file to an approved copy: decoding apart, waveforms for the eye, rendering with parts removed."""
