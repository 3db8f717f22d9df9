use super::{authority, prepare, *};
use time::{Duration, OffsetDateTime};

fn temporary(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("fengsui-tls-{name}-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn leaf_is_kept_until_names_change_or_it_expires() {
    let dir = temporary("renew");
    let now = OffsetDateTime::now_utc();
    let (root, first) = authority::ensure(&dir, &names(&["localhost", "192.0.2.7"]), now).unwrap();
    let (_, again) = authority::ensure(&dir, &names(&["192.0.2.7", "localhost"]), now).unwrap();
    assert_eq!(first.chain, again.chain);

    let (same_root, moved) = authority::ensure(&dir, &names(&["localhost", "192.0.2.8"]), now).unwrap();
    assert_ne!(first.chain, moved.chain);
    assert_eq!(root.fingerprint, same_root.fingerprint);
    assert!(authority::leaf_names(&moved.chain).unwrap().contains("192.0.2.8"));

    let late = now + Duration::days(LEAF_DAYS - 20);
    let (_, renewed) = authority::ensure(&dir, &names(&["localhost", "192.0.2.8"]), late).unwrap();
    assert_ne!(moved.chain, renewed.chain);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn private_keys_are_readable_by_their_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let dir = temporary("mode");
    prepare(&dir, &TlsOptions::default()).unwrap();
    for key in ["root.key", "leaf.key"] {
        let mode = std::fs::metadata(dir.join(key)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{key}");
    }
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn given_certificates_replace_the_local_root() {
    let dir = temporary("given");
    prepare(&dir, &TlsOptions::default()).unwrap();
    let given = TlsOptions { given: Some((dir.join("leaf.pem"), dir.join("leaf.key"))), names: Vec::new() };
    assert!(prepare(&dir, &given).unwrap().root.is_none());
    let crossed = TlsOptions { given: Some((dir.join("root.pem"), dir.join("leaf.key"))), names: Vec::new() };
    assert!(prepare(&dir, &crossed).is_err(), "a key that does not fit is refused at start");
    std::fs::remove_dir_all(dir).unwrap();
}
