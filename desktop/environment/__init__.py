"""The resources of the PC and the office's files: keyring, passwords, policies, holidays, clock, witness."""
