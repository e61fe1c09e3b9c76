//! Both forms of the header, and texts with everything that may stand in them.

use super::*;

const MODULES: &str = "path\texample.com/app\nmod\texample.com/app\t(devel)\t\n\
    dep\texample.com/lib\tv1.2.3\th1:abc=\n=>\t../lib\t(devel)\t\n\
    build\t-compiler=gc\nbuild\t\"a key\"=\"two\\nlines\"\nbuild\tGOOS=linux\n\
    build\tGOARCH=amd64\nbuild\tCGO_ENABLED=0\nbuild\tbroken\n";

fn marked() -> Vec<u8> {
    [&BEGIN[..], MODULES.as_bytes(), &END[..]].concat()
}

/// Data at one address.
struct Memory(u64, Vec<u8>);

impl Image for Memory {
    fn at(&self, address: u64) -> Option<&[u8]> {
        self.1.get(usize::try_from(address.checked_sub(self.0)?).ok()?..)
    }
}

fn inline_header() -> Vec<u8> {
    let mut data = MAGIC.to_vec();
    data.extend([8, 2]);
    data.resize(HEADER as usize, 0);
    for text in [b"go1.27.3".to_vec(), marked()] {
        let mut length = text.len();
        while length >= 0x80 {
            data.push(length as u8 | 0x80);
            length >>= 7;
        }
        data.push(length as u8);
        data.extend(text);
    }
    data
}

/// A header of the old form in a big-endian image with pointers of four bytes.
fn pointer_image() -> Memory {
    const BASE: u32 = 0x1000;
    let modules = marked();
    let mut data = MAGIC.to_vec();
    data.extend([4, 1]);
    let numbers = [BASE + 32, BASE + 40, 0, 0, BASE + 48, 6, BASE + 54, modules.len() as u32];
    for number in numbers {
        data.extend(number.to_be_bytes());
    }
    data.extend(b"go1.17");
    data.extend(modules);
    Memory(BASE.into(), data)
}

fn check(build: &GoBuild) {
    assert_eq!(build.path.as_deref(), Some("example.com/app"));
    assert_eq!(build.main.as_ref().map(|it| it.version.as_str()), Some("(devel)"));
    let [library] = build.dependencies.as_slice() else { panic!("{build:?}") };
    assert_eq!((library.path.as_str(), library.sum.as_str()), ("example.com/lib", "h1:abc="));
    assert_eq!(library.replaced_by.as_ref().map(|it| it.path.as_str()), Some("../lib"));
    assert_eq!(build.setting("a key"), Some("two\nlines"));
    assert_eq!(
        (build.goos(), build.goarch(), build.cgo()),
        (Some("linux"), Some("amd64"), Some(false))
    );
    assert_eq!(build.settings.len(), 5, "the broken line is passed over");
}

#[test]
fn texts_with_their_lengths() {
    let data = [vec![0; 16], inline_header()].concat();
    let build = read(&data, &NoImage).expect("build information");
    assert_eq!(build.version.as_deref(), Some("go1.27.3"));
    check(&build);
}

#[test]
fn pointers_to_texts() {
    let image = pointer_image();
    let build = read(&image.1, &image).expect("build information");
    assert_eq!(build.version.as_deref(), Some("go1.17"));
    check(&build);
}

#[test]
fn a_header_is_aligned() {
    let data = [vec![0; 8], inline_header()].concat();
    assert_eq!(read(&data, &NoImage), None);
    assert!(search(&data).is_some(), "where nothing says what is aligned, it is looked for");
}

#[test]
fn the_text_between_its_marks_is_found_alone() {
    let data = [b"anything".to_vec(), marked(), b"more".to_vec()].concat();
    let build = search(&data).expect("build information");
    assert_eq!(build.version, None);
    check(&build);
}

#[test]
fn what_is_cut_off_is_not_found() {
    let data = inline_header();
    for length in 0..data.len() {
        assert_eq!(read(&data[..length], &NoImage), None, "{length} bytes");
    }
}

#[test]
fn a_build_id_stands_in_the_first_code() {
    assert_eq!(build_id(b"..\xff Go build ID: \"a/b\"\n \xff.."), Some("a/b".to_owned()));
    assert_eq!(build_id(b"\xff Go build ID: \"a/b"), None);
    let far = [vec![0; 40 << 10], b"\xff Go build ID: \"a\"".to_vec()].concat();
    assert_eq!(build_id(&far), None);
}
