"""Prints what LIEF reads from each file: a JSON object by path."""

import json
import sys

import lief


def version(numbers):
    numbers = list(numbers)
    return numbers if numbers[-1] else numbers[:-1]


def elf(binary):
    needed = [library.name if hasattr(library, "name") else str(library) for library in binary.libraries]
    stack = [segment for segment in binary.segments if segment.type == lief.ELF.Segment.TYPE.GNU_STACK]
    return {
        "format": "elf",
        "needed": needed,
        "interpreter": binary.interpreter if binary.has_interpreter else None,
        "is_pie": binary.is_pie,
        "flags": binary.header.processor_flag,
        "executable_stack": bool(int(stack[0].flags) & 1) if stack else None,
    }


def mach_o(binary):
    build = binary.build_version
    return {
        "format": "mach-o",
        "needed": [library.name for library in binary.libraries],
        "minimum_os": version(build.minos) if build else None,
        "sdk": version(build.sdk) if build else None,
        "is_signed": binary.has_code_signature,
        "uuid": bytes(binary.uuid.uuid).hex() if binary.has_uuid else None,
        "is_pie": binary.is_pie,
    }


def pe(binary):
    optional = binary.optional_header
    return {
        "format": "pe",
        "imports": [[dll.name, len(dll.entries)] for dll in binary.imports],
        "machine": int(binary.header.machine),
        "subsystem": int(optional.subsystem),
        "version": [optional.major_subsystem_version, optional.minor_subsystem_version],
        "characteristics": int(optional.dll_characteristics),
        "timestamp": binary.header.time_date_stamps,
        "exports": sorted(entry.name for entry in binary.exported_functions),
    }


def read(path):
    binary = lief.parse(path)
    if isinstance(binary, lief.ELF.Binary):
        return elf(binary)
    if isinstance(binary, lief.MachO.Binary):
        return mach_o(binary)
    if isinstance(binary, lief.PE.Binary):
        return pe(binary)
    return None


lief.logging.disable()
json.dump({path: read(path) for path in sys.argv[1:]}, sys.stdout)
