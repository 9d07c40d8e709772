"""The chapters of a lab's story: each is a function that conducts a part of it, and claims what is true afterwards."""
