//! `mutate`: changed copies of binaries, read one after another, with the longest time and the
//! memory that it took. Times are worth something in a release build only.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

/// The largest file that is worth copying a thousand times, in bytes.
const LARGEST: u64 = 16 << 20;

/// A generator of numbers that is the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// What became of the copies.
#[derive(Default)]
struct Sum {
    read: usize,
    refused: usize,
    longest: Duration,
    of: String,
}

/// Reads that many changed copies of files, all files in turn, and prints what it took. A panic
/// ends it, and names the file and the copy.
pub(crate) fn run(words: &[&str]) -> anyhow::Result<()> {
    let (count, paths) = words.split_first().context("mutate COUNT FILE…")?;
    let count: usize = count.parse().context("the number of copies")?;
    let mut originals = Vec::new();
    for path in paths.iter().map(PathBuf::from) {
        if std::fs::metadata(&path)?.len() <= LARGEST {
            originals.push((path.display().to_string(), std::fs::read(&path)?));
        }
    }
    ensure!(!originals.is_empty(), "no files of at most {LARGEST} bytes");
    let before = peak_memory();
    let mut sum = Sum::default();
    for index in 0..count {
        let (name, original) = &originals[index % originals.len()];
        let bytes = mutated(original, &mut Numbers(index as u64 + 1));
        let begun = Instant::now();
        let result = std::panic::catch_unwind(|| artifact::read(&bytes).is_ok());
        let took = begun.elapsed();
        let Ok(is_read) = result else { bail!("copy {index} of {name} panics") };
        if is_read {
            sum.read += 1;
        } else {
            sum.refused += 1;
        }
        if took > sum.longest {
            (sum.longest, sum.of) = (took, name.clone());
        }
    }
    println!(
        "{count} copies of {} files: {} read, {} refused",
        originals.len(),
        sum.read,
        sum.refused
    );
    println!("longest: {} ms, of {}", sum.longest.as_millis(), sum.of);
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        println!("memory: {} kB above the {before} kB of the files themselves", after - before);
    }
    Ok(())
}

/// A copy with a few changes. Most of them hit the first pages, where the headers are.
fn mutated(original: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const HEADERS: usize = 4096;
    let mut bytes = original.to_vec();
    if bytes.is_empty() {
        return bytes;
    }
    for _ in 0..=numbers.below(8) {
        let reach = if numbers.below(3) == 0 { bytes.len() } else { bytes.len().min(HEADERS) };
        let at = numbers.below(reach);
        bytes[at] = match numbers.below(4) {
            0 => 0xff,
            1 => 0,
            2 => bytes[at] ^ (1 << numbers.below(8)),
            _ => numbers.below(256) as u8,
        };
    }
    if numbers.below(10) == 0 {
        bytes.truncate(numbers.below(original.len()));
    }
    bytes
}

/// The most memory that this process has had, in kB; none where the system does not say.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
