"""What the tests of compiled kernels share."""

import pytest

from clusterlab.kernels import compiled


@pytest.fixture(scope="module", params=compiled.LEVELS)
def level(request):
    """Each compiled level that there is."""
    if request.param not in compiled.levels():
        pytest.skip(f"There is no compiled {request.param} here.")
    return request.param
