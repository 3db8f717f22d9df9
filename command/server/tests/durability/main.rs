//! What must hold of log and engine whatever is killed, full or changed: LOG and ACK.

mod backup;
mod county;
mod crash;
mod disk;
mod due;
mod fence;
mod golden;

mod idempotence;
mod replay;
