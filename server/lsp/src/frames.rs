//! Frames of the base protocol: `Content-Length: n`, a blank line, n bytes.
//!
//! A broken frame costs itself, not the session: the reader looks for
//! the next header and goes on.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// How many bytes a header may have before it counts as garbage.
const HEADER_LIMIT: usize = 8 * 1024;
const LENGTH: &[u8] = b"content-length:";

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The body of a frame.
    Body(Vec<u8>),
    /// Bytes that belong to no frame were skipped.
    Garbage,
    /// A frame of that many bytes was skipped, being over the limit.
    TooLong(usize),
}

/// Reads frames.
pub(crate) struct Frames<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Bytes of a frame over the limit that are still to be skipped.
    to_skip: usize,
    limit: usize,
}

enum Found {
    Frame { start: usize, length: usize },
    Skip { bytes: usize, is_garbage: bool },
    Incomplete,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// Over a stream. Bodies over `limit` bytes are skipped, not kept.
    pub(crate) fn new(reader: R, limit: usize) -> Frames<R> {
        Frames { reader, buffer: Vec::new(), to_skip: 0, limit }
    }

    /// The next frame; none at the end of the stream.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Frame>> {
        let mut is_garbage = false;
        loop {
            let skipped = self.to_skip.min(self.buffer.len());
            self.buffer.drain(..skipped);
            self.to_skip -= skipped;
            let found = if self.to_skip > 0 { Found::Incomplete } else { find(&self.buffer) };
            match found {
                Found::Skip { bytes, is_garbage: garbage } => {
                    self.buffer.drain(..bytes);
                    is_garbage |= garbage;
                    continue;
                }
                Found::Frame { .. } if is_garbage => return Ok(Some(Frame::Garbage)),
                Found::Frame { start, length } if length > self.limit => {
                    self.buffer.drain(..start);
                    self.to_skip = length;
                    return Ok(Some(Frame::TooLong(length)));
                }
                Found::Frame { start, length } if self.buffer.len() - start >= length => {
                    let body = self.buffer[start..start + length].to_vec();
                    self.buffer.drain(..start + length);
                    return Ok(Some(Frame::Body(body)));
                }
                Found::Frame { .. } | Found::Incomplete => {}
            }
            if self.reader.read_buf(&mut self.buffer).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// Takes back what a body that made no sense had swallowed of the frames after it: a header
    /// within it and all that follows.
    pub(crate) fn resume_within(&mut self, body: &[u8]) {
        if let Some(at) = find_length(body) {
            self.buffer.splice(..0, body[at..].iter().copied());
        }
    }
}

fn find(buffer: &[u8]) -> Found {
    let Some(at) = find_length(buffer) else {
        // The beginning of a header may stand at the end; the rest is none.
        return match buffer.len() {
            length if length > HEADER_LIMIT => {
                Found::Skip { bytes: length - LENGTH.len(), is_garbage: true }
            }
            _ => Found::Incomplete,
        };
    };
    if !is_header(&buffer[..at]) {
        return Found::Skip { bytes: at, is_garbage: true };
    }
    let garbage = Found::Skip { bytes: at + LENGTH.len(), is_garbage: true };
    let Some((end, start)) = find_blank_line(&buffer[at..]) else {
        return if buffer.len() - at > HEADER_LIMIT { garbage } else { Found::Incomplete };
    };
    let header = &buffer[at + LENGTH.len()..at + end];
    if find_length(header).is_some() {
        // A header that was cut short, and the next one.
        return garbage;
    }
    let value = header.split(|&byte| byte == b'\n').next().unwrap_or_default();
    match std::str::from_utf8(value).ok().and_then(|value| value.trim().parse().ok()) {
        Some(length) => Found::Frame { start: at + start, length },
        None => garbage,
    }
}

/// Where the next `Content-Length:` stands, in any case of letters.
fn find_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(LENGTH.len()).position(|window| window.eq_ignore_ascii_case(LENGTH))
}

