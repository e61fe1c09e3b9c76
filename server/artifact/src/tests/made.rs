//! Small binaries, byte by byte.

/// Bytes that are written in order.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
    is_big_endian: bool,
}

impl Writer {
    pub(super) fn big() -> Writer {
        Writer { is_big_endian: true, ..Writer::default() }
    }

    pub(super) fn raw(mut self, bytes: &[u8]) -> Writer {
        self.bytes.extend_from_slice(bytes);
        self
    }

    pub(super) fn u16s(mut self, numbers: &[u16]) -> Writer {
        for number in numbers {
            let bytes =
                if self.is_big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
            self.bytes.extend(bytes);
        }
        self
    }

    pub(super) fn u32s(mut self, numbers: &[u32]) -> Writer {
        for number in numbers {
            let bytes =
                if self.is_big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
            self.bytes.extend(bytes);
        }
        self
    }

    pub(super) fn u64s(mut self, numbers: &[u64]) -> Writer {
        for number in numbers {
            let bytes =
                if self.is_big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
            self.bytes.extend(bytes);
        }
        self
    }

    /// Zeros up to a length.
    pub(super) fn to(mut self, length: usize) -> Writer {
        assert!(self.bytes.len() <= length, "{} bytes already", self.bytes.len());
        self.bytes.resize(length, 0);
        self
    }
}

/// One of each format, by name.
pub(super) fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("elf", elf()),
        ("mach-o", mach_o(&super::signatures::signature)),
        ("universal", universal()),
        ("pe", pe()),
        ("wasm", wasm()),
        ("archive", archive(&[("one.o", coff(0x8664)), ("two.o", coff(0x8664))])),
        ("coff", coff(0xaa64)),
        ("plan9", plan9()),
        ("xcoff", xcoff()),
    ]
}

