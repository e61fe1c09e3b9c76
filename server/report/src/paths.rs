//! How paths are shown.

use project::FilePath;

/// A path as someone who stands in `base` would type it: relative with at most a few `..`, else
/// absolute.
pub fn shown_from(path: &FilePath, base: &FilePath) -> String {
    let mut folder = base.clone();
    let mut up = String::new();
    // A path with more steps up than this is harder to read than the absolute one.
    for _ in 0..4 {
        if let Some(rest) = path.relative_to(&folder) {
            return match (up.is_empty(), rest.is_empty()) {
                (true, true) => ".".into(),
                (false, true) => up.trim_end_matches('/').into(),
                _ => format!("{up}{rest}"),
            };
        }
        // Only the root would be shared: nothing that a reader sees as near.
        let Some(parent) = folder.parent().filter(|parent| parent.parent().is_some()) else {
            break;
        };
        folder = parent;
        up.push_str("../");
    }
    path.to_string()
}

/// The folder that holds all of these.
pub(crate) fn common_folder<'a>(paths: impl IntoIterator<Item = &'a FilePath>) -> Option<FilePath> {
    let mut paths = paths.into_iter();
    let mut common = paths.next()?.clone();
    for path in paths {
        while !path.is_within(&common) {
            common = common.parent()?;
        }
    }
    Some(common)
}

/// A path relative to a root, or absolute where it lies elsewhere; `.` for the root itself.
pub(crate) fn below<'a>(path: &'a FilePath, root: &FilePath) -> &'a str {
    match path.relative_to(root) {
        Some("") => ".",
        Some(rest) => rest,
        None => path.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, base: &str) -> String {
        shown_from(&FilePath::new(path), &FilePath::new(base))
    }

    #[test]
    fn paths_are_shown_as_one_would_type_them() {
        assert_eq!(shown("/home/me/m/a.go", "/home/me/m"), "a.go");
        assert_eq!(shown("/home/me/m/a.go", "/home/me/m/sub"), "../a.go");
        assert_eq!(shown("/home/me/m", "/home/me/m/sub"), "..");
        assert_eq!(shown("/home/me/m", "/home/me/m"), ".");
        assert_eq!(shown("/tmp/x/a.go", "/home/me/m"), "/tmp/x/a.go");
        assert_eq!(shown("/a.go", "/"), "a.go");
    }

    #[test]
    fn several_roots_have_one_folder() {
        let roots = ["/w/a", "/w/b/c", "/w/ab"].map(FilePath::new);
        assert_eq!(common_folder(&roots).expect("roots"), FilePath::new("/w"));
        assert_eq!(common_folder([]), None);
    }
}
