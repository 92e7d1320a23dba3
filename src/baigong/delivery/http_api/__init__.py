"""The HTTP API: routers of contexts under one OpenAPI document, one gate, one error envelope."""
