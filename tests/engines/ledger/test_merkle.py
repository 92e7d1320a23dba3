"""The tree is that of RFC 6962: its published values, the plain definition, and paths that prove a leaf and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.engines.ledger import merkle

# The test data of the reference implementation of RFC 6962.
LEAVES = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
PUBLISHED = """
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
"""
ROOTS = PUBLISHED.split()
PATHS = {
    (0, 8): """96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4""",
    (5, 8): """bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7""",
    (2, 3): "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    (1, 5): """6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b""",
}


def hashed(data):
    return [merkle.leaf(each) for each in data]


def test_the_published_roots():
    assert merkle.root([])[0].hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for count, expected in enumerate(ROOTS, 1):
        assert merkle.root(LEAVES[:count]) == (bytes.fromhex(expected), count)
        assert merkle.plain_root(hashed(LEAVES[:count])).hex() == expected


@pytest.mark.parametrize(("index", "count"), PATHS)
def test_the_published_paths(index, count):
    assert [each.hex() for each in merkle.path(index, LEAVES[:count])] == PATHS[index, count].split()


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70), st.data())
def test_level_by_level_gives_what_the_definition_gives(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))
    top, count = merkle.root(iter(data))
    assert (top, count) == (merkle.plain_root(hashed(data)), len(data))
    path = merkle.path(index, data)
    assert path == merkle.plain_path(index, hashed(data))
    assert merkle.root_by_path(index, count, merkle.leaf(data[index]), path) == top


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40, unique=True), st.data())
def test_a_path_proves_no_other_leaf_place_or_size(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))
    top, count = merkle.root(data)
    path, leaf = merkle.path(index, data), merkle.leaf(data[index])
    other = draw.draw(st.integers(0, len(data)).filter(lambda n: n != index))
    assert merkle.root_by_path(other, count, leaf, path) != top
    assert merkle.root_by_path(index, count, merkle.leaf(b"forged posting"), path) != top
    assert merkle.root_by_path(index, count, leaf, [*path, top]) is None
    if path:
        assert merkle.root_by_path(index, count, leaf, path[:-1]) is None


def test_there_is_no_path_outside_the_tree():
    for index in (-1, 3):
        with pytest.raises(IndexError):
            merkle.path(index, LEAVES[:3])
        assert merkle.root_by_path(index, 3, merkle.leaf(b""), []) is None
