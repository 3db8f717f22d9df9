//! What each visibility class may see of each entity, applied to what is sent (VIEW).

use crate::{Event, State, feed::FeedRecord, incident::Incident};
use fengsui_protocol::{
    IncidentId, UnitId,
    correlation::Correlated,
    live::{EntityKey, EntityView},
    visibility::Class,
};

impl State {
    /// The entity as `class` may see it; `None` when it may not, or when there is none. Conferences and recordings are
    /// conference control's.
    pub fn view(&self, key: &EntityKey, class: &Class) -> Option<EntityView> {
        match key {
            EntityKey::Incident(id) => {
                let incident = self.incidents.get(id)?;
                sees_incident(self, *id, incident, class).then(|| {
                    let mut view = incident.view(self, *id, sees_caller(&incident.unit, class), class);
                    view.relations = self.relations_for(incident, class);
                    view.proposals = self.proposals_for(Correlated::Incident(*id), class);
                    view.response = self.response_for(*id, class);
                    view.activations = self.activations_for(Correlated::Incident(*id), class);
                    EntityView::Incident(Box::new(view))
                })
            }
            EntityKey::FeedRecord(id) => {
                let record = self.records.get(id)?;
                sees_record(record, class).then(|| {
                    let mut view = record.view(*id, sees_caller(&record.unit, class));
                    view.proposals = self.proposals_for(Correlated::FeedRecord(*id), class);
                    view.activations = self.activations_for(Correlated::FeedRecord(*id), class);
                    EntityView::FeedRecord(Box::new(view))
                })
            }
            EntityKey::PhoneCall(id) => {
                let call = self.calls.get(id).filter(|_| keeps_the_telephone_log(class))?;
                Some(EntityView::PhoneCall(Box::new(call.view(*id))))
            }
            EntityKey::Warning(id) => Some(EntityView::Warning(Box::new(self.warnings.get(id)?.view(*id)))),
            EntityKey::Station(id) => Some(EntityView::Station(Box::new(self.stations.get(id)?.view(id)))),
            EntityKey::Unit(id) => Some(EntityView::Unit(Box::new(self.units.get(id)?.view(id)))),
            EntityKey::UnitGroup(id) => Some(EntityView::UnitGroup(Box::new(self.unit_groups.get(id)?.view(id)))),
            EntityKey::ExtranetNode(id) => {
                let node = self.extranet.get(id).filter(|_| sees_extranet(class))?;
                Some(EntityView::ExtranetNode(Box::new(node.view(id))))
            }
            EntityKey::User(id) => {
                let user = self.users.get(id).filter(|_| administers(class))?;
                Some(EntityView::User(Box::new(user.view(*id))))
            }
            EntityKey::FeedSource(id) => {
                let source = self.sources.get(id).filter(|_| administers(class))?;
                Some(EntityView::FeedSource(Box::new(source.view(id))))
            }
            EntityKey::Order(id) => {
                self.orders.all.get(id)?.view(*id, class).map(|view| EntityView::Order(Box::new(view)))
            }
            EntityKey::Conference(_)
            | EntityKey::Control(_)
            | EntityKey::Recording(_)
            | EntityKey::Schedule(_)
            | EntityKey::Template(_)
            | EntityKey::Message(_)
            | EntityKey::Vote(_) => None,

            EntityKey::Instruction(id) => {
                let view = self.instructions.all.get(id)?.view(*id, class);
                view.map(|view| EntityView::Instruction(Box::new(view)))
            }
            EntityKey::DutyShift(id) => {
                crate::duty::shift_view(self, *id, class).map(|view| EntityView::DutyShift(Box::new(view)))
            }
            EntityKey::DutySwap(id) => {
                crate::duty::swap_view(self, *id, class).map(|view| EntityView::DutySwap(Box::new(view)))
            }
            EntityKey::Document(id) => {
                self.documents.all.get(id)?.view(*id, class).map(|view| EntityView::Document(Box::new(view)))
            }
            EntityKey::DutyEntry(id) => {
                crate::duty::log::view(self, *id, class).map(|view| EntityView::DutyEntry(Box::new(view)))
            }
            EntityKey::Handover(id) => {
                crate::duty::handover::view(self, *id, class).map(|view| EntityView::Handover(Box::new(view)))
            }
            EntityKey::IssuedWarning(id) => {
                let view = self.issued.all.get(id)?.view(*id, class);
                view.map(|view| EntityView::IssuedWarning(Box::new(view)))
            }
            EntityKey::Gateway(id) => {
                let view = self.issued.gateways.get(id)?.view(id, class);
                view.map(|view| EntityView::Gateway(Box::new(view)))
            }
            EntityKey::Report(id) => {
                self.reports.all.get(id)?.view(*id, class).map(|view| EntityView::Report(Box::new(view)))
            }
            EntityKey::Resource(id) => self.resource_for(id, class).map(|view| EntityView::Resource(Box::new(view))),
            EntityKey::Hazard(id) => self.hazard_for(id, class).map(|view| EntityView::Hazard(Box::new(view))),
            EntityKey::ProtectionTarget(id) => {
                self.target_for(id, class).map(|view| EntityView::ProtectionTarget(Box::new(view)))
            }
            EntityKey::Plan(id) => {
                let plan = self.plans.all.get(id).filter(|_| crate::plan::sees_plans(class))?;
                Some(EntityView::Plan(Box::new(plan.view(id))))
            }
            EntityKey::Plot(id) => {
                let plot = self.plots.get(id).filter(|plot| !plot.erased)?;
                let incident = self.incidents.get(&plot.incident)?;
                sees_incident(self, plot.incident, incident, class).then(|| EntityView::Plot(Box::new(plot.view(*id))))
            }
            EntityKey::Wall(id) => {
                let wall = self.walls.get(id).filter(|_| sees_walls(class))?;
                Some(EntityView::Wall(Box::new(wall.view(id))))
            }
            EntityKey::WallPreset(id) => {
                let preset = self.wall_presets.get(id).filter(|_| sees_walls(class))?;
                Some(EntityView::WallPreset(Box::new(preset.view(id))))
            }
        }
    }

