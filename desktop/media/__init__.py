"""From an outside file to an approved copy: sandboxed decoding, waveforms, rendering with parts removed."""
