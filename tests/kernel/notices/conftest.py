"""A person to tell, and a chat platform of our own on https that keeps what it was sent."""

from __future__ import annotations

import json
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.contrib.auth import get_user_model


@pytest.fixture
def person(db):
    def make(username="li", **fields):
        return get_user_model().objects.create(username=username, **({"display_name": "李", "email": f"{username}@example.test"} | fields))

    return make


class Platform(HTTPServer):
    """Answers as told and keeps each request."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.received = []
        self.status, self.headers, self.answer = 200, {}, {"errcode": 0, "errmsg": "ok"}

    @property
    def host(self):
        return f"localhost:{self.server_port}"

    def address(self, path="/send?key=abc"):
        return f"https://{self.host}{path}"


class Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, json.loads(body)))
        answer = self.server.answer if isinstance(self.server.answer, bytes) else json.dumps(self.server.answer).encode()
        self.send_response(self.server.status)
        for name, value in {"Content-Length": str(len(answer)), **self.server.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        """Keep quiet."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for localhost that only this test run trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = timedelta(days=1)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - day)
        .not_valid_after(datetime.now(UTC) + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = cert.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(private + pem)
    (folder / "ca.pem").write_bytes(pem)
    return folder


@pytest.fixture
def platform(certificate, settings, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate / "ca.pem"))
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    server = Platform()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "server.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    settings.WEBHOOK_HOSTS = {server.host}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
