export { DutyDesk as default } from './DutyDesk';
