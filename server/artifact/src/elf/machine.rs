//! Processors of ELF files.

use object::elf;
use platform::arch;

/// GOARCH of a machine.
pub(super) fn goarch(machine: u16, is_64: bool, is_big_endian: bool) -> Option<&'static str> {
    Some(match (elf::Machine(machine), is_64, is_big_endian) {
        (elf::EM_386, false, false) => arch::I386,
        (elf::EM_X86_64, true, false) => arch::AMD64,
        (elf::EM_ARM, false, false) => arch::ARM,
        (elf::EM_AARCH64, true, false) => arch::ARM64,
        (elf::EM_LOONGARCH, true, false) => arch::LOONG64,
        (elf::EM_MIPS, false, true) => arch::MIPS,
        (elf::EM_MIPS, false, false) => arch::MIPSLE,
        (elf::EM_MIPS, true, true) => arch::MIPS64,
        (elf::EM_MIPS, true, false) => arch::MIPS64LE,
        (elf::EM_PPC64, true, true) => arch::PPC64,
        (elf::EM_PPC64, true, false) => arch::PPC64LE,
        (elf::EM_RISCV, true, false) => arch::RISCV64,
        (elf::EM_S390, true, true) => arch::S390X,
        _ => return None,
    })
}

/// The machine's own name.
pub(super) fn name(machine: elf::Machine) -> String {
    let known = [
        (elf::EM_386, "EM_386"),
        (elf::EM_X86_64, "EM_X86_64"),
        (elf::EM_ARM, "EM_ARM"),
        (elf::EM_AARCH64, "EM_AARCH64"),
        (elf::EM_LOONGARCH, "EM_LOONGARCH"),
        (elf::EM_MIPS, "EM_MIPS"),
        (elf::EM_PPC, "EM_PPC"),
        (elf::EM_PPC64, "EM_PPC64"),
        (elf::EM_RISCV, "EM_RISCV"),
        (elf::EM_S390, "EM_S390"),
        (elf::EM_SPARC, "EM_SPARC"),
        (elf::EM_SPARCV9, "EM_SPARCV9"),
        (elf::EM_BPF, "EM_BPF"),
        (elf::EM_AVR, "EM_AVR"),
        (elf::EM_IA_64, "EM_IA_64"),
        (elf::EM_68K, "EM_68K"),
        (elf::EM_SH, "EM_SH"),
        (elf::EM_AMDGPU, "EM_AMDGPU"),
        (elf::EM_CUDA, "EM_CUDA"),
    ];
    let found = known.iter().find(|(number, _)| *number == machine);
    found.map_or_else(|| format!("machine {}", machine.0), |(_, name)| (*name).to_owned())
}

/// What the flags of a header say, for those processors whose flags decide what runs together.
pub(super) fn flag_words(machine: u16, flags: u32) -> Vec<String> {
    let words = match elf::Machine(machine) {
        elf::EM_ARM => arm(flags),
        elf::EM_MIPS => mips(flags),
        elf::EM_PPC64 => match flags & 3 {
            1 => vec!["ELFv1"],
            2 => vec!["ELFv2"],
            _ => vec![],
        },
        elf::EM_RISCV => riscv(flags),
        elf::EM_LOONGARCH => match flags & 7 {
            1 => vec!["soft float"],
            2 => vec!["single float"],
            3 => vec!["double float"],
            _ => vec![],
        },
        _ => vec![],
    };
    words.into_iter().map(str::to_owned).collect()
}

fn arm(flags: u32) -> Vec<&'static str> {
    let mut words = match flags >> 24 {
        5 => vec!["EABI5"],
        4 => vec!["EABI4"],
        0 => vec!["no EABI"],
        _ => vec![],
    };
    if flags & 0x400 != 0 {
        words.push("hard float");
    } else if flags & 0x200 != 0 {
        words.push("soft float");
    }
    words
}

fn mips(flags: u32) -> Vec<&'static str> {
    let levels = [
        "MIPS I", "MIPS II", "MIPS III", "MIPS IV", "MIPS V", "MIPS32", "MIPS64", "MIPS32r2",
        "MIPS64r2", "MIPS32r6", "MIPS64r6",
    ];
    let mut words: Vec<_> = levels.get((flags >> 28) as usize).copied().into_iter().collect();
    match (flags & 0xf000, flags & 0x20) {
        (0x1000, _) => words.push("O32"),
        (0x2000, _) => words.push("O64"),
        (0, 0x20) => words.push("N32"),
        _ => {}
    }
    let bits =
        [(0x1, "noreorder"), (0x2, "pic"), (0x4, "cpic"), (0x200, "fp64"), (0x400, "nan2008")];
    words.extend(bits.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, word)| *word));
    words
}

fn riscv(flags: u32) -> Vec<&'static str> {
    let mut words = Vec::new();
    if flags & 1 != 0 {
        words.push("compressed");
    }
    words.push(
        ["soft float", "single float", "double float", "quad float"][(flags >> 1 & 3) as usize],
    );
    if flags & 8 != 0 {
        words.push("RV32E");
    }
    words
}