    /// Whether [`State::view`] shows an incident or an order, without making the view; `None` for everything else.
    pub fn shows(&self, key: &EntityKey, class: &Class) -> Option<bool> {
        match key {
            EntityKey::Incident(id) => {
                Some(self.incidents.get(id).is_some_and(|incident| sees_incident(self, *id, incident, class)))
            }
            EntityKey::Order(id) => Some(self.orders.all.get(id).is_some_and(|order| match class {
                Class::County => true,
                Class::Operator | Class::Administrator => false,
                Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => order.rows.contains_key(unit),
            })),
            _ => None,
        }
    }

    /// Entities whose words are searched, oldest first in each kind.
    pub fn searched(&self) -> impl Iterator<Item = EntityKey> {
        let orders = self.orders.all.keys().map(|id| EntityKey::Order(*id));
        let reports = self.reports.all.keys().map(|id| EntityKey::Report(*id));
        let instructions = self.instructions.all.keys().map(|id| EntityKey::Instruction(*id));
        let documents = self.documents.all.keys().map(|id| EntityKey::Document(*id));
        let records = self.records.keys().map(|id| EntityKey::FeedRecord(*id));
        let calls = self.calls.keys().map(|id| EntityKey::PhoneCall(*id));
        let warnings = self.warnings.keys().map(|id| EntityKey::Warning(*id));
        let incidents = self.incidents.keys().map(|id| EntityKey::Incident(*id));
        incidents
            .chain(records)
            .chain(calls)
            .chain(orders)
            .chain(reports)
            .chain(instructions)
            .chain(documents)
            .chain(warnings)
    }

    /// The live copy of `class`, in order of keys: the snapshot.
    pub fn all(&self, class: &Class) -> Vec<EntityView> {
        self.keys().filter_map(|key| self.live_view(&key, class)).collect()
    }

