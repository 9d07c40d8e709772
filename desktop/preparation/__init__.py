"""From a file of outside to an approved copy: decoding apart, peaks for the eye, and rendering with parts removed."""
