"""The API described: every operation, every problem code, the shapes of events; as OpenAPI and as pages."""
