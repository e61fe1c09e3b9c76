//! Bytes of a binary or object to facts: ELF, Mach-O, PE, WebAssembly, COFF, archives, and Go's
//! build information. Values in, values out: nothing is read or run here.
