"""What every wing says, in words."""
