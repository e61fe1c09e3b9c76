//! Hovering, and the ports of a file.

use rules::hazards;
use serde_json::{Value, json};

use crate::client::{Client, Folder, NEOVIM, PROFILES, run};

const FILES: [(&str, &str); 5] = [
    ("anyport.toml", "targets = [\"linux/amd64\", \"darwin/arm64\", \"windows/amd64\"]\n"),
    ("stop_unix.go", "//go:build unix && !aix\n\npackage m\n\nfunc stop() {}\n"),
    ("fast_linux.go", "package m\n\nconst fast = true\n"),
    ("fast_other.go", "// +build !linux\n\npackage m\n\n//go:build ignored\nconst fast = false\n"),
    ("main.go", MAIN),
];

const MAIN: &str = "package m\n\nimport (\n\t\"fmt\"\n\t\"syscall\"\n)\n\n\
    func f() {\n\tstop()\n\tfmt.Println(/* ä\u{1F600} */ fast, syscall.Kill)\n}\n";

/// What is told at the first place of a text in a file.
async fn hover(client: &mut Client, folder: &Folder, file: &str, at: &str) -> Option<Value> {
    let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
    let before = &text[..text.find(at).unwrap()];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap().len();
    let params = json!({
        "textDocument": {"uri": folder.uri(file)},
        "position": {"line": line, "character": column},
    });
    let answer = client.request("textDocument/hover", params).await;
    (!answer.is_null()).then_some(answer)
}

async fn told(client: &mut Client, folder: &Folder, file: &str, at: &str) -> String {
    let answer = hover(client, folder, file, at).await;
    let told = answer.map(|it| it["contents"]["value"].as_str().unwrap().to_owned());
    told.unwrap_or_default().replace(&folder.uri(""), "…")
}

async fn opened(profile: &'static str) -> (Client, Folder) {
    let folder = Folder::new(&FILES);
    let mut client = Client::connect_with(profile, hazards::RULES);
    client.start(Some(&folder)).await;
    for (name, text) in &FILES[1..] {
        client.open(&folder.uri(name), text).await;
    }
    (client, folder)
}

#[test]
fn a_name_that_varies_is_told_with_its_ports() {
    run(async {
        let (mut client, folder) = opened(NEOVIM).await;
        let stop = "`stop` is declared for\n\n\
            - `android/*`, `darwin/*`, `dragonfly/amd64`, `freebsd/*`, `illumos/amd64`, `ios/*`, \
            `linux/*`, `netbsd/*`, `openbsd/*`, `solaris/amd64` in [stop_unix.go](…/stop_unix.go#L5)\n\n\
            Its package has files, and it is missing, on `aix/ppc64`, `js/wasm`, `plan9/*`, \
            `wasip1/wasm`, `windows/*`.";
        assert_eq!(told(&mut client, &folder, "main.go", "stop()").await, stop);
        assert_eq!(told(&mut client, &folder, "stop_unix.go", "stop()").await, stop);
        let fast = "`fast` is declared for\n\n\
            - `android/*`, `linux/*` in [fast_linux.go](…/fast_linux.go#L3)\n\
            - every port but `android/*`, `linux/*` in [fast_other.go](…/fast_other.go#L6)";
        assert_eq!(told(&mut client, &folder, "main.go", "fast,").await, fast);
        let kill = told(&mut client, &folder, "main.go", "Kill").await;
        assert_eq!(
            kill,
            "`Kill` exists on every port but `plan9/*`, `windows/*` (41 of 47 ports)."
        );
        for same in ["Println", "f()", "{", "\n)"] {
            assert_eq!(told(&mut client, &folder, "main.go", same).await, "", "{same}");
        }
    });
}

#[test]
fn a_constraint_is_told_with_exactly_its_ports() {
    run(async {
        let (mut client, folder) = opened(NEOVIM).await;
        let on = "`android/*`, `darwin/*`, `dragonfly/amd64`, `freebsd/*`, `illumos/amd64`, `ios/*`, \
            `linux/*`, `netbsd/*`, `openbsd/*`, `solaris/amd64`";
        let built = format!("stop_unix.go is built for {on} (38 of 47 ports).");
        let line = format!("`unix && !aix` holds on {on} (38 of 47 ports).\n\n{built}");
        assert_eq!(told(&mut client, &folder, "stop_unix.go", "//go:build").await, line);
        assert_eq!(told(&mut client, &folder, "stop_unix.go", "package").await, built);
        let plus = told(&mut client, &folder, "fast_other.go", "+build").await;
        assert!(
            plus.starts_with("`!linux` holds on every port but `android/*`, `linux/*`"),
            "{plus}"
        );
        let idle = told(&mut client, &folder, "fast_other.go", "//go:build").await;
        assert!(idle.starts_with("The go command does not obey this line.\n\n"), "{idle}");
    });
}

#[test]
fn a_hover_marks_the_name_in_the_clients_units() {
    for profile in PROFILES {
        run(async {
            let (mut client, folder) = opened(profile).await;
            let answer = hover(&mut client, &folder, "stop_unix.go", "stop()").await.unwrap();
            let range = json!({
                "start": {"line": 4, "character": 5}, "end": {"line": 4, "character": 9}
            });
            assert_eq!(answer["range"], range);
        });
    }
}

#[test]
fn the_ports_of_a_file_are_told_for_a_status_bar() {
    run(async {
        let (mut client, folder) = opened(NEOVIM).await;
        let mut ports = async |file: &str| {
            let params = json!({"textDocument": {"uri": folder.uri(file)}});
            client.request("anyport/ports", params).await
        };
        let main = ports("main.go").await;
        assert_eq!((&main["summary"], &main["breaks"]), (&json!("47 ports"), &json!(true)));
        let details = main["details"].as_str().unwrap();
        let broken = "- undefined on `windows/amd64`: stop (defined for ";
        assert!(details.contains(broken), "{details}");
        let fast = ports("fast_linux.go").await;
        let count = fast["summary"].as_str().unwrap();
        assert!(count.ends_with(" of 47 ports") && fast["breaks"] == false, "{fast}");
        assert_eq!(ports("no.go").await, Value::Null);
        assert_eq!(ports("anyport.toml").await, Value::Null);
    });
}
