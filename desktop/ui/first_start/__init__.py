"""The first start of an account that has no office: the demonstration, making an office, joining or restoring one."""
