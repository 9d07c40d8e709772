"""The use cases, one function each: `(command, *, uow, clock, ...) -> view`. Knows rules and ports only."""
