import type { ModuleDefinition } from '../contract';
import type { JsonValue } from '../json';
import type { EmulatorState } from '../state';
import { withLineTotals } from './lineItems';
import type { StoredRecord } from './store';

/** Values by API name, with the id. */
export type NewValues = Record<string, JsonValue> & { id: string };

/** A record with what Zoho works out of its other values. @param before what it was, where it is changed */
export function withDerived(
	state: EmulatorState,
	module: ModuleDefinition,
	record: NewValues,
	before?: StoredRecord,
): StoredRecord {
	const has = (name: string): boolean => state.schema.field(module.apiName, name) !== undefined;
	if (has('Full_Name')) setFullName(record);
	if (has('Call_Duration_in_seconds')) setSeconds(record);
	if (has('Closed_Time')) setClosedTime(state, record, before);
	return withLineTotals(state, module, record);
}

function setFullName(record: NewValues): void {
	const name = [record.First_Name, record.Last_Name].filter((part) => typeof part === 'string').join(' ');
	if (name === '') delete record.Full_Name;
	else record.Full_Name = name;
}

/** `Call_Duration` is minutes and seconds. */
function setSeconds(record: NewValues): void {
	const parts = typeof record.Call_Duration === 'string' ? record.Call_Duration.split(':') : [];
	if (parts.length === 2) record.Call_Duration_in_seconds = Number(parts[0]) * 60 + Number(parts[1]);
	else delete record.Call_Duration_in_seconds;
}

/** A task is closed when its status becomes Completed. ASSUMED of other closing states that an organization adds. */
function setClosedTime(state: EmulatorState, record: NewValues, before: StoredRecord | undefined): void {
	if (record.Status !== 'Completed') delete record.Closed_Time;
	else if (before?.Status !== 'Completed') record.Closed_Time = state.timeText();
}
