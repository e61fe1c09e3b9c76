//! Changes as a unified diff that `patch` and `git apply` read.

use similar::TextDiff;

/// The change of one file's text. The names are put after `--- ` and `+++ ` as they are.
pub fn unified_diff(old_name: &str, new_name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().header(old_name, new_name).to_string()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn line_ends_and_a_missing_last_one_are_kept() {
        let diff = unified_diff("a/x.go", "b/x.go", "one\r\ntwo\r\nthree", "one\r\n2\r\nthree");
        expect![[r"
            --- a/x.go
            +++ b/x.go
            @@ -1,3 +1,3 @@
             one
            -two
            +2
             three
            \ No newline at end of file
        "]]
        .assert_eq(&diff.replace('\r', ""));
        assert!(diff.contains("-two\r\n+2\r\n"));
    }
}
