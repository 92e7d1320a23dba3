"""The HTTP API: routers of contexts under one OpenAPI document."""
