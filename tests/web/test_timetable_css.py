"""The style sheet of places in a timetable."""

from poseidon.web.timetable_css import FILE, style_sheet


def test_style_sheet_is_the_one_that_is_made() -> None:
    told = 'run: manage.py shell -c "from poseidon.web.timetable_css import write; write()"'
    assert FILE.read_text(encoding="utf-8") == style_sheet(), told
