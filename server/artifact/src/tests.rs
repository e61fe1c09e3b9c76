//! Small binaries made by hand: what is read from them, and how broken ones are refused.

mod formats;
mod made;
mod mutated;
mod signatures;

use crate::{Unreadable, begins_like_a_binary, read};

fn refused(bytes: &[u8]) -> Unreadable {
    read(bytes).expect_err("refused")
}

#[test]
fn what_is_no_binary_is_foreign() {
    let texts: [&[u8]; 7] = [
        b"",
        b"abc",
        b"#!/bin/sh\n",
        b"\xca\xfe\xba\xbe\x00\x00\x00\x41\x00\x1d", // a class of Java 21
        b"package main\n",
        b"L\x01",
        &[0; 64],
    ];
    for text in texts {
        assert!(refused(text).is_foreign, "{text:?}");
        assert!(!begins_like_a_binary(text), "{text:?}");
    }
}

#[test]
fn every_binary_begins_like_one() {
    for (name, bytes) in made::all() {
        assert!(begins_like_a_binary(&bytes[..bytes.len().min(64)]), "{name}");
        if let Err(error) = read(&bytes) {
            panic!("{name}: {error}");
        }
    }
}

#[test]
fn what_is_truncated_is_refused_or_reads_less_and_never_panics() {
    for (name, bytes) in made::all() {
        let mut refused = 0;
        for length in 0..bytes.len() {
            refused += usize::from(read(&bytes[..length]).is_err());
        }
        assert!(refused > bytes.len() / 4, "{name}: {refused} of {} refused", bytes.len());
    }
}

#[test]
fn an_error_says_what_is_missing_and_where() {
    for (name, bytes) in made::all() {
        let half = &bytes[..bytes.len() / 2];
        let Err(error) = read(half) else { panic!("{name}: half of it is read") };
        assert!(!error.is_foreign, "{name}: {error}");
        assert!(error.message.starts_with(char::is_lowercase), "{name}: {error}");
        let is_told = error.message.contains("truncated") || error.message.contains("invalid");
        assert!(is_told, "{name}: {error}");
    }
}
