"""Playing an approved copy through libvlc: nothing of it can be had as bytes, and no file is written."""
