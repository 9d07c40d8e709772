"""An office of several PCs on one machine, conducted through the real windows of each.

- `pc`: one PC's own process: the program's windows, and `hands` that carry out one order after another (`acts`).
- `machine`: what the lab makes and takes away: each PC's account, session bus, keyring and display; the server, the
  share, the directory.
- `story`: which PCs, who sits where, which chapters; and the account of what is true afterwards.
"""
