//! The server on the real transport: JSON-RPC bytes in, JSON-RPC bytes out, for clients of several
//! capabilities. Nothing sleeps to wait for something, and no timing is asserted but "does not
//! hang".
#![expect(clippy::disallowed_methods, reason = "tests write the folders that they open")]

#[cfg(test)]
mod actions;
#[cfg(test)]
mod client;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod hover;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod order;
#[cfg(test)]
mod positions;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod random_edits;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod watching;
