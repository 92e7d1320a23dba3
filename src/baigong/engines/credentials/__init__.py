"""Credentials that anyone can verify: keys, documents, proofs, badges, status lists, baking and the check of all of it.

Standards: W3C Verifiable Credentials 2.0, Data Integrity EdDSA Cryptosuites 1.0, Controlled Identifiers (Multikey), did:key, did:web,
Bitstring Status List 1.0, 1EdTech Open Badges 3.0; beside them a profile with SM2 and SM3 (GM/T 0003, 0004). ``checking.check`` is the
door for reading, ``badges.build_badge`` and ``proofs.add_proof`` for writing. No Django, no network, no clock.
"""
