"""One call for every form."""

import hashlib

import pytest

from baigong.kernel.documents import Format, content_hash, render
from baigong.kernel.documents.rendering import file_name


@pytest.mark.parametrize("format", list(Format))
def test_output_names_its_content_and_its_bytes(circular, format):
    output = render(circular, format)
    assert output.content_hash == content_hash(circular)
    assert output.sha256 == hashlib.sha256(output.content).hexdigest()
    assert output.filename == f"江教发〔2021〕47号 关于2021年第三季度职业教育改革重点任务进展情况的通报.{format.value}"
    assert output.content


def test_file_names_are_acceptable_everywhere():
    assert file_name("", 'a/b\\c:d*e?"f<g>h|i\n', Format.PDF) == "a b c d e f g h i.pdf"
    assert file_name("", "...", Format.PDF) == "document.pdf"
    assert len(file_name("", "长" * 300, Format.WORD)) <= 85
