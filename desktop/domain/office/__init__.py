"""The office: its people, its policy, its waits after wrong passwords, its clock."""
