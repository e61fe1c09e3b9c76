//! What pkg-config calls libraries whose names are beyond doubt.

/// (as after `-l`, the folder of headers that is the library's own or empty, the package)
const LIBRARIES: &[(&str, &str, &str)] = &[
    ("SDL2", "SDL2", "sdl2"),
    ("X11", "", "x11"),
    ("archive", "", "libarchive"),
    ("avcodec", "libavcodec", "libavcodec"),
    ("cairo", "cairo", "cairo"),
    ("crypto", "", "libcrypto"),
    ("curl", "", "libcurl"),
    ("ffi", "", "libffi"),
    ("freetype", "freetype2", "freetype2"),
    ("fuse3", "fuse3", "fuse3"),
    ("git2", "", "libgit2"),
    ("glfw", "", "glfw3"),
    ("glib-2.0", "glib-2.0", "glib-2.0"),
    ("gtk-3", "gtk-3.0", "gtk+-3.0"),
    ("gtk-4", "gtk-4.0", "gtk4"),
    ("lzma", "", "liblzma"),
    ("opus", "opus", "opus"),
    ("png", "", "libpng"),
    ("png16", "libpng16", "libpng16"),
    ("portaudio", "", "portaudio-2.0"),
    ("pq", "", "libpq"),
    ("rdkafka", "librdkafka", "rdkafka"),
    ("sodium", "", "libsodium"),
    ("sqlite3", "", "sqlite3"),
    ("ssl", "", "libssl"),
    ("usb-1.0", "libusb-1.0", "libusb-1.0"),
    ("vips", "", "vips"),
    ("xml2", "libxml2", "libxml-2.0"),
    ("z", "", "zlib"),
    ("zmq", "", "libzmq"),
    ("zstd", "", "libzstd"),
];

/// Folders that hold one package alone, as package managers name them, and that package.
const FOLDERS: &[(&str, &str)] = &[
    ("openssl", "openssl"),
    ("openssl@1.1", "openssl"),
    ("openssl@3", "openssl"),
    ("sqlite", "sqlite3"),
    ("sqlite3", "sqlite3"),
    ("zlib", "zlib"),
    ("zstd", "libzstd"),
];

/// The package of a library as named after `-l`.
pub(crate) fn of_library(name: &str) -> Option<&'static str> {
    LIBRARIES.iter().find(|(library, ..)| *library == name).map(|(.., package)| *package)
}

/// The package that a folder belongs to, told by a part of its path.
pub(crate) fn of_folder(path: &str) -> Option<&'static str> {
    path.split('/').rev().filter(|part| !part.is_empty()).find_map(|part| {
        let of_headers = LIBRARIES.iter().find(|(_, folder, _)| *folder == part);
        let of_manager = FOLDERS.iter().find(|(folder, _)| *folder == part);
        of_headers.map(|(.., package)| *package).or(of_manager.map(|(_, package)| *package))
    })
}

/// The package of a library file: `libz.a`, `libssl.so`.
pub(crate) fn of_file(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next()?.strip_prefix("lib")?;
    let (name, _) = name.rsplit_once('.')?;
    of_library(name)
}
