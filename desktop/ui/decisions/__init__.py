"""What the approver decides on."""
