"""What the use cases of every wing use: who acts, notes, an answer that was lost."""
