"""The revisions, in files named `rNNNN_what_it_does.py`; a revision's identifier is its NNNN."""
