"""Paper: its sheets, how text and lists are set on them, and the printers that may be used."""
