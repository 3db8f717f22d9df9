//! The relay: datagrams of clients go to one address and answers come back, each way through a [`Direction`]. Every
//! client has a socket of its own towards the target, as behind a NAT; `rebind` gives it another one.

use anyhow::Context;
use fengsui_link::{Conditions, Direction};
use serde::Deserialize;
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    os::fd::AsRawFd,
    sync::mpsc,
    time::{Duration, Instant},
};

/// Clients at once; datagrams of more are dropped.
const MAX_CLIENTS: usize = 1_024;
/// Longest that a new condition waits to be read.
const LOOK: Duration = Duration::from_millis(20);

/// One line of JSON on standard input.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Told {
    pub up: Option<Conditions>,
    pub down: Option<Conditions>,
    /// Every client gets another port towards the target, at this address of the relay's host; the old one is dead.
    pub rebind: Option<IpAddr>,
    /// Print what was counted.
    pub counted: bool,
}

pub struct Relay {
    pub socket: UdpSocket,
    target: SocketAddr,
    clients: HashMap<SocketAddr, UdpSocket>,
    up: Direction<(SocketAddr, Vec<u8>)>,
    down: Direction<(SocketAddr, Vec<u8>)>,
    began: Instant,
}

impl Relay {
    pub fn new(listen: SocketAddr, target: SocketAddr, seed: u64) -> anyhow::Result<Self> {
        let socket = UdpSocket::bind(listen).with_context(|| format!("{listen}"))?;
        socket.set_nonblocking(true)?;
        let direction = |seed| Direction::new(seed, Conditions::default());
        let (up, down) = (direction(2 * seed), direction(2 * seed + 1));
        Ok(Self { socket, target, clients: HashMap::new(), up, down, began: Instant::now() })
    }

    /// Runs until the other end of `told` is gone.
    pub fn run(&mut self, told: &mpsc::Receiver<Told>) -> anyhow::Result<()> {
        loop {
            loop {
                match told.try_recv() {
                    Ok(told) => self.heed(told)?,
                    Err(mpsc::TryRecvError::Empty) => break,
                    Err(mpsc::TryRecvError::Disconnected) => return Ok(()),
                }
            }
            self.wait();
            self.read()?;
            self.deliver();
        }
    }

    fn heed(&mut self, told: Told) -> anyhow::Result<()> {
        self.up.conditions = told.up.unwrap_or(self.up.conditions);
        self.down.conditions = told.down.unwrap_or(self.down.conditions);
        if let Some(from) = told.rebind {
            let target = self.target;
            self.clients.values_mut().try_for_each(|socket| upstream(from, target).map(|fresh| *socket = fresh))?;
        }
        if told.counted {
            println!("{}", serde_json::json!({ "up": self.up.counted, "down": self.down.counted }));
        }
        Ok(())
    }

    fn now(&self) -> i64 {
        self.began.elapsed().as_micros() as i64
    }

    fn wait(&self) {
        let due = [self.up.next(), self.down.next()].into_iter().flatten().min();
        let until = due.map_or(LOOK, |due| Duration::from_micros((due - self.now()).max(0) as u64)).min(LOOK);
        let poll = |socket: &UdpSocket| libc::pollfd { fd: socket.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        let mut sockets: Vec<libc::pollfd> =
            std::iter::once(&self.socket).chain(self.clients.values()).map(poll).collect();
        let time = libc::timespec { tv_sec: 0, tv_nsec: until.as_nanos().min(999_999_999) as _ };
        // SAFETY: both pointers are to live values, and the length is the vector's.
        unsafe { libc::ppoll(sockets.as_mut_ptr(), sockets.len() as _, &time, std::ptr::null()) };
    }

    fn read(&mut self) -> anyhow::Result<()> {
        let mut bytes = [0; 65_536];
        let now = self.now();
        while let Ok((length, client)) = self.socket.recv_from(&mut bytes) {
            if !self.clients.contains_key(&client) {
                if self.clients.len() >= MAX_CLIENTS {
                    continue;
                }
                self.clients.insert(client, upstream(any(self.target), self.target)?);
            }
            self.up.send(now, length, (client, bytes[..length].to_vec()));
        }
        for (client, socket) in &self.clients {
            while let Ok(length) = socket.recv(&mut bytes) {
                self.down.send(now, length, (*client, bytes[..length].to_vec()));
            }
        }
        Ok(())
    }

    fn deliver(&mut self) {
        let now = self.now();
        while let Some(((client, bytes), _)) = self.up.arrived(now) {
            // What the kernel will not take is lost, as on a network.
            let _ = self.clients.get(&client).map(|socket| socket.send(&bytes));
        }
        while let Some(((client, bytes), _)) = self.down.arrived(now) {
            let _ = self.socket.send_to(&bytes, client);
        }
    }
}

fn any(target: SocketAddr) -> IpAddr {
    if target.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() }
}

fn upstream(from: IpAddr, target: SocketAddr) -> anyhow::Result<UdpSocket> {
    let socket = UdpSocket::bind((from, 0)).with_context(|| format!("another address, {from}"))?;
    socket.connect(target)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Reads conditions, one a line; ends with its input.
pub fn listen(input: impl Read + Send + 'static) -> mpsc::Receiver<Told> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(input).lines().map_while(Result::ok).filter(|line| !line.trim().is_empty()) {
            match serde_json::from_str(&line) {
                Ok(one) if tell.send(one).is_ok() => (),
                Ok(_) => return,
                Err(error) => eprintln!("not understood: {error}"),
            }
        }
    });
    told
}
