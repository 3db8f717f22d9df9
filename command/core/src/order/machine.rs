//! The order's two state machines as tables: the order itself (拟稿 → 审批 → 下达), and each recipient's rail (下达 → 送达 →
//! 签收 → 反馈 → 办结). 超时, 催办 and 督办 are no states: they stand beside the rail (ORD-3).

use fengsui_protocol::order::{OrderState, OrderStep, RowState};

/// What can be done when, and what it leads to.
pub const ORDER_STEPS: &[(OrderState, OrderStep, OrderState)] = {
    use OrderState::*;
    use OrderStep as Step;
    &[
        (Draft, Step::Edit, Draft),
        (Draft, Step::Submit, Submitted),
        (Draft, Step::IssueUrgently, Issued),
        (Draft, Step::Withdraw, Withdrawn),
        (Submitted, Step::Approve, Approved),
        (Submitted, Step::SendBack, Draft),
        (Submitted, Step::IssueUrgently, Issued),
        (Submitted, Step::Withdraw, Withdrawn),
        (Approved, Step::Issue, Issued),
        (Approved, Step::Edit, Draft),
        (Approved, Step::Withdraw, Withdrawn),
        // 补批 of what was issued urgently.
        (Issued, Step::Approve, Issued),
        (Issued, Step::Withdraw, Withdrawn),
    ]
};

/// What a recipient, or a withdrawal, can do to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowStep {
    Deliver,
    Acknowledge,
    Reply,
    Complete,
    Return,
    Withdraw,
}

/// Every step of a recipient's rail.
pub const ROW_STEPS: &[(RowState, RowStep, RowState)] = {
    use RowState::*;
    use RowStep as Step;
    &[
        (Issued, Step::Deliver, Delivered),
        (Delivered, Step::Acknowledge, Acknowledged),
        (Delivered, Step::Return, Returned),
        (Acknowledged, Step::Reply, Replied),
        (Acknowledged, Step::Complete, Completed),
        (Acknowledged, Step::Return, Returned),
        (Replied, Step::Reply, Replied),
        (Replied, Step::Complete, Completed),
        (Replied, Step::Return, Returned),
        (Issued, Step::Withdraw, Withdrawn),
        (Delivered, Step::Withdraw, Withdrawn),
        (Acknowledged, Step::Withdraw, Withdrawn),
        (Replied, Step::Withdraw, Withdrawn),
    ]
};

/// Where `step` leads from `from`, if anywhere.
pub fn after(from: OrderState, step: OrderStep) -> Option<OrderState> {
    ORDER_STEPS.iter().find(|(state, with, _)| *state == from && *with == step).map(|(.., to)| *to)
}

/// Where `step` leads on a rail, if anywhere.
pub fn row_after(from: RowState, step: RowStep) -> Option<RowState> {
    ROW_STEPS.iter().find(|(state, with, _)| *state == from && *with == step).map(|(.., to)| *to)
}

/// Steps that are possible now, in the table's order.
pub fn possible(from: OrderState) -> impl Iterator<Item = OrderStep> {
    ORDER_STEPS.iter().filter(move |(state, ..)| *state == from).map(|(_, step, _)| *step)
}

/// Steps that are possible on a rail, in the table's order.
pub fn row_possible(from: RowState) -> impl Iterator<Item = RowStep> {
    ROW_STEPS.iter().filter(move |(state, ..)| *state == from).map(|(_, step, _)| *step)
}

/// A recipient whose rail goes on.
pub fn open(state: RowState) -> bool {
    row_after(state, RowStep::Withdraw).is_some()
}

pub fn word(state: OrderState) -> &'static str {
    match state {
        OrderState::Draft => "拟稿",
        OrderState::Submitted => "待审批",
        OrderState::Approved => "已批",
        OrderState::Issued => "下达",
        OrderState::Withdrawn => "撤销",
    }
}

pub fn row_word(state: RowState) -> &'static str {
    match state {
        RowState::Issued => "下达",
        RowState::Delivered => "送达",
        RowState::Acknowledged => "签收",
        RowState::Replied => "反馈",
        RowState::Completed => "办结",
        RowState::Returned => "退回",
        RowState::Withdrawn => "撤销",
    }
}

/// Chinese word and name on the wire.
pub fn step_word(step: OrderStep) -> (&'static str, &'static str) {
    match step {
        OrderStep::Draft => ("拟稿", "draft"),
        OrderStep::Edit => ("修改", "edit"),
        OrderStep::Submit => ("送审", "submit"),
        OrderStep::SendBack => ("退改", "send_back"),
        OrderStep::Approve => ("批准", "approve"),
        OrderStep::Issue => ("下达", "issue"),
        OrderStep::IssueUrgently => ("紧急下达", "issue_urgently"),
        OrderStep::Withdraw => ("撤销", "withdraw"),
    }
}

/// Chinese word and name.
pub fn row_step_word(step: RowStep) -> (&'static str, &'static str) {
    match step {
        RowStep::Deliver => ("送达", "deliver"),
        RowStep::Acknowledge => ("签收", "acknowledge"),
        RowStep::Reply => ("反馈", "reply"),
        RowStep::Complete => ("办结", "complete"),
        RowStep::Return => ("退回", "return"),
        RowStep::Withdraw => ("撤销", "withdraw"),
    }
}
