"""What is shared by every window in which something is listened to."""
