//! The node as the operator has it: real processes, killed and stopped.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

const FENGSUI: &str = env!("CARGO_BIN_EXE_fengsui");
/// Generous: the machine may be busy with other tests.
const LONG: Duration = Duration::from_secs(60);

/// A data directory and the node that runs on it; both are gone with the test.
struct Node {
    dir: PathBuf,
    run: Option<Child>,
}

impl Node {
    fn new() -> Self {
        let home = std::env::temp_dir().join(format!("fengsui-node-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&home).unwrap();
        Self { dir: home.join("data"), run: None }
    }

    fn start(&mut self, flags: &[&str]) {
        let mut command = Command::new(FENGSUI);
        command.args(["run", "--listen", "127.0.0.1:0", "--media-port", "0", "--data"]).arg(&self.dir).args(flags);
        self.run = Some(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap());
        until("the node answers", || self.ask(&["conference", "list"]).status.success());
    }

    /// An operator's subcommand on this data directory.
    fn ask(&self, arguments: &[&str]) -> Output {
        Command::new(FENGSUI).args(arguments).arg("--data").arg(&self.dir).output().unwrap()
    }

    fn told(&self, arguments: &[&str]) -> String {
        let output = self.ask(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Process id of a role of this node.
    fn role(&self, name: &str) -> Option<i32> {
        let parent = self.run.as_ref()?.id();
        let path = format!("/proc/{parent}/task/{parent}/children");
        let children = std::fs::read_to_string(path).ok()?;
        let is = |id: &&str| {
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).nth(2) == Some(name.as_bytes())
        };
        children.split_whitespace().find(is)?.parse().ok()
    }

    fn kill(&self, id: i32, signal: i32) {
        // SAFETY: the id is that of a process this test started.
        assert_eq!(unsafe { libc::kill(id, signal) }, 0);
    }

    /// Stops the node as Ctrl-C does; returns whether it ended well.
    fn stop(&mut self) -> bool {
        let mut run = self.run.take().unwrap();
        self.kill(run.id() as i32, libc::SIGTERM);
        run.wait().unwrap().success()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut run) = self.run.take() {
            // The roles follow: they asked the kernel to.
            let _ = run.kill();
            let _ = run.wait();
        }
        // With the recording key, which lies beside the data directory.
        let _ = std::fs::remove_dir_all(self.dir.parent().unwrap());
    }
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < LONG, "{what}: not within {LONG:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn gone(id: i32) -> bool {
    !Path::new(&format!("/proc/{id}")).exists()
}

#[test]
fn each_role_is_restarted_alone_and_nothing_acknowledged_is_lost() {
    let mut node = Node::new();
    node.start(&["--empty"]);
    let conference = node.told(&["conference", "create", "防汛会商"]);
    let before = ["command", "media", "recorder"].map(|name| node.role(name).unwrap());

    node.kill(before[0], libc::SIGKILL);
    until("command is back", || node.role("command").is_some_and(|id| id != before[0]));
    until("it answers", || node.ask(&["conference", "list"]).status.success());
    assert_eq!(node.told(&["conference", "list"]).split('\t').next(), Some(conference.as_str()));
    assert_eq!((node.role("media"), node.role("recorder")), (Some(before[1]), Some(before[2])));

    let command = node.role("command");
    node.kill(before[1], libc::SIGKILL);
    until("media is back", || node.role("media").is_some_and(|id| id != before[1]));
    assert_eq!(node.role("command"), command);
    assert_eq!(node.role("recorder"), Some(before[2]));

    assert!(node.stop());
    assert!(node.told(&["verify"]).contains("chain whole"));
}

#[test]
fn roles_do_not_outlive_a_supervisor_that_was_killed() {
    let mut node = Node::new();
    node.start(&["--empty"]);
    let roles = ["command", "media", "recorder"].map(|name| node.role(name).unwrap());
    let mut run = node.run.take().unwrap();
    run.kill().unwrap();
    run.wait().unwrap();
    until("the roles are gone", || roles.into_iter().all(gone));
}

#[test]
fn mode_1_a_demo_does_not_start_on_real_records() {
    let mut node = Node::new();
    node.start(&["--empty"]);
    assert!(node.stop());
    let mut command = Command::new(FENGSUI);
    command.args(["run", "--demo", "--listen", "127.0.0.1:0", "--media-port", "0", "--data"]).arg(&node.dir);
    let output = command.output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("MODE-1"));
}

#[test]
fn token_backup_restore_and_reset_of_the_administrator() {
    let mut node = Node::new();
    node.start(&["--empty"]);
    let conference = node.told(&["conference", "create", "防汛会商"]);
    let token = node.told(&["token", "--conference", &conference, "--site", "水利局", "--publish"]);
    assert!(token.starts_with("fst1."));
    let refused = node.ask(&["token", "--conference", "99", "--site", "水利局"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("ADMIN-3"));
    let told = node.told(&["reset-admin"]);
    assert_eq!(told.split(' ').next(), Some("admin"));

    let (copy, restored) = (node.dir.with_extension("copy"), node.dir.with_extension("restored"));
    node.told(&["backup", copy.to_str().unwrap()]);
    assert!(node.stop());
    let output = Command::new(FENGSUI).arg("restore").arg(&copy).arg("--data").arg(&restored).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut again = Node { dir: restored, run: None };
    again.start(&["--empty"]);
    assert!(again.told(&["conference", "list"]).contains("防汛会商"));
    assert!(again.stop());
}

#[test]
fn verify_says_where_there_is_no_log() {
    let node = Node::new();
    let output = node.ask(&["verify"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains(node.dir.to_str().unwrap()));
}
