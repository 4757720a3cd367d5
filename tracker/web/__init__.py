"""The pages, and the only place that knows Flask: a handler reads, calls one service, answers."""
