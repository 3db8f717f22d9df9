//! Options of `fengsui run`: flags, and a TOML file with the same names. A flag wins over the file.

use anyhow::Context;
use clap::Args;
use fengsui_command_server::{http::Also, tls::TlsOptions};
use fengsui_protocol::account::Mode;
use serde::Deserialize;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

/// Port of the web page, when `--listen` gives none.
const PORT: u16 = 8443;
/// First port of media, when `--media-port` gives none.
const MEDIA_PORT: u16 = 8444;
/// The port that every firewall passes, when `--front` gives none.
const FRONT_PORT: u16 = 443;

#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RunOptions {
    /// Data directory [default: data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address of the web page, HTTPS [default: 127.0.0.1:8443 with --demo, else 0.0.0.0:8443]
    #[arg(long, value_name = "ADDR[:PORT]", value_parser = listen_address)]
    #[serde(default, deserialize_with = "listen_option")]
    pub listen: Option<SocketAddr>,
    /// Also serve plain HTTP here (loopback only: for a reverse proxy and for measuring)
    #[arg(long, value_name = "ADDR:PORT")]
    pub http: Option<SocketAddr>,
    /// Second HTTPS port, for departments whose firewall passes 443 only; or off [default: 443, if permitted and free]
    #[arg(long, value_name = "PORT|off")]
    #[serde(default)]
    pub front: Option<String>,
    /// Name or address for the certificate; repeatable
    #[arg(long = "name", value_name = "NAME")]
    #[serde(default)]
    pub name: Vec<String>,
    /// Address that media tells clients; repeatable [default: every interface and loopback]
    #[arg(long, value_name = "IP[:PORT]")]
    #[serde(default)]
    pub announce: Vec<String>,
    /// First UDP port of media, one per shard; the same number in TCP [default: 8444]
    #[arg(long, value_name = "PORT")]
    pub media_port: Option<u16>,
    /// Threads of media, each with a CPU and a UDP port of its own, in a row; a large conference spans them [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    pub media_shards: Option<u8>,
    /// Marking of media for quality of service: code points of audio, video and presentation, or off [default: 46,34,36]
    #[arg(long, value_name = "A,V,P")]
    pub dscp: Option<String>,
    /// Demo county and demo life; refuses a data directory of real records
    #[arg(long, conflicts_with = "empty")]
    #[serde(default)]
    pub demo: bool,
    /// No demo: prints a one-time administrator password at the first start (the default)
    #[arg(long)]
    #[serde(default)]
    pub empty: bool,
    /// What the demo's robots show, as rendered by `fengsui-packager scene`; without it no robots join
    #[arg(long, value_name = "DIR")]
    pub scenes: Option<PathBuf>,
    /// Code of the jurisdiction, GB/T 2260 [default: 431024]
    #[arg(long, value_name = "CODE")]
    pub jurisdiction: Option<String>,
    /// Its name [default: 嘉禾县]
    #[arg(long, value_name = "NAME")]
    pub jurisdiction_name: Option<String>,
    /// Certificate chain given by the operator, PEM; with --key
    #[arg(long, value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// Its private key, PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,
    /// TOML file with these options
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
}

impl RunOptions {
    /// Flags over file.
    ///
    /// # Errors
    /// When the file cannot be read or names what there is not.
    pub fn resolved(self) -> anyhow::Result<Self> {
        let Some(path) = self.config.clone() else { return Ok(self) };
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let file: Self = toml::from_str(&text).with_context(|| format!("{} is not understood", path.display()))?;
        Ok(self.over(file))
    }

    fn over(self, file: Self) -> Self {
        let list = |given: Vec<String>, file: Vec<String>| if given.is_empty() { file } else { given };
        Self {
            data: self.data.or(file.data),
            listen: self.listen.or(file.listen),
            http: self.http.or(file.http),
            front: self.front.or(file.front),
            name: list(self.name, file.name),
            announce: list(self.announce, file.announce),
            media_port: self.media_port.or(file.media_port),
            media_shards: self.media_shards.or(file.media_shards),
            dscp: self.dscp.or(file.dscp),
            demo: self.demo || (file.demo && !self.empty),
            empty: self.empty || (file.empty && !self.demo),
            scenes: self.scenes.or(file.scenes),
            jurisdiction: self.jurisdiction.or(file.jurisdiction),
            jurisdiction_name: self.jurisdiction_name.or(file.jurisdiction_name),
            certificate: self.certificate.or(file.certificate),
            key: self.key.or(file.key),
            config: self.config,
        }
    }

