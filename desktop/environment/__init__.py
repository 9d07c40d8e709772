"""What the PC and the office's files provide: keyring, passwords, policies, holidays, clock, witness."""
