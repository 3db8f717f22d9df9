//! The operator's subcommands. Those of [`Operator`] work on files; those of [`Ask`] ask the running node.

use crate::sealed;
use anyhow::Context;
use clap::{Args, Subcommand};
use fengsui_command_server::{
    admin_socket::{self, AdminAnswer, AdminAsk},
    backup,
    clock::Clock,
    document, seal, verify,
};
use fengsui_protocol::{ConferenceId, ReportId};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct DataDir {
    /// Data directory
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

#[derive(Subcommand)]
pub enum Operator {
    /// Check the log's chain, replay it, compare its snapshots, and hold every sealed recording against its seal in the
    /// log; exit status 0 when whole
    Verify(DataDir),
    /// Copy the data directory, verified; the node may be running
    Backup {
        /// New directory
        to: PathBuf,
        #[command(flatten)]
        dir: DataDir,
    },
    /// Make a new data directory of a backup
    Restore {
        /// Directory that `backup` made
        from: PathBuf,
        /// New data directory
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    /// Hold a signed report against its SM2 seal; exit status 0 when it holds
    VerifyReport {
        /// Number of the report
        report: u64,
        /// Print the text that the signature is under
        #[arg(long)]
        text: bool,
        #[command(flatten)]
        dir: DataDir,
    },
    /// Hold a signed document, JSON or PDF, against the SM2 seal in it, and the pages of a PDF against what was signed;
    /// exit status 0 when it is whole. Needs no node and no data directory
    VerifyDocument {
        /// File that was downloaded
        file: PathBuf,
        /// Public key that it must be sealed with, hexadecimal
        #[arg(long, value_name = "HEX")]
        key: Option<String>,
        /// Print the text that the signature is under
        #[arg(long)]
        text: bool,
    },
    /// Map packages
    #[command(subcommand)]
    Map(Map),
}

#[derive(Subcommand)]
pub enum Map {
    /// Make a map package of a PMTiles archive, a GeoJSON file or an OSM extract
    Import {
        file: PathBuf,
        /// Name of the package
        #[arg(long)]
        name: String,
        #[command(flatten)]
        dir: DataDir,
    },
}

#[derive(Subcommand)]
pub enum Ask {
    /// A bearer token for WHIP and WHEP, for one site of one conference
    Token {
        #[arg(long, value_name = "ID")]
        conference: u64,
        /// Name on the site's tile; the site joins the roster when it is not on it
        #[arg(long, value_name = "NAME")]
        site: String,
        /// The site may send as well
        #[arg(long)]
        publish: bool,
        /// Hours until it expires
        #[arg(long, default_value_t = 24)]
        hours: u32,
        #[command(flatten)]
        dir: DataDir,
    },
    /// Conferences
    #[command(subcommand)]
    Conference(Conference),
    /// A new one-time password for an administrator
    ResetAdmin {
        /// Account name [default: the first administrator]
        #[arg(long)]
        account: Option<String>,
        #[command(flatten)]
        dir: DataDir,
    },
}

#[derive(Subcommand)]
pub enum Conference {
    /// Make a conference; prints its number
    Create {
        name: String,
        #[command(flatten)]
        dir: DataDir,
    },
    /// Conferences that are open
    List(DataDir),
}

/// Works on files.
///
/// # Errors
/// What is wrong with them.
pub fn run(operator: Operator) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match operator {
            Operator::Verify(DataDir { data }) => {
                let verified = verify::verify(&data).await.with_context(|| format!("{}", data.display()))?;
                println!("{verified}");
                println!("{}", sealed::verify(&data, &verified.seals)?);
            }
            Operator::Backup { to, dir } => {
                let manifest = backup::backup(&dir.data, &to).await?;
                println!("{}: {} records, head {}, verified", to.display(), manifest.records, manifest.head);
                eprintln!("the recording key ({}.keys) is not in the backup; keep it apart", dir.data.display());
            }
            Operator::Restore { from, data } => {
                let manifest = backup::restore(&from, &data).await?;
                println!("{}: {} records, head {}, verified", data.display(), manifest.records, manifest.head);
            }
            Operator::VerifyReport { report, text, dir } => {
                let checked = seal::verify(&dir.data, ReportId(report)).await?;
                println!("report {report}: {} of {}, signed by {}", checked.title, checked.incident, checked.signed_by);
                println!("SM3 {}\nSM2 signature holds, public key {}", checked.digest, checked.public_key);
                if text {
                    print!("{}", checked.text);
                }
            }
            Operator::VerifyDocument { file, key, text } => verify_document(&file, key.as_deref(), text)?,
            Operator::Map(Map::Import { file, name, dir }) => import_map(&file, &name, &dir.data)?,
        }
        Ok(())
    })
}

fn verify_document(file: &Path, key: Option<&str>, text: bool) -> anyhow::Result<()> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let fonts = || document::fonts().map_err(|refusal| anyhow::anyhow!("{}", refusal.message_en));
    let checked = document::check(&bytes, key, fonts).with_context(|| file.display().to_string())?;
    let document = &checked.document;
    println!("{} {}: {}, signed by {}", checked.kind, document.number, document.content.title, document.signed_by);
    println!("SM3 {}\nSM2 signature holds, public key {}", checked.digest, document.seal.public_key);
    match checked.pages {
        document::Pages::None => {}
        document::Pages::Same => println!("the pages are what was signed"),
    }
    if text {
        print!("{}", checked.text);
    }
    Ok(())
}

fn import_map(file: &Path, name: &str, data: &Path) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let made = fengsui_gis_server::import::import(&data.join("maps"), file, name, now, &mut |_| ())?;
    println!("{}", made.id);
    eprintln!("switch it on under 系统管理 › 地图包");
    Ok(())
}

/// Asks the running node and prints what it says.
///
/// # Errors
/// When no node is running, or its refusal.
pub fn ask(ask: Ask) -> anyhow::Result<()> {
    let (data, question) = match ask {
        Ask::Token { conference, site, publish, hours, dir } => {
            (dir.data, AdminAsk::Token { conference: ConferenceId(conference), site, publish, hours })
        }
        Ask::Conference(Conference::Create { name, dir }) => (dir.data, AdminAsk::CreateConference { title: name }),
        Ask::Conference(Conference::List(dir)) => (dir.data, AdminAsk::ListConferences),
        Ask::ResetAdmin { account, dir } => (dir.data, AdminAsk::ResetAdmin { account }),
    };
    match admin_socket::ask(&data, &question)? {
        AdminAnswer::Conference { id } => println!("{id}"),
        AdminAnswer::Token { token } => println!("{token}"),
        AdminAnswer::Password { account, password } => println!("{account} {password}"),
        AdminAnswer::Conferences { open } => {
            for line in open {
                println!("{}\t{}\t{}/{}", line.id, line.title, line.present, line.sites);
            }
        }
    }
    Ok(())
}
