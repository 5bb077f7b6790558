"""A certificate authority for one test run, and servers' certificates signed by it."""

import datetime as dt
import ipaddress
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFETIME = dt.timedelta(days=1)


class Authority:
    """Its own certificate is `path`, what `DATABASE_CA_BUNDLE` names; nothing trusts it otherwise."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.path = folder, folder / f"{name}.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = _builder(self._name, self._name, self._key).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        self.path.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    @classmethod
    def in_folder(cls, folder: Path, name: str = "authority") -> Self:
        """One whose files are in `folder`, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, name)

    def issue(self, *addresses: str) -> tuple[Path, Path]:
        """Files of a certificate for these IP addresses, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, addresses[0])])
        named = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(one)) for one in addresses])
        made = _builder(subject, self._name, key).add_extension(named, critical=False)
        certificate, secret = self.folder / f"{addresses[0]}.pem", self.folder / f"{addresses[0]}.key"
        certificate.write_bytes(
            made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, secret


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + LIFETIME)
    )
