//! Answers a query: the index says where to look, the state as the asker may see it says whether it is so (SEARCH-2).

use super::{Search, grams, words::Words};
use crate::domain::Domain;
use fengsui_protocol::{
    Class,
    live::EntityKey,
    search::{SearchAnswer, SearchGroup, SearchHit, SearchKind, SnippetPiece},
};

/// Entities looked at for one query, of all that the index names; the newest.
const LOOKED_AT: usize = 20_000;
/// Hits that are read in full per kind, to find the best among them.
const READ: usize = 40;
/// Characters of a snippet around what was found.
const AROUND: usize = 24;

/// What of `query` the class may find: `most` hits a kind, of one kind when `only` says so.
pub fn answer(
    search: &Search,
    domain: &Domain,
    class: &Class,
    query: &str,
    only: Option<SearchKind>,
    most: usize,
) -> SearchAnswer {
    let terms = grams::terms(query);
    let wanted: Vec<_> = terms.iter().flat_map(|term| grams::wanted(term)).collect();
    let candidates: Vec<(SearchKind, EntityKey)> = search.look(|index| {
        let of_kind = index.having(&wanted).filter(|(kind, _)| only.is_none_or(|only| only == *kind));
        of_kind.take(LOOKED_AT).cloned().collect()
    });
    let groups = SearchKind::ALL.into_iter().filter_map(|kind| {
        let of_kind = candidates.iter().filter(|(of, _)| *of == kind).map(|(_, key)| key);
        group(domain, class, &terms, kind, of_kind, most)
    });
    SearchAnswer { query: query.to_owned(), groups: groups.collect(), building: !search.whole() }
}

fn group<'a>(
    domain: &Domain,
    class: &Class,
    terms: &[Vec<char>],
    kind: SearchKind,
    keys: impl Iterator<Item = &'a EntityKey>,
    most: usize,
) -> Option<SearchGroup> {
    let shown = keys.filter(|key| domain.shows(key, class));
    let found = shown.filter_map(|key| hit(domain, class, terms, key));
    let mut found: Vec<_> = found.take(READ.max(most) + 1).collect();
    let more = found.len() > most;
    // What is called so comes before what only mentions it; then the newest.
    found.sort_by_key(|(named, hit)| (!named, std::cmp::Reverse(hit.at)));
    let hits: Vec<_> = found.into_iter().take(most).map(|(_, hit)| hit).collect();
    (!hits.is_empty()).then_some(SearchGroup { kind, hits, more })
}

/// `None` when what the class sees of it does not say every term. With it: whether its name says them.
fn hit(domain: &Domain, class: &Class, terms: &[Vec<char>], key: &EntityKey) -> Option<(bool, SearchHit)> {
    let words = Words::of(&domain.view(key, class)?)?;
    let texts: Vec<Vec<char>> = words.all().map(|text| text.chars().map(grams::plain).collect()).collect();
    let said = |term: &Vec<char>| texts.iter().position(|text| grams::find(text, term).is_some());
    let places = terms.iter().map(said).collect::<Option<Vec<_>>>()?;
    let named = places.iter().all(|place| *place == 0);
    let elsewhere = places.iter().find(|place| **place > 0);
    let snippet = elsewhere.and_then(|place| words.all().nth(*place)).map(|text| excerpt(text, terms));
    let (at, incident) = (words.at, words.incident);
    let title = marked(&words.title.chars().collect::<Vec<_>>(), terms);
    Some((named, SearchHit { key: key.clone(), title, snippet: snippet.unwrap_or_default(), at, incident }))
}

/// The text around the first thing found in it.
fn excerpt(text: &str, terms: &[Vec<char>]) -> Vec<SnippetPiece> {
    let (all, flat): (Vec<char>, Vec<char>) =
        text.chars().map(|c| (if c.is_control() { ' ' } else { c }, grams::plain(c))).unzip();
    let first = terms.iter().filter_map(|term| Some((grams::find(&flat, term)?, term.len()))).min();
    let (place, length) = first.unwrap_or((0, 0));
    let (from, to) = (place.saturating_sub(AROUND), (place + length + 2 * AROUND).min(all.len()));
    let mut pieces = marked(&all[from..to], terms);
    let dots = || SnippetPiece { text: "…".to_owned(), hit: false };
    if from > 0 {
        pieces.insert(0, dots());
    }
    if to < all.len() {
        pieces.push(dots());
    }
    pieces
}

/// Cuts a text into what was searched for and what stands between.
fn marked(text: &[char], terms: &[Vec<char>]) -> Vec<SnippetPiece> {
    let flat: Vec<_> = text.iter().copied().map(grams::plain).collect();
    let mut hits = vec![false; text.len()];
    for term in terms {
        let mut from = 0;
        while let Some(at) = flat.get(from..).and_then(|rest| grams::find(rest, term)) {
            hits[from + at..from + at + term.len()].fill(true);
            from += at + term.len();
        }
    }
    let mut pieces: Vec<SnippetPiece> = Vec::new();
    for (c, hit) in text.iter().zip(hits) {
        match pieces.last_mut() {
            Some(last) if last.hit == hit => last.text.push(*c),
            _ => pieces.push(SnippetPiece { text: c.to_string(), hit }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_mark_what_was_found_and_cut_the_rest() {
        let terms = grams::terms("滨江 boat");
        let text = format!("{}带 BOAT 到滨江村，{}", "前".repeat(40), "后".repeat(80));
        let pieces = excerpt(&text, &terms);
        let hits: Vec<_> = pieces.iter().filter(|piece| piece.hit).map(|piece| piece.text.as_str()).collect();
        assert_eq!(hits, ["BOAT", "滨江"]);
        assert!(pieces[0].text == "…" && pieces.last().unwrap().text == "…");
        let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(text.contains(whole.trim_matches('…')), "nothing is made up: {whole}");
    }
}
