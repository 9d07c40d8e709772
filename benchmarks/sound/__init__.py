"""Sound: brought in, drawn, rendered, played, and the long calls that these are measured with."""
