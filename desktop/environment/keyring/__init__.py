"""Where an office's keys are kept: the keyring of the system, and files in its place."""
