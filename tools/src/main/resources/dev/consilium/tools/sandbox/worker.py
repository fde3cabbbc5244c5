"""An interpreter that runs what the supervisor hands it over a socket: code and stdin, as files."""
import io
import linecache
import os
import socket
import sys
import traceback
import types

CHANNEL = 3


def streams(stdin):
    """Fresh ones for each call, whatever the one before did with them."""
    os.dup2(stdin, 0)
    os.dup2(saved_out, 1)
    os.dup2(saved_err, 2)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)
    for name, fd, errors in (("stdout", 1, "surrogateescape"), ("stderr", 2, "backslashreplace")):
        # Line by line, as on a terminal: what is printed is seen while it runs.
        stream = io.TextIOWrapper(
            open(fd, "wb", closefd=False), encoding="utf-8", errors=errors, line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, "__%s__" % name, stream)


def exit_code(stop):
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 0xFF
    print(stop.code, file=sys.stderr)
    return 1


def run(code, name, scope):
    """Runs the code; returns its exit code."""
    try:
        try:
            # As when it is a file: a mark of the byte order is none of it.
            text = code.decode("utf-8-sig")
        except UnicodeDecodeError as e:
            print("The code is not UTF-8: %s" % e, file=sys.stderr)
            return 1
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
        exec(compile(text, name, "exec", dont_inherit=True), scope)
        return 0
    except SystemExit as stop:
        return exit_code(stop)
    except BaseException as problem:
        trace = problem.__traceback__
        # This file's own frames tell nobody anything.
        while trace is not None and trace.tb_frame.f_code.co_filename == "<string>":
            trace = trace.tb_next
        traceback.print_exception(type(problem), problem, trace)
        return 1


def answer(result):
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass
    try:
        channel.send(b"%d %d" % (number, result))
    except OSError:
        # The code closed it; this is a way to tell too.
        os._exit(result)


def call(module):
    global number
    message, fds, _, _ = socket.recv_fds(channel, 16, 2)
    if len(fds) != 2:
        os._exit(0)
    number, keep = map(int, message.split())
    code, stdin = fds
    with open(code, "rb") as file:
        text = file.read()
    streams(stdin)
    os.close(stdin)
    result = run(text, "call_%d.py" % number if keep else "main.py", module.__dict__)
    if not keep:
        sys.exit(result)
    answer(result)


def main():
    module = types.ModuleType("__main__")
    module.__builtins__ = __builtins__
    module.__file__ = "/work/main.py"
    sys.modules["__main__"] = module
    sys.argv = ["main.py"]
    sys.path.insert(0, "/work")
    while True:
        try:
            call(module)
        except KeyboardInterrupt:
            # Came just before the code began or after it had ended; a second answer is not heard.
            answer(1)


number = 0
channel = socket.socket(fileno=os.dup(CHANNEL))
os.close(CHANNEL)
saved_out, saved_err = os.dup(1), os.dup(2)
main()
