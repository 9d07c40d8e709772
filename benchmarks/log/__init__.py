"""The log: written, verified, asked before an act, and witnessed."""
