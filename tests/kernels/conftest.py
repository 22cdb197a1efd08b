"""Fixtures of the tests of compiled kernels."""

import pytest

from clusterlab.kernels.native import loader


@pytest.fixture(scope="module", params=loader.LEVELS)
def level(request):
    """Each compiled level that is available."""
    if request.param not in loader.levels():
        pytest.skip(f"There is no compiled {request.param} here.")
    return request.param


@pytest.fixture
def best():
    """The best compiled level."""
    if not loader.levels():
        pytest.skip("There are no compiled kernels here.")
    return loader.levels()[-1]
