"""The demonstration: its office, its guided session, pictures of every screen. No office's build contains it."""
