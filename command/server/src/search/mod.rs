//! 全文搜索: a projection of the committed state, made at start and followed from commit to commit. Never a source of truth:
//! it only says where to look. What is answered is read from the state as the asker may see it, and is left out unless
//! what the asker may see says it (VIEW).

mod ask;
mod follow;
mod grams;
mod index;
mod words;

pub use ask::answer;
pub use follow::Search;
