//! What units say.

use std::fmt::Write;

use super::*;

fn unit_in(text: &str, language: Language, headers: &[Header<'_>]) -> Unit {
    let predefined = |name: &str| match name {
        "__linux__" => Some(true),
        "_WIN32" | "_MSC_VER" => Some(false),
        _ => None,
    };
    let around = Surroundings { headers, defines: &[("FLAG", "1")], predefined: &predefined };
    read(&Source { text, offset: 0, language }, &around)
}

fn unit(text: &str) -> Unit {
    unit_in(text, Language::C, &[])
}

/// `name: call call? ~call`, one a line: `?` for what is not certain, `~` for a thread.
fn calls(unit: &Unit) -> Vec<String> {
    let call = |call: &Call| {
        let mark = if call.is_certain { "" } else { "?" };
        format!(" {}{}{mark}", if call.is_awaited { "~" } else { "" }, call.name)
    };
    let line = |it: &Function| {
        let early = if it.runs_before_main.is_some() { "!" } else { "" };
        format!("{}{early}:{}", it.name, it.calls.iter().map(call).collect::<String>())
    };
    unit.functions.iter().map(line).collect()
}

#[test]
fn attributes_are_found_wherever_they_stand() {
    for text in [
        "__attribute__((constructor)) static void f(void) {}",
        "static void __attribute__ ((__constructor__(101), used)) f(void) {}",
        "static __attribute((constructor)) void f() {}",
        "[[gnu::constructor]] void f(void) {}",
        "void f(void) __attribute__((constructor));\nvoid f(void) {}",
        "#define INIT __attribute__((constructor))\nINIT static void f(void) {}",
        "#define ATTRIBUTE(x) __attribute__((x))\nstatic void ATTRIBUTE(constructor) f(void) {}",
        "#define INIT(f) static void f(void) __attribute__((constructor)); static void f(void)\n\
         INIT(f) {}",
        "#define INIT(n) __attribute__((constructor)) static void n##_(void)\n\
         #define NAME f\nstatic int x;\n#ifdef __linux__\nINIT(f) {}\n#endif",
        "#ifdef _MSC_VER\n#define C(f) void f(void)\n#else\n\
         #define C(f) __attribute__((constructor)) void f(void)\n#endif\nC(f)\n{\n}",
        "static void f(void) {}\n\
         __attribute__((section(\".init_array\"), used)) static void (*p)(void) = f;",
        "EXPORT(int) const char *f(void) __attribute__((constructor));\nconst char *f(void) {}",
        "#if defined(FLAG) && FLAG > 0\nvoid __attribute__((constructor)) f(void) {}\n#endif",
    ] {
        let unit = unit(text);
        let early: Vec<&str> = unit
            .functions
            .iter()
            .filter(|it| it.runs_before_main.is_some())
            .map(|it| it.name.trim_end_matches('_'))
            .collect();
        assert_eq!(early, ["f"], "{text}");
    }
}

#[test]
fn what_nobody_knows_is_left_out() {
    for text in [
        "#ifdef WHAT\n__attribute__((constructor)) void f(void) { g(); }\n#endif",
        "#if 0\n__attribute__((constructor)) void f(void) { g(); }\n#endif",
        "#ifdef _WIN32\n__attribute__((constructor)) void f(void) { g(); }\n#endif",
        "#ifdef WHAT\n#define C __attribute__((constructor))\n#else\n#define C\n#endif\nC void f(void) {}",
        "#ifdef WHAT\nvoid f(void) {\n#endif\n__attribute__((constructor)) void g(void) {}",
        "__attribute__((destructor)) void f(void) { g(); }",
        "__attribute__((constructor)) void f(void);",
        "// __attribute__((constructor)) void f(void) {}",
        "const char *s = \"__attribute__((constructor)) void f(void) {}\";",
    ] {
        let unit = unit(text);
        let early = unit.functions.iter().filter(|it| it.runs_before_main.is_some());
        assert_eq!(early.count(), 0, "{text}: {unit:?}");
    }
}

#[test]
fn calls_are_certain_or_not() {
    let text = "
void f(int p) {
    g(1, h(2));
    if (a()) b(); else { c(); }
    d();
    x && e();
    for (i(); j(); k()) { l(); }
    do { m(); } while (0);
    s->n(); s.o(); p(1); sizeof(q()); r;
    void (*t)(void) = u; t(); (*v)();
    ^{ w(); };
    switch (y()) { case 1: z(); }
    if (aa) return;
    bb();
}
int cc(void) { return dd(ee()) || ff(); }
void gg(void) { return; hh(); }
#define II() jj(); kk()
void ll(void) { II(); }
";
    assert_eq!(
        calls(&unit(text)),
        ["f: g h a b? c? d e? i j? k? l? m y z? bb?", "cc: dd ee ff?", "gg: hh?", "ll: jj kk"]
    );
}

#[test]
fn threads_count_where_somebody_waits() {
    let text = "
void f(void) { pthread_create(&t, NULL, (void *(*)(void *))work, NULL); pthread_join(t, NULL); }
void g(void) { pthread_create(&t, NULL, work, NULL); }
void h(void) { pthread_once(&once, &init); }
void i(void) { atexit(stop); table.hook = stop; }
";
    assert_eq!(
        calls(&unit(text)),
        [
            "f: pthread_create pthread_join ~work",
            "g: pthread_create",
            "h: pthread_once init",
            "i: atexit"
        ]
    );
}

#[test]
fn headers_bring_macros_and_functions() {
    let header = "#ifndef H\n#define H\n#define C __attribute__((constructor))\n\
                  static inline void help(void) { g(); }\n#endif\n";
    let headers = [Header { name: "h.h", text: header }];
    let text =
        "#include <stdio.h>\n#include \"h.h\"\n#include \"./h.h\"\nC void f(void) { help(); }\n";
    let unit = unit_in(text, Language::C, &headers);
    assert_eq!(calls(&unit), ["f!: help", "help: g"]);
    assert_eq!(unit.headers, ["h.h".into()]);
    assert_eq!(unit.functions[1].place.file, 1);
    assert_eq!(unit.functions[1].linkage, Linkage::Static);
}

#[test]
fn cpp_objects_construct() {
    let text = "
extern \"C\" void goHello();
namespace n {
class Log final : public Base { public: Log(); Log(int a) : x(goHello()) {} void init(); };
}
using namespace n;
Log::Log() { init(); goHello(); [] { later(); }(); }
static Log log1;
Log log2{};
Log log3(\"a\");
Log function(Level level);
static int number = start();
constexpr int zero = none();
extern Log other;
Log *made = new Log();
std::thread worker([] { goHello(); });
template <typename T> void t() { goHello(); }
extern \"C\" { static void helper() { start(); } int shared(void) { return 0; } }
";
    let unit = unit_in(text, Language::Cpp, &[]);
    assert_eq!(
        calls(&unit),
        ["Log::Log: goHello", "Log::Log: goHello", "helper: start", "shared:"]
    );
    let objects: Vec<_> = unit
        .objects
        .iter()
        .map(|it| {
            let calls: Vec<&str> = it.calls.iter().map(|it| &*it.name).collect();
            (&*it.name, it.constructor.as_deref(), it.has_arguments, calls)
        })
        .collect();
    assert_eq!(
        objects,
        [
            ("log1", Some("Log::Log"), false, vec![]),
            ("log2", Some("Log::Log"), false, vec![]),
            ("log3", Some("Log::Log"), true, vec![]),
            ("number", None, true, vec!["start"]),
        ]
    );
    assert_eq!(unit.functions[2].linkage, Linkage::Static);
    assert_eq!(unit.functions[3].linkage, Linkage::External);
}

#[test]
fn objective_c_loads() {
    let text = "
#import <Foundation/Foundation.h>
@protocol P;
@interface Log : NSObject { int x; }
+ (void)load;
@end
static void helper(void) { goHello(); }
@implementation Log { int y; }
+ (void)load { helper(); [self start:other()]; }
+ (void)initialize { goHello(); }
- (void)load { goHello(); }
static void inside(void) { helper(); }
@end
";
    let unit = unit_in(text, Language::ObjectiveC, &[]);
    assert_eq!(calls(&unit), ["helper: goHello", "+[Log load]!: helper other", "inside: helper"]);
}

#[test]
fn constructors_become_ordinary() {
    let rewritten = |text: &str, language: Language, is_visible: bool| {
        let unit = unit_in(text, language, &[]);
        let early = unit.functions.iter().find(|it| it.runs_before_main.is_some()).unwrap();
        let ordinary = early.as_ordinary.clone()?;
        let mut list = if is_visible { ordinary.visible? } else { ordinary.uncalled };
        list.sort_by_key(|it| std::cmp::Reverse(it.place.span));
        let mut text = text.to_owned();
        for it in list {
            text.replace_range(it.place.span.range(), &it.text);
        }
        Some(text)
    };
    let c = |text: &str| rewritten(text, Language::C, true).unwrap_or_default();
    assert_eq!(c("static void __attribute__((constructor)) f(void) {}"), "void f(void) {}");
    assert_eq!(
        c("__attribute__((used, constructor(101))) void f(void) {}"),
        "__attribute__((used)) void f(void) {}"
    );
    assert_eq!(
        c("static void f(void) __attribute__((constructor));\nstatic void f(void)\n{\n}\n"),
        "void f(void);\nvoid f(void)\n{\n}\n"
    );
    let with = "#define INIT __attribute__((constructor))\n";
    assert_eq!(
        c(&format!("{with}INIT\nstatic void f(void) {{}}")),
        format!("{with}void f(void) {{}}")
    );
    let with =
        "#define INIT(f) static void f(void) __attribute__((constructor)); static void f(void)\n";
    assert_eq!(c(&format!("{with}INIT(f) {{}}")), format!("{with}void f(void) {{}}"));
    assert_eq!(
        rewritten(
            "static void f() __attribute__((constructor));\nvoid f() {}",
            Language::Cpp,
            true
        )
        .as_deref(),
        Some("extern \"C\" void f();\nextern \"C\" void f() {}")
    );
    assert_eq!(
        rewritten("[[gnu::constructor]] static void f() {}", Language::Cpp, false).as_deref(),
        Some("static void f() {}")
    );
    let with = "#define INIT static __attribute__((constructor)) void\n";
    assert_eq!(c(&format!("{with}INIT f(void) {{}}")), "");
    assert_eq!(c("__attribute__((constructor)) void f(int argc, char **argv) {}"), "");
}

#[test]
fn variables_have_values() {
    let unit = unit(
        "int a = 1; static int b = 2; extern int c; int d; const char *e[] = { f() }; \
         void (*g)(int) = h; typedef int i; struct s { int j; } k = { 1 }; int l, m = 3;",
    );
    let names: Vec<(&str, bool)> =
        unit.variables.iter().map(|it| (&*it.name, it.is_static)).collect();
    assert_eq!(
        names,
        [("a", false), ("b", true), ("e", false), ("g", false), ("k", false), ("m", false)]
    );
}

#[test]
fn nothing_breaks_it() {
    let corpus = [
        "}}}} ((( {{{ \"",
        "#define A A A\n#define B(x) x x\nA B(B(B(1)",
        "#if\n#else\n#endif\n#endif",
        "@implementation",
        "@interface X",
        "class { X() : a(b) {} };",
        "template <",
        "f(",
        "__attribute__((",
        "[[gnu::",
        "#include \"x\n#define",
        "#define F(",
        "operator()() {",
        "struct { } x = {",
        ":::",
        "static",
        "void f(void) { if",
        "R\"(",
        "#elif",
        "Ä(){}",
    ];
    for text in corpus {
        for language in [Language::C, Language::Cpp, Language::ObjectiveC] {
            for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
                unit_in(&text[..end], language, &[]);
            }
        }
    }
    let mut twice = "#define A0 x x\n".to_owned();
    for (before, name) in (0..59).zip(1..) {
        writeln!(twice, "#define A{name} A{before} A{before}").expect("a String takes all");
    }
    twice += "A59";
    assert!(unit(&twice).functions.is_empty());
    unit(&format!("#define F(x) x\n{}", "F(".repeat(20_000)));
    unit(&"{".repeat(50_000));
}