    pub fn data_dir(&self) -> &Path {
        self.data.as_deref().unwrap_or(Path::new("data"))
    }

    pub fn mode(&self) -> Mode {
        if self.demo { Mode::Demo } else { Mode::Real }
    }

    /// A demo is not for the network unless someone says so.
    pub fn listen_address(&self) -> SocketAddr {
        let address = if self.demo { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
        self.listen.unwrap_or_else(|| (address, PORT).into())
    }

    /// The second HTTPS port, at the address of the first.
    ///
    /// # Errors
    /// When what was given is neither a port nor `off`.
    pub fn also(&self) -> anyhow::Result<Also> {
        let first = self.listen_address();
        let at = |port| SocketAddr::new(first.ip(), port);
        match self.front.as_deref() {
            Some("off") => Ok(Also::Off),
            None if first.port() == FRONT_PORT => Ok(Also::Off),
            None => Ok(Also::IfPermitted(at(FRONT_PORT))),
            Some(port) => {
                let port = port.parse().with_context(|| format!("--front {port}: give a port such as 443, or off"))?;
                Ok(Also::Asked(at(port)))
            }
        }
    }

    /// Where the certificate comes from.
    ///
    /// # Errors
    /// When only one of certificate and key was given.
    pub fn tls(&self) -> anyhow::Result<TlsOptions> {
        let given = match (&self.certificate, &self.key) {
            (Some(chain), Some(key)) => Some((chain.clone(), key.clone())),
            (None, None) => None,
            _ => anyhow::bail!("a certificate needs its key, and a key its certificate"),
        };
        Ok(TlsOptions { given, names: self.name.clone() })
    }

    pub fn media_port(&self) -> u16 {
        self.media_port.unwrap_or(MEDIA_PORT)
    }
}

/// `127.0.0.1`, `127.0.0.1:8443`, `[::]:8443`.
fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let with_port = text.parse::<SocketAddr>();
    let address = text.parse::<std::net::IpAddr>().map(|address| (address, PORT).into());
    with_port.or(address).map_err(|_| "give an address such as 0.0.0.0:8443".to_owned())
}

fn listen_option<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| listen_address(&text).map_err(serde::de::Error::custom)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_file() {
        let file: RunOptions = toml::from_str("data = \"/srv/fengsui\"\nlisten = \"0.0.0.0\"\ndemo = true").unwrap();
        let flags = RunOptions { data: Some("here".into()), empty: true, ..RunOptions::default() };
        let both = flags.over(file);
        assert_eq!(both.data_dir(), Path::new("here"));
        assert_eq!(both.listen_address(), SocketAddr::from(([0, 0, 0, 0], PORT)));
        assert_eq!(both.mode(), Mode::Real);
    }

    #[test]
    fn a_demo_listens_on_loopback() {
        let demo = RunOptions { demo: true, ..RunOptions::default() };
        assert!(demo.listen_address().ip().is_loopback());
        assert_eq!(demo.listen_address().port(), PORT);
    }

    #[test]
    fn the_second_port_is_443_unless_another_is_asked_for() {
        let asked = |listen: &str, front: Option<&str>| {
            let listen = Some(listen_address(listen).unwrap());
            RunOptions { listen, front: front.map(str::to_owned), ..RunOptions::default() }.also()
        };
        let at = |port| SocketAddr::from(([192, 0, 2, 1], port));
        assert_eq!(asked("192.0.2.1", None).unwrap(), Also::IfPermitted(at(443)));
        assert_eq!(asked("192.0.2.1:443", None).unwrap(), Also::Off);
        assert_eq!(asked("192.0.2.1", Some("8843")).unwrap(), Also::Asked(at(8843)));
        assert_eq!(asked("192.0.2.1", Some("off")).unwrap(), Also::Off);
        assert!(asked("192.0.2.1", Some("https")).is_err());
    }

    #[test]
    fn an_unknown_name_in_the_file_is_an_error() {
        assert!(toml::from_str::<RunOptions>("lisen = \"0.0.0.0\"").is_err());
    }
}
