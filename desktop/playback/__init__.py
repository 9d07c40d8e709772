"""Playing an approved copy through libvlc: none of it is available as bytes, and no file is written."""
