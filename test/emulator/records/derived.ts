import type { ModuleDefinition } from '../contract';
import type { JsonValue } from '../json';
import { STAGES } from '../metadata/stages';
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
	if (has('Full_Name')) setFullName(state, record);
	if (has('Probability') && has('Stage')) setRevenue(state, record, before);
	if (has('Call_Duration_in_seconds')) setSeconds(record);
	if (has('Closed_Time')) setClosedTime(state, record, before);
	return withLineTotals(state, module, record);
}

function setFullName({ switches }: EmulatorState, record: NewValues): void {
	const salutation = switches.salutationInFullName ? record.Salutation : null;
	const name = [salutation, record.First_Name, record.Last_Name].filter((part) => typeof part === 'string').join(' ');
	if (name === '') delete record.Full_Name;
	else record.Full_Name = name;
}

/**
 * A new stage gives its probability, unless the call gives another one; a stage that is none of Zoho's leaves it as it was. A
 * probability that a call gives but that is the same as before counts as not given: ASSUMED.
 */
function setRevenue({ switches }: EmulatorState, record: NewValues, before: StoredRecord | undefined): void {
	const stage = STAGES.find(({ name }) => name === record.Stage);
	const isNew = before?.Stage !== record.Stage;
	if (switches.probabilityByStage && stage && isNew && record.Probability === before?.Probability)
		record.Probability = stage.probability;
	const { Amount: amount, Probability: probability } = record;
	if (typeof amount === 'number' && typeof probability === 'number')
		record.Expected_Revenue = Math.round(amount * probability) / 100;
	else delete record.Expected_Revenue;
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