    fn keys(&self) -> impl Iterator<Item = EntityKey> {
        let incidents = self.incidents.keys().map(|id| EntityKey::Incident(*id));
        let records = self.records.keys().map(|id| EntityKey::FeedRecord(*id));
        let calls = self.calls.keys().map(|id| EntityKey::PhoneCall(*id));
        let warnings = self.warnings.keys().map(|id| EntityKey::Warning(*id));
        let stations = self.stations.keys().map(|id| EntityKey::Station(id.clone()));
        let units = self.units.keys().map(|id| EntityKey::Unit(id.clone()));
        let groups = self.unit_groups.keys().map(|id| EntityKey::UnitGroup(id.clone()));
        let extranet = self.extranet.keys().map(|id| EntityKey::ExtranetNode(id.clone()));
        let groups = groups.chain(extranet);
        let users = self.users.keys().map(|id| EntityKey::User(*id));
        let sources = self.sources.keys().map(|id| EntityKey::FeedSource(id.clone()));
        let orders = self.orders.all.keys().map(|id| EntityKey::Order(*id));
        let reports = self.reports.all.keys().map(|id| EntityKey::Report(*id));
        let instructions = self.instructions.all.keys().map(|id| EntityKey::Instruction(*id));
        let issued = self.issued.all.keys().map(|id| EntityKey::IssuedWarning(*id));
        let gateways = self.issued.gateways.keys().map(|id| EntityKey::Gateway(id.clone()));
        let shifts = self.duty.shifts.keys().map(|id| EntityKey::DutyShift(*id));
        let duty = shifts.chain(self.duty.swaps.keys().map(|id| EntityKey::DutySwap(*id)));
        let documents = self.documents.all.keys().map(|id| EntityKey::Document(*id));
        let incidents = incidents.chain(orders).chain(reports).chain(instructions).chain(documents);
        let duty = duty.chain(self.duty.entries.keys().map(|id| EntityKey::DutyEntry(*id)));
        let duty = duty.chain(self.duty.handovers.keys().map(|id| EntityKey::Handover(*id)));
        let incidents = incidents.chain(issued).chain(gateways);
        let plots = self.plots.keys().map(|id| EntityKey::Plot(*id));
        let walls = self.walls.keys().map(|id| EntityKey::Wall(id.clone()));
        let plans = self.plans.all.keys().map(|id| EntityKey::Plan(id.clone()));
        let resources = self.resources.all.keys().map(|id| EntityKey::Resource(id.clone()));
        let hazards = self.resources.hazards.keys().map(|id| EntityKey::Hazard(id.clone()));
        let targets = self.resources.targets.keys().map(|id| EntityKey::ProtectionTarget(id.clone()));
        let plans = plans.chain(resources).chain(hazards).chain(targets);
        let presets = self.wall_presets.keys().map(|id| EntityKey::WallPreset(id.clone()));
        let operational =
            incidents.chain(records).chain(calls).chain(warnings).chain(stations).chain(plots).chain(duty);
        operational.chain(units).chain(groups).chain(users).chain(sources).chain(walls).chain(presets).chain(plans)
    }
}

/// VIEW-15: the extranet is for whoever administers it and for the county.
fn sees_extranet(class: &Class) -> bool {
    match class {
        Class::Administrator | Class::County | Class::Operator => true,
        Class::Department(_) | Class::Township(_) | Class::Field(_) => false,
    }
}

fn administers(class: &Class) -> bool {
    match class {
        Class::Administrator => true,
        Class::County | Class::Operator | Class::Department(_) | Class::Township(_) | Class::Field(_) => false,
    }
}

/// VIEW-10: names and numbers of callers stay with the county's command.
fn keeps_the_telephone_log(class: &Class) -> bool {
    match class {
        Class::County => true,
        Class::Operator | Class::Administrator | Class::Department(_) | Class::Township(_) | Class::Field(_) => false,
    }
}

/// Walls: who arranges them, who administers them, and the walls themselves.
fn sees_walls(class: &Class) -> bool {
    match class {
        Class::County | Class::Operator | Class::Administrator => true,
        Class::Department(_) | Class::Township(_) | Class::Field(_) => false,
    }
}

/// Name and telephone of who called: the county's command, and the unit that took the report.
fn sees_caller(reporting: &UnitId, class: &Class) -> bool {
    match class {
        Class::County => true,
        Class::Operator | Class::Administrator => false,
        Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => unit == reporting,
    }
}

/// Departments share the county's incidents; towns see their own; field officers see those of their unit or town.
/// An order makes the incident known to its recipients.
pub(crate) fn sees_incident(state: &State, id: IncidentId, incident: &Incident, class: &Class) -> bool {
    match class {
        Class::County | Class::Operator | Class::Department(_) => true,
        Class::Administrator => false,
        Class::Township(unit) | Class::Field(unit) => {
            incident.concerns(state, unit)
                || crate::order::concerns_unit(state, id, unit)
                || crate::instruction::concerns_unit(state, id, unit)
        }
    }
}

fn sees_record(record: &FeedRecord, class: &Class) -> bool {
    match class {
        Class::County => true,
        Class::Operator | Class::Administrator => false,
        Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => *unit == record.unit,
    }
}

