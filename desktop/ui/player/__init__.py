"""The shared parts of every window that plays sound."""
