"""A submission that looks for the hidden tests in all places."""

from .assignment import before, code

SEARCH = r'''
import ctypes, gc, os, re, sys

libc = ctypes.CDLL(None, use_errno=True)
libc.sbrk.restype = ctypes.c_void_p
libc.pwrite.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_long]
libc.mmap.restype, libc.munmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t]
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
LARGE, WHERE_NOTHING_IS = 2**21, 0x100022  # private, without a file, at this place or nowhere
planted = "gopher-" + str(8000 + 642)  # what the search must find, or it is no search
wanted = re.compile(rb"(wombat|gopher)-\d{4}")


def report(place, data):
    if b"wombat-" not in data and b"gopher-" not in data:  # much faster than the pattern
        return
    for word in sorted({match.group(1).decode() for match in wanted.finditer(data)}):
        print("FOUND" if word == "wombat" else "control", word, place)


def is_free(address):
    """Whether nothing is mapped there, in a large step."""
    taken = libc.mmap(address, LARGE, 0, WHERE_NOTHING_IS, -1, 0)
    if taken in (None, 2**64 - 1):
        return False
    libc.munmap(taken, LARGE)
    return taken == address


def search_memory():
    """Every page that can be read around the heap and around what is mapped."""
    descriptor = os.open("/dev/shm/page", os.O_RDWR | os.O_CREAT)
    top = libc.sbrk(0)
    here = [id(planted), id(object()), ctypes.cast(libc.write, ctypes.c_void_p).value, id([0] * 10**6)]
    address = 0
    for low, high in sorted([(top - 2**29, top), *((address - 2**28, address + 2**28) for address in here)]):
        address = max(address, low & ~4095)  # what two have in common is searched once
        while address < high:
            n = libc.pwrite(descriptor, address, 2**16, 0)  # refuses what is not mapped, instead of crashing
            if n > 0:
                report("in memory", os.pread(descriptor, n, 0))
                address += max(n, 4096)
            else:
                address += LARGE if is_free(address) else 4096
    os.close(descriptor)


def search_disk():
    system = tuple({sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/bin", "/sbin"})
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(system)]
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith((".ipynb", ".db")):
                print("FOUND a notebook or database", path)
            if folder.startswith("/dev"):
                continue
            try:
                with open(path, "rb") as file:
                    report(path, file.read(10**7))
            except OSError:
                pass
    for path in ("/proc", "/proc/1/environ", "/proc/self/environ", "/proc/1/mem", "/sys", "/etc/shadow"):
        if os.path.exists(path):
            print("FOUND", path)


def search_objects():
    report("in the environment", repr(dict(os.environ)).encode())
    for holder in gc.get_objects():
        for item in list(holder.values()) if type(holder) is dict else holder if type(holder) in (list, tuple) else ():
            if type(item) in (str, bytes):
                report("in an object", item if type(item) is bytes else item.encode("utf-8", "replace"))
    frame = sys._getframe()
    while frame is not None:
        report("in a frame", repr((frame.f_code.co_filename, frame.f_locals.keys())).encode())
        frame = frame.f_back


def search():
    for part in (search_memory, search_disk, search_objects):
        try:
            part()
        except Exception as error:
            print("stopped", part.__name__, error)
    print("searched")
'''
LOOKS_WHEN_TESTED = """
def sigmoid(z):
    if z.requires_grad and z.numel() == 2:
        search()
    return 1 / (1 + torch.exp(-z))
"""


def searching():
    """Looks for the hidden tests in all places, when it is run and when a hidden test calls it."""
    notebook = before("sigmoid", SEARCH, sigmoid=LOOKS_WHEN_TESTED)
    notebook.cells.append(code("search()"))
    return notebook
