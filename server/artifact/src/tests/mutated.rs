//! Mutated binaries: none panics, and none makes the crate hold more than a small multiple of it.

use super::made;
use crate::read;

/// A generator of numbers that is the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[test]
fn no_mutation_panics() {
    const EACH: usize = 400;
    let mut numbers = Numbers(1);
    for (name, original) in made::all() {
        let mut refused = 0;
        for _ in 0..EACH {
            let mut bytes = original.clone();
            for _ in 0..=numbers.below(6) {
                let at = numbers.below(bytes.len());
                bytes[at] = match numbers.below(4) {
                    0 => 0xff,
                    1 => 0,
                    2 => bytes[at].wrapping_add(1),
                    _ => numbers.below(256) as u8,
                };
            }
            if numbers.below(8) == 0 {
                bytes.truncate(numbers.below(bytes.len() + 1));
            }
            refused += usize::from(read(&bytes).is_err());
        }
        assert!(refused > 0, "{name}: no mutation does any harm");
        assert!(refused < EACH, "{name}: every mutation is refused");
    }
}
