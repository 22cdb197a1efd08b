"""What pyproject.toml cannot say: the resources beside the package belong into it when it is built."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithResources(build_py):
    """Takes the resources along, all but the pictures of the README."""

    def run(self) -> None:
        """Builds the package; one that is installed in place finds its resources where they are."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib, "clusterlab", "resources")
            shutil.rmtree(target, ignore_errors=True)  # what an earlier build left is not of this one
            shutil.copytree("resources", target, ignore=shutil.ignore_patterns("pictures"))


setup(cmdclass={"build_py": BuildWithResources})
