//! B³ (Bagga and Baldwin 1998): for each report, how much of its cluster speaks of its event (precision), and how much
//! of its event is in its cluster (recall), averaged over reports.

use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, Default)]
pub struct BCubed {
    pub precision: f64,
    pub recall: f64,
}

impl BCubed {
    /// Of (event, cluster) of each report.
    pub fn of(reports: &[(usize, usize)]) -> Self {
        let (mut events, mut clusters, mut both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (event, cluster) in reports {
            *events.entry(event).or_insert(0.0) += 1.0;
            *clusters.entry(cluster).or_insert(0.0) += 1.0;
            *both.entry((event, cluster)).or_insert(0.0) += 1.0;
        }
        let mut sum = Self::default();
        for (event, cluster) in reports {
            let together: f64 = both[&(event, cluster)];
            sum.precision += together / clusters[cluster];
            sum.recall += together / events[event];
        }
        let many = reports.len().max(1) as f64;
        Self { precision: sum.precision / many, recall: sum.recall / many }
    }

    pub fn f1(&self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall).max(f64::MIN_POSITIVE)
    }
}
