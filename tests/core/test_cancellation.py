"""Work within two contexts is canceled once either no longer wants it."""

import pytest

from clusterlab.core.cancellation import Canceled, cancel_unless, check_canceled


@pytest.mark.parametrize(("outer", "inner"), [(True, False), (False, True)])
def test_either_context_cancels_and_the_outer_one_stays(outer, inner):
    with cancel_unless(lambda: outer):
        with pytest.raises(Canceled), cancel_unless(lambda: inner):
            check_canceled()
        if outer:
            check_canceled()
        else:
            with pytest.raises(Canceled):
                check_canceled()
    check_canceled()


def test_work_that_both_want_goes_on():
    with cancel_unless(lambda: True), cancel_unless(lambda: True):
        check_canceled()
