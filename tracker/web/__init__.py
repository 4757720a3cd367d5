"""The pages, and the only place that knows Flask: a handler reads a request, calls one service, and answers."""
