"""The files of a clip that was taken down: out of reach of every key that was ever named, whatever dies in between."""

import os

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from catalog import withholding
from catalog.models import FileMove, Rendition
from catalog.takedown import put_back, take_down
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def clip(make_clip):
    return make_clip()


def files(media):
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def keys():
    return sorted(Rendition.objects.values_list("key", flat=True))


def down(clip, mo):
    assert take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")


def due_again():
    """As if the lease or pause of whoever died were over."""
    FileMove.objects.update(lease_until=None)


def settle():
    for _ in range(4):
        due_again()
        withholding.tend()


def test_every_file_goes_to_a_key_that_nobody_was_given(clip, mo, media):
    before = keys()
    contents = {key: default_storage.open(key).read() for key in before}
    down(clip, mo)
    assert keys() == before  # nothing moves inside the takedown's transaction
    assert withholding.tend() == 3
    after = keys()
    assert all(key.startswith("withheld/") and len(key) > 56 for key in after)
    assert files(media) == after
    assert {default_storage.open(key).read() for key in after} == set(contents.values())
    assert withholding.tend() == 0
    assert not withholding.unfinished().exists()


def test_back_they_come_under_fresh_names(clip, mo, media):
    before = keys()
    down(clip, mo)
    withholding.tend()
    withheld = keys()
    put_back(clip, actor=mo, reason="A mistake.")
    withholding.tend()
    assert files(media) == keys()
    assert all(key.startswith("clips/") for key in keys())
    assert not set(keys()) & {*before, *withheld}


def test_put_back_while_on_their_way_they_turn_round(clip, mo, media):
    down(clip, mo)
    move = FileMove.objects.first()
    assert withholding.move(move.pk)
    put_back(clip, actor=mo, reason="A mistake.")
    settle()
    assert files(media) == keys()
    assert all(key.startswith("clips/") for key in keys())
    assert not withholding.unfinished().exists()


def test_those_whose_clip_stays_do_not_move(clip, make_clip, mo):
    other = make_clip(seed=8)
    before = set(other.renditions.values_list("key", flat=True))
    down(clip, mo)
    settle()
    assert set(other.renditions.values_list("key", flat=True)) == before


class Stopped(BaseException):
    """A process that ends here."""


@pytest.mark.parametrize("step", ["copy", "after the copy", "after the commit", "after the removal"])
@pytest.mark.parametrize("file", [0, 2])
def test_killed_at_any_step_it_ends_whole(clip, mo, media, monkeypatch, step, file):
    down(clip, mo)
    storage = FileSystemStorage
    seen = []

    def dies(real, *, after):
        def step_that_dies(*args):
            seen.append(args)
            if len(seen) == file + 1:
                if after:
                    real(*args)
                raise Stopped
            return real(*args)

        return step_that_dies

    with monkeypatch.context() as patch:
        if step == "copy":
            patch.setattr(withholding, "copy", dies(withholding.copy, after=False))
        elif step == "after the copy":
            patch.setattr(withholding, "copy", dies(withholding.copy, after=True))
        else:
            removed = step == "after the removal"
            patch.setattr(storage, "delete", _dying_delete(storage.delete, file, removed))
        with pytest.raises(Stopped):
            withholding.tend()
    for key in keys():
        assert default_storage.exists(key)  # at no moment does a row name a file that is not there
    assert withholding.unfinished().exists()
    settle()
    assert files(media) == keys()
    assert all(key.startswith("withheld/") for key in keys())
    assert not withholding.unfinished().exists()


def _dying_delete(real, file, removed):
    seen = []

    def delete(self, name):
        seen.append(name)
        if len(seen) == file + 1:
            if removed:
                real(self, name)
            raise Stopped
        return real(self, name)

    return delete


def test_a_storage_that_fails_is_asked_again_and_holds_nobody_up(clip, mo, media):
    down(clip, mo)
    first = FileMove.objects.first()
    blocked = media / "withheld"
    blocked.write_bytes(b"in the way")  # no folder can be made there
    assert withholding.tend() == 0
    first.refresh_from_db()
    assert first.problem
    assert first.lease_until is not None
    assert withholding.tend() == 0
    blocked.unlink()
    settle()
    assert files(media) == keys()
    assert FileMove.objects.get(pk=first.pk).problem == ""


def test_a_file_that_the_storage_lost_moves_in_name_and_stops_nobody(clip, mo, media):
    lost = clip.renditions.get(kind="comp")
    default_storage.delete(lost.key)
    down(clip, mo)
    settle()
    assert not withholding.unfinished().exists()
    assert len(files(media)) == 2
    assert Rendition.objects.get(pk=lost.pk).key.startswith("withheld/")


def test_where_files_can_have_no_second_name_they_are_copied(clip, mo, media, monkeypatch):
    def refuse(*args):
        raise PermissionError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    down(clip, mo)
    settle()
    assert files(media) == keys()


def test_a_move_that_somebody_makes_is_left_to_them(clip, mo):
    down(clip, mo)
    move = FileMove.objects.first()
    assert FileMove.objects.filter(pk=move.pk).update(lease_until=move.planned_at + withholding.LEASE)
    assert withholding.move(move.pk) is False
    assert Rendition.objects.get(pk=move.rendition_id).key == move.from_key


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_leave_every_file_once(clip, mo, media):
    down(clip, mo)
    assert not [one for one in at_once([withholding.tend] * 4) if isinstance(one, Exception)]
    settle()
    assert files(media) == keys()
    assert all(key.startswith("withheld/") for key in keys())
