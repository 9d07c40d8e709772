"""The office: its people, its policy, its delays after wrong passwords, its clock."""