/// One line for the audit list: what was done to which entity, never what it says about people.
pub(crate) fn summary(event: &Event) -> String {
    match event {
        Event::JurisdictionOpened { id, mode, .. } => format!("打开辖区 {id}（{mode:?}）"),
        Event::UnitCreated { id, .. } => format!("新建单位 {id}"),
        Event::UnitUpdated { id, disabled, .. } => format!("修改单位 {id}{}", switched(*disabled)),
        Event::UnitGroupSet { id, units, .. } => format!("设置单位组 {id}（{} 家）", units.len()),
        Event::UnitGroupRemoved { id } => format!("删除单位组 {id}"),
        Event::ExtranetNodeSet { id, units, .. } => format!("设置外网节点 {id}（{} 家）", units.len()),
        Event::ExtranetNodeRemoved { id } => format!("删除外网节点 {id}"),
        Event::UserCreated { id, role, unit, .. } => {
            format!("新建用户 {id}（{}，{unit}）", crate::authority::role_name(*role))
        }
        Event::UserUpdated { id, disabled, .. } => format!("修改用户 {id}{}", switched(*disabled)),
        Event::PasswordSet { user, must_change, .. } => {
            format!("{}用户 {user} 的密码", if *must_change { "重置" } else { "修改" })
        }
        Event::LoggedIn { user } => format!("用户 {user} 登录"),
        Event::FeedSourceCreated { id, .. } => format!("新建来报渠道 {id}"),
        Event::FeedSourceUpdated { id, disabled, .. } => format!("修改来报渠道 {id}{}", switched(*disabled)),
        Event::SourceKeySet { source, .. } => format!("更换来报渠道 {source} 的密钥"),
        Event::FeedRefused { source, refusal, .. } => format!("拒收 {source} 来报（{}）", refusal.rule),
        Event::StationSet { id, .. } => format!("设置测站 {id}"),
        Event::RecordReceived { id, source, .. } => format!("收到来报 {id}（{source}）"),
        Event::WarningReceived { id, source, .. } => format!("收到预警 {id}（{source}）"),
        Event::ObservationTaken { observation, .. } => format!("收到测站 {} 读数", observation.station),
        Event::RecordLinked { record, incident, .. } => format!("来报 {record} 关联事件 {incident}"),
        Event::RecordUnlinked { record, incident, .. } => format!("来报 {record} 解除关联事件 {incident}"),
        Event::RecordDismissed { record, .. } => format!("来报 {record} 不予立案"),
        Event::RecordRestored { record } => format!("来报 {record} 恢复待确认"),
        Event::CallLogged { id, .. } => format!("电话记录 {id}"),
        Event::CallLinked { call, incident, .. } => format!("电话记录 {call} 关联事件 {incident}"),
        Event::CallUnlinked { call, incident, .. } => format!("电话记录 {call} 解除关联事件 {incident}"),
        Event::IncidentLogged { id, number, .. } => format!("接报事件 {id}（{number}）"),
        Event::IncidentClassified { id, type_code, .. } => format!("事件 {id} 定类定级（{type_code}）"),
        Event::IncidentLocated { id, .. } => format!("事件 {id} 定位"),
        Event::IncidentUpdated { id, .. } => format!("事件 {id} 更新"),
        Event::IncidentNoted { id, .. } => format!("事件 {id} 记事"),
        Event::AnalysisRecorded { id, input, .. } => {
            format!("事件 {id} {}扩散推演", crate::incident::analysis::word(input.substance))
        }
        Event::AnalysisRetracted { id, analysis, .. } => format!("事件 {id} 撤下推演 {analysis}"),
        Event::IncidentAttached { id, file, .. } => format!("事件 {id} 附件（{} 字节）", file.bytes),
        Event::UnitsInvolved { id, units } => format!("{} 家单位参与事件 {id}", units.len()),
        Event::IncidentMoved { id, to, .. } => format!("事件 {id} 转为{}", crate::incident::machine::word(*to)),
        Event::InstructionGiven { id, units, .. } => format!("批示 {id}（传达 {} 家）", units.len()),
        Event::InstructionConveyed { id, unit, user, .. } => format!("批示 {id} 传达到 {unit}（用户 {user}）"),
        Event::InstructionReplied { id, unit, .. } => format!("{unit} 回复批示 {id}"),
        Event::InstructionReminded { id, unit, .. } => format!("催办 {unit} 回复批示 {id}"),
        Event::DutyShiftSet { id, unit, .. } => format!("{unit} 排班 {id}"),
        Event::DutyShiftRemoved { id, unit, .. } => format!("{unit} 删除班次 {id}"),
        Event::DutySwapProposed { id, give, take, .. } => format!("提出换班 {id}（班次 {give} 换 {take}）"),
        Event::DutySwapAnswered { id, accepted, .. } => {
            format!("{}换班 {id}", if *accepted { "同意" } else { "不同意" })
        }
        Event::DutySwapWithdrawn { id } => format!("收回换班 {id}"),
        Event::DocumentDrafted { id, kind, .. } => format!("拟公文 {id}（{}）", crate::document::word(*kind)),
        Event::DocumentEdited { id, .. } => format!("修改公文 {id}"),
        Event::DocumentPictureKept { id, picture, .. } => format!("公文 {id} 收图（{} 字节）", picture.bytes),
        Event::DocumentSigned { id, number, .. } => format!("签发公文 {id}（{number}）"),
        Event::DocumentSealed { id, .. } => format!("公文 {id} 盖章（SM2）"),
        Event::DocumentDiscarded { id, .. } => format!("废弃公文草稿 {id}"),
        Event::DutyEntryAdded { id, unit, .. } => format!("{unit} 值班日志记事 {id}"),
        Event::HandoverGiven { id, unit, list, .. } => format!("{unit} 交班 {id}（{} 项）", list.items.len()),
        Event::HandoverConfirmed { id, unit, taker, .. } => format!("{unit} 接班确认 {id}（用户 {taker}）"),
        Event::HandoverWithdrawn { id, unit } => format!("{unit} 收回交班 {id}"),
        Event::WarningDrafted { id, .. } => format!("拟预警 {id}"),
        Event::WarningEdited { id, .. } => format!("修改预警 {id}"),
        Event::WarningApproved { id, .. } => format!("批准预警 {id}"),
        Event::WarningIssued { id, units, dispatches, .. } => {
            format!("发布预警 {id}（{} 家，{} 个渠道）", units.len(), dispatches.len())
        }
        Event::WarningCancelled { id, .. } => format!("解除预警 {id}"),
        Event::IssuedWarningShown { id, unit, user, .. } => format!("预警 {id} 送达 {unit}（用户 {user}）"),
        Event::IssuedWarningAcknowledged { id, unit, .. } => format!("{unit} 签收预警 {id}"),
        Event::GatewaySet { id, disabled, .. } => format!("设置发布渠道 {id}{}", switched(Some(*disabled))),
        Event::GatewayKeySet { gateway, .. } => format!("更换发布渠道 {gateway} 的密钥"),
        Event::DispatchAnswered { id, error, .. } => {
            format!("预警 {id} 外发{}", if error.is_some() { "未成" } else { "已收" })
        }
        Event::ReceiptTaken { id, .. } => format!("预警 {id} 收到回执"),
        Event::ReportDrafted { id, .. } => format!("拟报告 {id}"),
        Event::ReportEdited { id, .. } => format!("修改报告 {id}"),
        Event::ReportSigned { id, .. } => format!("签发报告 {id}"),
        Event::ReportSealed { id, .. } => format!("报告 {id} 盖章（SM2）"),
        Event::ReportConfirmed { id, .. } => format!("报告 {id} 电话确认"),
        Event::ReportPhoned { incident, .. } => format!("事件 {incident} 电话首报"),
        Event::ReportEscalated { incident, what, .. } => {
            format!("事件 {incident} {}超时", crate::report::clocks::word(what))
        }
        Event::OrderDrafted { id, number, .. } => format!("拟稿指令 {id}（{number}）"),
        Event::OrderEdited { id, .. } => format!("修改指令 {id}"),
        Event::OrderSubmitted { id, .. } => format!("指令 {id} 送审"),
        Event::OrderSentBack { id, .. } => format!("指令 {id} 退改"),
        Event::OrderApproved { id, .. } => format!("批准指令 {id}"),
        Event::OrderIssued { id, units, urgent_basis, .. } => {
            format!("{}指令 {id}（{} 家）", if urgent_basis.is_some() { "紧急下达" } else { "下达" }, units.len())
        }
        Event::OrderWithdrawn { id, .. } => format!("撤销指令 {id}"),
        Event::OrderShown { id, unit, user, .. } => format!("指令 {id} 送达 {unit}（用户 {user}）"),
        Event::OrderAcknowledged { id, unit, .. } => format!("{unit} 签收指令 {id}"),
        Event::OrderReturned { id, unit, .. } => format!("{unit} 退回指令 {id}"),
        Event::OrderReplied { id, unit, .. } => format!("{unit} 反馈指令 {id}"),
        Event::OrderCompleted { id, unit, .. } => format!("{unit} 办结指令 {id}"),
        Event::OrderReminded { id, unit, .. } => format!("催办 {unit}（指令 {id}）"),
        Event::OrderSupervised { id, unit, number, .. } => format!("督办 {unit}（指令 {id}，{number} 号）"),
        Event::PlotDrawn { id, incident, .. } => format!("事件 {incident} 标绘 {id}"),
        Event::PlotRevised { id, .. } => format!("修改标绘 {id}"),
        Event::PlotErased { id, incident, .. } => format!("擦除事件 {incident} 的标绘 {id}"),
        Event::PlotRestored { id, incident, .. } => format!("恢复事件 {incident} 的标绘 {id}"),
        Event::WallSet { id, .. } => format!("设置大屏 {id}"),
        Event::WallRemoved { id } => format!("删除大屏 {id}"),
        Event::WallArranged { id, .. } => format!("安排大屏 {id}"),
        Event::WallPresetSaved { id, .. } => format!("保存大屏预设 {id}"),
        Event::WallPresetRemoved { id } => format!("删除大屏预设 {id}"),
        Event::CorrelationProposed { subject, proposals } => {
            format!("{}有 {} 条关联建议", subject_words(*subject), proposals.len())
        }
        Event::ProposalRejected { subject, incident, .. } => {
            format!("{}与事件 {incident} 不是同一起", subject_words(*subject))
        }
        Event::ProposalRestored { subject, incident, .. } => {
            format!("{}与事件 {incident} 撤销“不是同一起”", subject_words(*subject))
        }
        Event::IncidentRelated { id, relation, to, .. } => {
            format!("事件 {id} {}事件 {to}", crate::incident::relation::word(*relation))
        }
        Event::IncidentUnrelated { id, relation, to, .. } => {
            format!("撤销：事件 {id} {}事件 {to}", crate::incident::relation::word(*relation))
        }
        Event::PlanSaved { id, .. } => format!("保存预案 {id}"),
        Event::PlanRemoved { id, .. } => format!("删除预案 {id}"),
        Event::ActivationProposed { subject, plan, level, .. } => {
            format!("{}建议启动预案 {plan}（{}）", subject_words(*subject), crate::plan::words::level(*level))
        }
        Event::ActivationRejected { incident, plan, .. } => format!("事件 {incident} 不启动预案 {plan}"),
        Event::ActivationRestored { incident, plan, .. } => format!("事件 {incident} 撤销“不启动预案 {plan}”"),
        Event::PlanActivated { incident, plan, level, .. } => {
            format!("事件 {incident} 启动预案 {plan}（{}）", crate::plan::words::level(*level))
        }
        Event::ResponseChanged { incident, to, .. } => {
            format!("事件 {incident} 响应调为{}", crate::plan::words::level(*to))
        }
        Event::ResponseEnded { incident, .. } => format!("事件 {incident} 结束响应"),
        Event::RegisterImported { rows, .. } => format!("导入资源台账 {} 行", rows.len()),
        Event::ResourceStatusSet { id, unavailable, .. } => {
            format!("资源 {id} {}", if unavailable.is_some() { "停用" } else { "恢复可用" })
        }
        Event::ResourceDispatched { id, incident, amount, .. } => format!("事件 {incident} 调用资源 {id} ×{amount}"),
        Event::ResourceArrived { id, incident, .. } => format!("资源 {id} 到事件 {incident} 现场"),
        Event::ResourceReturned { id, incident, amount, .. } => format!("资源 {id} 自事件 {incident} 归还 ×{amount}"),
        Event::MapPackageSet { id, active } => format!("{}地图包 {id}", if *active { "启用" } else { "停用" }),
    }
}

fn subject_words(subject: Correlated) -> String {
    match subject {
        Correlated::Incident(id) => format!("事件 {id} "),
        Correlated::FeedRecord(id) => format!("来报 {id} "),
    }
}

fn switched(disabled: Option<bool>) -> &'static str {
    match disabled {
        Some(true) => "（停用）",
        Some(false) => "（启用）",
        None => "",
    }
}
