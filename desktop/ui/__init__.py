"""What people see and press. Qt is imported here alone; views emit intents, presenters hand them to use cases."""
