"""Where a pin's wheels can be installed: systems, Pythons, conditions, and which of several is taken."""


from support.rows import each_row

from course_tools import wheels

LINUX, ARM, WINDOWS, MACOS = wheels.SYSTEMS


def pins(*packages):
    """Pins from `(name, [tag of a wheel, …])` or `(name, [(tag, size), …], marker)`."""
    listed = []
    for name, tags, *marker in packages:
        sized = [tag if isinstance(tag, tuple) else (tag, 0) for tag in tags]
        start = f"https://example.org/a%2Bb/{name.replace('-', '_')}-1.0"
        files = [{"url": f"{start}-{tag}.whl", "size": size} for tag, size in sized]
        listed.append({"name": name, "version": "1.0", "wheels": files} | ({"marker": marker[0]} if marker else {}))
    return wheels.read({"packages": listed})


def fits(tag):
    """The systems and Pythons that a wheel of this tag serves."""
    placed = wheels.place(pins(("a", [tag])))
    return {place for place, [(_, wheel)] in placed.items() if wheel is not None}


def everywhere(*systems, pythons=wheels.PYTHONS):
    return {(system, python) for system in systems for python in pythons}


@each_row(
    ("tag", "expected"),
    [
        ("py3-none-any", everywhere(*wheels.SYSTEMS)),
        ("py2.py3-none-any", everywhere(*wheels.SYSTEMS)),
        ("cp312-none-any", everywhere(*wheels.SYSTEMS, pythons=["3.12"])),
        ("py312-none-any", everywhere(*wheels.SYSTEMS, pythons=["3.12", "3.13", "3.14"])),
        ("cp313-cp313-manylinux_2_28_x86_64", {(LINUX, "3.13")}),
        ("cp313-cp313-manylinux_2_29_x86_64", set()),
        ("cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64", {(LINUX, "3.13")}),
        ("cp313-cp313-manylinux2014_aarch64", {(ARM, "3.13")}),
        ("cp313-cp313-manylinux1_x86_64", {(LINUX, "3.13")}),
        ("cp313-cp313-musllinux_1_2_x86_64", set()),
        ("cp313-cp313-linux_x86_64", set()),
        ("cp313-cp313t-manylinux_2_28_x86_64", set()),
        ("cp310-cp310-manylinux_2_28_x86_64", set()),
        ("cp310-abi3-manylinux_2_28_x86_64", everywhere(LINUX)),
        ("cp312-abi3-win_amd64", everywhere(WINDOWS, pythons=["3.12", "3.13", "3.14"])),
        ("py3-none-win_amd64", everywhere(WINDOWS)),
        ("py3-none-win32", set()),
        ("py3-none-win_arm64", set()),
        ("py3-none-macosx_14_0_arm64", everywhere(MACOS)),
        ("py3-none-macosx_11_0_universal2", everywhere(MACOS)),
        ("py3-none-macosx_15_0_arm64", set()),
        ("py3-none-macosx_10_9_x86_64", set()),
    ],
)
def test_where_a_wheel_can_be_installed(tag, expected):
    assert fits(tag) == expected


@each_row(
    ("marker", "expected"),
    [
        ("sys_platform == 'win32'", everywhere(WINDOWS)),
        ("os_name == 'nt' and python_version >= '3.13'", everywhere(WINDOWS, pythons=["3.13", "3.14"])),
        ("platform_system == 'Darwin' and platform_machine == 'arm64'", everywhere(MACOS)),
        ("platform_machine == 'AMD64'", everywhere(WINDOWS)),
        ("sys_platform == 'linux' and platform_machine == 'aarch64'", everywhere(ARM)),
        ("python_full_version < '3.12'", everywhere(*wheels.SYSTEMS, pythons=["3.11"])),
        ("implementation_name != 'cpython'", set()),
        # one of the two is needed by every Python 3.11, whichever its patch release
        ("python_full_version < '3.11.5'", everywhere(*wheels.SYSTEMS, pythons=["3.11"])),
        ("python_full_version >= '3.11.5'", everywhere(*wheels.SYSTEMS)),
    ],
)
def test_where_a_pin_is_needed(marker, expected):
    placed = wheels.place(pins(("a", ["py3-none-any"], marker)))
    assert {place for place, needed in placed.items() if needed} == expected


def test_what_cannot_be_installed_is_named_with_system_and_python():
    linux_only = [f"cp3{minor}-cp3{minor}-manylinux_2_17_x86_64" for minor in (11, 12, 13)]
    placed = wheels.place(
        pins(
            ("pure", ["py3-none-any"]),
            ("compiled", linux_only, "sys_platform == 'linux' and platform_machine == 'x86_64'"),
            ("for-windows", ["py3-none-any"], "sys_platform == 'win32'"),
            ("never", [], "sys_platform == 'aix'"),
        )
    )
    assert wheels.without_wheel(placed) == ["compiled==1.0 has no wheel for Linux x86-64, glibc 2.28, Python 3.14"]
    first, *rows = wheels.table(placed)
    assert first.split()[-2:] == ["Python", "3.14"]
    assert rows[0].split()[-12:] == ["2", "of", "2"] * 3 + ["1", "of", "2"]
    assert rows[1].split()[-3:] == ["1", "of", "1"]
    assert rows[2].split()[-3:] == ["2", "of", "2"]


def test_the_wheel_that_pip_chooses_counts():
    (pin,) = pins(("a", [("cp310-abi3-manylinux_2_28_x86_64", 1), ("cp313-cp313-manylinux_2_17_x86_64", 2),
                         ("cp313-cp313-manylinux_2_24_x86_64", 4), ("py3-none-any", 8)]))  # fmt: skip
    assert pin.best_wheel(LINUX, "3.13").size == 4
    assert pin.best_wheel(LINUX, "3.12").size == 1
    assert pin.best_wheel(ARM, "3.13").size == 8


def test_downloads_count_the_python_that_needs_most_and_pytorch_apart():
    placed = wheels.place(
        pins(
            ("pure", [("py3-none-any", 1_000_000)]),
            ("compiled", [("cp311-cp311-win_amd64", 3_000_000), ("cp312-cp312-win_amd64", 40_000_000)]),
            ("backport", [("py3-none-any", 700_000_000)], "python_version < '3.0'"),
            ("torch", [("py3-none-any", 100_000_000)]),
            ("nvidia-cudnn-cu13", [("py3-none-any", 500_000_000)], "sys_platform == 'linux'"),
            ("triton", [("py3-none-any", 200_000_000)], "sys_platform == 'linux'"),
        )
    )
    assert wheels.megabytes(placed, WINDOWS) == {"torch": 100, "other": 41}
    assert wheels.megabytes(placed, LINUX) == {"torch": 800, "other": 1}
