"""What stays in memory and what goes."""

from __future__ import annotations

import threading

import pytest
import torch

from generation.engine.diffusion.device.residency import DoesNotFit, Footprint, Residency, measure

KIB = 1024


def module(kib):
    """A real module of so many KiB."""
    return torch.nn.Linear(16, kib * 16, bias=False)


def never():
    raise AssertionError("loaded again")


def loading(residency, name, kib=1, load=None, **more):
    """`with loading(residency, "a"):` uses a model of so many KiB."""
    more.setdefault("estimate", Footprint(kib * KIB))
    return residency.use(name, load or (lambda: module(kib)), model=name, **more)


def load_all(residency, *names, **more):
    for name in names:
        with loading(residency, name, **more):
            pass


@pytest.fixture
def three():
    """Room for three models of 1 KiB."""
    return Residency(Footprint(3 * KIB))


def test_a_model_is_loaded_once_and_measured(three):
    with loading(three, "a", estimate=Footprint(1)) as first:
        pass
    with loading(three, "a", load=never) as second:
        assert second is first
    assert three.used() == Footprint(KIB)
    assert three.resident() == {"a"}


def test_the_longest_unused_goes_first(three):
    load_all(three, "a", "b", "c")
    load_all(three, "a")
    load_all(three, "d")
    assert three.resident() == {"a", "c", "d"}
    assert three.used() == Footprint(3 * KIB)


def test_pinned_models_go_last(three):
    load_all(three, "a", pinned=True)
    load_all(three, "b", "c", "d", "e")
    assert three.resident() == {"a", "d", "e"}
    load_all(three, "big", kib=3)
    assert three.resident() == {"big"}


def test_what_is_in_use_never_goes(three):
    with loading(three, "a", kib=2):
        with pytest.raises(TimeoutError), loading(three, "b", kib=2, check=raising_at(3)):
            pass
        assert three.resident() == {"a"}
        load_all(three, "c")
        load_all(three, "d")  # c goes for it, not a
        assert three.resident() == {"a", "d"}


def raising_at(count):
    """A check that stops the waiting when it is asked for that time."""
    asked = []

    def check():
        asked.append(True)
        if len(asked) == count:
            raise TimeoutError

    return check


def test_nothing_goes_where_that_would_not_do(three):
    load_all(three, "a")
    with (
        loading(three, "b", kib=2),
        pytest.raises(TimeoutError),
        loading(three, "c", kib=2, check=raising_at(2)),
    ):
        pass
    assert three.resident() == {"a", "b"}


def test_a_waiting_thread_goes_on_when_there_is_room(three):
    got, waiting = [], threading.Event()

    def second():
        with loading(three, "b", kib=2, check=waiting.set) as model:
            got.append(model)

    with loading(three, "a", kib=2):
        thread = threading.Thread(target=second)
        thread.start()
        waiting.wait()
        assert got == []
    thread.join()
    assert len(got) == 1
    assert three.resident() == {"b"}


def test_what_a_call_works_in_counts_while_it_runs(three):
    load_all(three, "a", "b")
    with loading(three, "b", working=Footprint(2 * KIB)):
        assert three.resident() == {"b"}
        assert three.used() == Footprint(3 * KIB)
    assert three.used() == Footprint(KIB)


def test_what_does_not_fit_even_alone_says_so_and_unloads_nothing(three):
    load_all(three, "a")
    with pytest.raises(DoesNotFit, match="big needs") as error, loading(three, "big", kib=4, load=never):
        pass
    assert "even alone" in str(error.value)
    assert error.value.permanent
    assert three.resident() == {"a"}


def test_a_model_that_turns_out_larger_pushes_others_out(three):
    load_all(three, "a", "b")
    with loading(three, "c", kib=3, estimate=Footprint(KIB)):
        assert three.resident() == {"c"}


def test_a_failed_load_leaves_nothing(three):
    def broken():
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"), loading(three, "a", load=broken):
        pass
    assert three.used() == Footprint()
    load_all(three, "a")
    assert three.resident() == {"a"}


def test_two_threads_that_want_the_same_load_it_once(three):
    loads, began, go, got = [], threading.Event(), threading.Event(), []

    def load():
        loads.append(True)
        began.set()
        go.wait()
        return module(1)

    def use(check=lambda: None):
        with loading(three, "a", load=load, check=check) as model:
            got.append(model)

    first = threading.Thread(target=use)
    first.start()
    began.wait()
    second = threading.Thread(target=use, args=(go.set,))
    second.start()
    first.join()
    second.join()
    assert len(loads) == 1
    assert got[0] is got[1]
    assert three.used() == Footprint(KIB)


def test_the_memory_beside_the_device_has_a_budget_of_its_own():
    residency = Residency(Footprint(10 * KIB, 2 * KIB), device="meta")
    load_all(residency, "a", estimate=Footprint(0, 2 * KIB))  # a CPU module is beside a device called meta
    assert residency.used() == Footprint(0, KIB)
    load_all(residency, "b", estimate=Footprint(0, 2 * KIB))
    assert residency.resident() == {"b"}


def test_letting_go_frees_memory_and_spares_what_is_used():
    emptied = []
    residency = Residency(Footprint(9 * KIB), emptied=lambda: emptied.append(True))
    load_all(residency, "a", "b", pinned=True)
    with loading(residency, "a"):
        assert not residency.let_go("a")
        assert residency.let_go("b")
        assert not residency.let_go("b")
        residency.let_all_go()
        assert residency.resident() == {"a"}
    residency.let_all_go()
    assert residency.used() == Footprint()
    assert emptied


def test_only_models_have_names_to_be_resident_by(three):
    with three.use("text encoder", lambda: module(1), estimate=Footprint(KIB), pinned=True):
        pass
    assert three.resident() == frozenset()
    assert three.loaded() == ("text encoder",)
    load_all(three, "a", pinned=True)
    assert three.pinned() == Footprint(KIB)
    assert three.pinned(but="a") == Footprint()


def test_shared_storage_is_measured_once_and_parts_by_their_place():
    shared = module(1)
    tied = module(1)
    tied.weight = shared.weight
    away = torch.nn.Linear(16, 32, bias=False, device="meta", dtype=torch.bfloat16)
    assert measure({"one": shared, "two": tied, "tokenizer": "words"}, "cpu") == Footprint(KIB)
    assert measure({"one": shared, "away": away}, "cpu") == Footprint(KIB, KIB)
    assert measure(shared.to(torch.float8_e4m3fn), "cpu") == Footprint(KIB // 4)