/// A program for Linux on amd64 that needs `libc.so.6`, with a search path of its builder and an
/// executable stack. Addresses are places in the file.
pub(super) fn elf() -> Vec<u8> {
    const TEXTS: &[u8] = b"\0libc.so.6\0/home/me/lib:$ORIGIN\0\0";
    const NAMES: &[u8] = b"\0.dynamic\0.dynstr\0.shstrtab\0\0";
    const LOADER: &[u8] = b"/lib64/ld-linux-x86-64.so.2\0";
    let segment = |kind: u32, flags: u32, at: u64, size: u64| {
        Writer::default().u32s(&[kind, flags]).u64s(&[at, at, at, size, size, 1]).bytes
    };
    let section = |name: u32, kind: u32, at: u64, size: u64, link: u32| {
        Writer::default()
            .u32s(&[name, kind])
            .u64s(&[2, at, at, size])
            .u32s(&[link, 0])
            .u64s(&[8, if kind == 6 { 16 } else { 0 }])
            .bytes
    };
    Writer::default()
        .raw(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0")
        .u16s(&[3, 62])
        .u32s(&[1])
        .u64s(&[0, 64, 640])
        .u32s(&[0])
        .u16s(&[64, 56, 4, 64, 4, 3])
        .raw(&segment(1, 6, 0, 896)) // all of it is loaded
        .raw(&segment(3, 4, 320, LOADER.len() as u64))
        .raw(&segment(2, 6, 384, 96))
        .raw(&segment(0x6474_e551, 7, 0, 0))
        .to(320)
        .raw(LOADER)
        .to(384)
        .u64s(&[1, 1, 29, 11, 5, 512, 10, TEXTS.len() as u64, 0x6fff_fffb, 0x0800_0000, 0, 0])
        .to(512)
        .raw(TEXTS)
        .to(576)
        .raw(NAMES)
        .to(640)
        .raw(&[0; 64])
        .raw(&section(1, 6, 384, 96, 2))
        .raw(&section(10, 3, 512, TEXTS.len() as u64, 0))
        .raw(&section(18, 3, 576, NAMES.len() as u64, 0))
        .bytes
}

/// A program for macOS on Apple's processors; `sign` makes the signature of what stands before it.
pub(super) fn mach_o(sign: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    const CODE: usize = 0x2100;
    const LIBRARY: &[u8] = b"/usr/lib/libSystem.B.dylib\0\0\0\0\0\0";
    let size = sign(&vec![0; CODE]).len() as u32;
    let code = Writer::default()
        .u32s(&[0xfeed_facf, 0x0100_000c, 0, 2, 4, 72 + 24 + 24 + LIBRARY.len() as u32 + 16])
        .u32s(&[0x20_0000, 0])
        .u32s(&[0x19, 72])
        .raw(b"__LINKEDIT\0\0\0\0\0\0")
        .u64s(&[CODE as u64, size.into(), CODE as u64, size.into()])
        .u32s(&[1, 1, 0, 0])
        .u32s(&[0x32, 24, 1, 13 << 16, 26 << 16 | 2 << 8, 0])
        .u32s(&[0xc, 24 + LIBRARY.len() as u32, 24, 0, 1 << 16, 1 << 16])
        .raw(LIBRARY)
        .u32s(&[0x1d, 16, CODE as u32, size])
        .to(CODE)
        .bytes;
    let signature = sign(&code);
    Writer::default().raw(&code).raw(&signature).bytes
}

/// The same program twice, for two processors.
pub(super) fn universal() -> Vec<u8> {
    let slice = mach_o(&super::signatures::signature);
    let size = slice.len() as u32;
    let second = 64 + size;
    Writer::big()
        .u32s(&[0xcafe_babe, 2])
        .u32s(&[0x0100_000c, 0, 64, size, 2])
        .u32s(&[0x0100_0007, 3, second, size, 2])
        .to(64)
        .raw(&slice)
        .raw(&slice)
        .bytes
}

/// A 32-bit console program for Windows that imports one function of `msvcrt.dll` and has a
/// manifest. Addresses are 0x1000 above the place in the file.
pub(super) fn pe() -> Vec<u8> {
    const MANIFEST: &[u8] = b"<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\"><trustInfo>\
        <security><requestedPrivileges><requestedExecutionLevel level=\"asInvoker\" \
        uiAccess=\"false\"/></requestedPrivileges></security></trustInfo></assembly>";
    const BASE: u32 = 0x1000;
    let directory =
        |id: u32, to: u32| Writer::default().u32s(&[0, 0, 0]).u16s(&[0, 1]).u32s(&[id, to]).bytes;
    Writer::default()
        .raw(b"MZ")
        .to(0x3c)
        .u32s(&[0x40])
        .raw(b"PE\0\0")
        .u16s(&[0x14c, 1])
        .u32s(&[0, 0, 0])
        .u16s(&[96 + 16 * 8, 0x102, 0x10b, 0])
        .u32s(&[0, 0, 0, 0, 0, 0, 0x40_0000, 0x1000, 0x200])
        .u16s(&[6, 1, 0, 0, 6, 1, 0, 0])
        .u32s(&[0x3000, 0x200, 0])
        .u16s(&[3, 0x140])
        .u32s(&[0x10_0000, 0x1000, 0x10_0000, 0x1000, 0, 16])
        .u32s(&[0, 0, 0x200 + BASE, 40, 0x300 + BASE, 0x200])
        .to(0x40 + 24 + 96 + 16 * 8)
        .raw(b".rsrc\0\0\0")
        .u32s(&[0x400, 0x200 + BASE, 0x400, 0x200, 0, 0, 0, 0x4000_0040])
        .to(0x200)
        .u32s(&[0x240 + BASE, 0, 0, 0x260 + BASE, 0x240 + BASE, 0, 0, 0, 0, 0])
        .to(0x240)
        .u32s(&[0x250 + BASE, 0])
        .to(0x250)
        .raw(b"\0\0printf\0")
        .to(0x260)
        .raw(b"msvcrt.dll\0")
        .to(0x300)
        .raw(&directory(24, 0x8000_0018))
        .raw(&directory(1, 0x8000_0030))
        .raw(&directory(1033, 0x48))
        .u32s(&[0x380 + BASE, MANIFEST.len() as u32, 0, 0])
        .to(0x380)
        .raw(MANIFEST)
        .to(0x600)
        .bytes
}

/// A module that imports a function of `gojs` and exports its memory.
pub(super) fn wasm() -> Vec<u8> {
    Writer::default()
        .raw(b"\0asm\x01\0\0\0")
        .raw(b"\x01\x04\x01\x60\0\0")
        .raw(b"\x02\x0a\x01\x04gojs\x01f\0\0")
        .raw(b"\x05\x04\x01\x01\x02\x08")
        .raw(b"\x07\x07\x01\x03mem\x02\0")
        .raw(b"\0\x1e\x0ftarget_features\x01+\x0bbulk-memory")
        .bytes
}

/// An archive of members.
pub(super) fn archive(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = b"!<arch>\n".to_vec();
    for (name, data) in members {
        let head = format!(
            "{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n",
            format!("{name}/"),
            0,
            0,
            0,
            644,
            data.len()
        );
        out.extend(head.bytes());
        out.extend(data);
        if data.len() % 2 == 1 {
            out.push(b'\n');
        }
    }
    out
}

/// An object that defines three functions, one of them mangled as gcc does, one a wrapper of cgo's.
pub(super) fn coff(machine: u16) -> Vec<u8> {
    const TEXTS: &[u8] = b"_cgoexp_95935062f5b1_Add\0";
    let symbol = |name: &[u8]| {
        Writer::default().raw(name).to(8).u32s(&[0]).u16s(&[1, 0x20]).raw(&[2, 0]).bytes
    };
    Writer::default()
        .u16s(&[machine, 1])
        .u32s(&[0, 68, 3])
        .u16s(&[0, 0])
        .raw(b".text\0\0\0")
        .u32s(&[0, 0, 8, 60, 0, 0, 0, 0x6000_0020])
        .raw(&[0x90; 8])
        .raw(&symbol(b"plain"))
        .raw(&symbol(b"_Z3fooi"))
        .raw(&symbol(b"\0\0\0\0\x04\0\0\0"))
        .u32s(&[4 + TEXTS.len() as u32])
        .raw(TEXTS)
        .bytes
}

/// A program for Plan 9 on amd64.
pub(super) fn plan9() -> Vec<u8> {
    Writer::big().u32s(&[0x8a97, 100, 50, 10, 20, 0, 0, 4]).u64s(&[0x20_0000]).to(40 + 174).bytes
}

/// A 64-bit program for AIX that needs one library.
pub(super) fn xcoff() -> Vec<u8> {
    const LIBRARIES: &[u8] = b"/usr/lib:/lib\0\0\0\0libc.a\0shr_64.o\0";
    const LOADER: u64 = 96;
    let size = 56 + LIBRARIES.len() as u64;
    Writer::big()
        .u16s(&[0x01f7, 1])
        .u32s(&[0])
        .u64s(&[0])
        .u16s(&[0, 2])
        .u32s(&[0])
        .raw(b".loader\0")
        .u64s(&[0, 0, size, LOADER, 0, 0])
        .u32s(&[0, 0, 0x1000, 0])
        .to(LOADER as usize)
        .u32s(&[2, 0, 0, LIBRARIES.len() as u32, 2, 0])
        .u64s(&[56, 0, 0, 0])
        .raw(LIBRARIES)
        .bytes
}