/// Whether bytes before a Content-Length are other fields of the same header.
fn is_header(bytes: &[u8]) -> bool {
    bytes.is_empty()
        || bytes.ends_with(b"\n")
            && bytes.split(|&byte| byte == b'\n').all(|line| {
                let line = line.trim_ascii();
                line.is_empty()
                    || line.len() > 13 && line[..13].eq_ignore_ascii_case(b"content-type:")
            })
}

/// Where the header ends and the body starts.
fn find_blank_line(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|&byte| byte == b'\n') {
        let next = from + at + 1;
        match &bytes[next..] {
            [b'\n', ..] => return Some((next, next + 1)),
            [b'\r', b'\n', ..] => return Some((next, next + 2)),
            _ => from = next,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Frame, Frames};

    /// Every frame of these bytes, delivered in pieces of every size.
    fn read(bytes: &[u8]) -> Vec<Frame> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut all: Vec<Vec<Frame>> = [1, 3, 1000]
            .map(|size| runtime.block_on(read_pieces(bytes, size)))
            .into_iter()
            .collect();
        assert_eq!(all[0], all[2], "one byte at a time is as all at once");
        assert_eq!(all[1], all[2], "three bytes at a time are as all at once");
        all.pop().unwrap()
    }

    async fn read_pieces(bytes: &[u8], size: usize) -> Vec<Frame> {
        use tokio::io::AsyncWriteExt;
        let (mut near, far) = tokio::io::duplex(size);
        let send = async {
            near.write_all(bytes).await.unwrap();
            drop(near);
        };
        let receive = async {
            let mut frames = Frames::new(far, 40);
            let mut list = Vec::new();
            while let Some(frame) = frames.next().await.unwrap() {
                if let Frame::Body(body) = &frame
                    && body.starts_with(b"bad")
                {
                    frames.resume_within(body);
                }
                list.push(frame);
            }
            list
        };
        futures::future::join(send, receive).await.1
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.into())
    }

    #[test]
    fn frames_follow_each_other() {
        let bytes = b"Content-Length: 2\r\n\r\n{}content-length:3\r\nContent-Type: x\r\n\r\n[1]\
            Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 0\n\n";
        assert_eq!(read(bytes), [body("{}"), body("[1]"), body("")]);
    }

    #[test]
    fn garbage_is_skipped_and_told_once() {
        let bytes = b"hello\r\n\r\nworld{}Content-Length: 2\r\n\r\n{}";
        assert_eq!(read(bytes), [Frame::Garbage, body("{}")]);
        let bytes =
            b"Content-Length: many\r\n\r\n{}Content-Length: -1\r\n\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(read(bytes), [Frame::Garbage, body("{}")]);
        let bytes = b"Content-Length: 5\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(read(bytes), [Frame::Garbage, body("{}")]);
    }

    #[test]
    fn endless_garbage_is_not_kept() {
        let mut bytes = vec![b'x'; 9_000];
        bytes.extend(b"Content-Length: 2\r\n\r\n{}");
        assert_eq!(read(&bytes), [Frame::Garbage, body("{}")]);
    }

    #[test]
    fn a_frame_over_the_limit_is_skipped() {
        let mut bytes = b"Content-Length: 41\r\n\r\n".to_vec();
        bytes.extend([b' '; 41]);
        bytes.extend(b"Content-Length: 2\r\n\r\n{}");
        assert_eq!(read(&bytes), [Frame::TooLong(41), body("{}")]);
    }

    #[test]
    fn a_length_too_large_costs_one_frame() {
        let bytes =
            b"Content-Length: 27\r\n\r\nbadContent-Length: 2\r\n\r\n{}Content-Length: 2\r\n\r\n[]";
        assert_eq!(read(bytes), [body("badContent-Length: 2\r\n\r\n{}C"), body("{}"), body("[]")]);
    }

    #[test]
    fn an_end_within_a_frame_is_the_end() {
        assert_eq!(read(b"Content-Length: 20\r\n\r\n{}"), []);
        assert_eq!(read(b"Content-Len"), []);
    }
}
