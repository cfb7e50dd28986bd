import type { NodeContext } from '../shared/n8n/connection/nodeContext';
import { parameterReader } from '../shared/n8n/form/parameters';
import { checkField, checkModule } from '../shared/zoho/call/address';
import { UsageError } from '../shared/zoho/call/errors';
import { moduleScope, SCOPES } from '../shared/zoho/call/scopes';
import { triggerForm, triggerOptions } from './form';

/** What can happen to a record. */
export const EVENTS = ['created', 'updated', 'deleted'] as const;
export type EventName = (typeof EVENTS)[number];

/** What the user wants of the node. */
export interface TriggerWishes {
	/** API names, each once. */
	readonly modules: readonly string[];
	readonly events: ReadonlySet<EventName>;
	/** API names; empty = every update counts. */
	readonly changedFields: readonly string[];
	readonly isInstant: boolean;
	readonly isSimple: boolean;
	readonly checkMinutes: number;
	/** API names; empty = every field that a list can have. */
	readonly fields: readonly string[];
	readonly ignoresOwnChanges: boolean;
	/** Null: from now on. */
	readonly startFromMs: number | null;
}

/**
 * Reads the parameters.
 * @throws UsageError for what cannot work
 */
export function readWishes(n8n: NodeContext): TriggerWishes {
	const read = parameterReader(n8n, 0, triggerForm);
	const modules = [...new Set(read.names('modules').map((name) => checkModule(name.trim())))];
	const named = read.names('events');
	const events = new Set(EVENTS.filter((event) => named.includes(event)));
	if (modules.length === 0)
		throw new UsageError('No modules are selected', 'Select at least one module in Module Names or IDs');
	if (events.size === 0) throw new UsageError('No events are selected', 'Select at least one event in Events');
	const options = read.options(triggerOptions);
	const wantsUpdates = events.has('updated');
	const { startFrom } = options;
	return {
		modules,
		events,
		// The form shows the field only with Updated.
		changedFields: wantsUpdates ? [...new Set(read.names('changedFields').map((name) => checkField(name.trim())))] : [],
		isInstant: read.choice('delivery', ['instant', 'schedule']) === 'instant',
		isSimple: read.boolean('simplify'),
		checkMinutes: options.checkMinutes,
		fields: [...new Set(options.fieldNames.map((name) => checkField(name.trim())))],
		ignoresOwnChanges: options.ignoreOwnChanges,
		startFromMs: startFrom === null ? null : Date.parse(startFrom),
	};
}

/** The scopes that the node needs. Without that of queries, it lists. */
export function scopesOf({
	modules,
	fields,
	ignoresOwnChanges,
	isInstant,
}: Pick<TriggerWishes, 'modules' | 'fields' | 'ignoresOwnChanges' | 'isInstant'>): string[] {
	return [
		...modules.map((module) => moduleScope(module, 'READ')),
		...(fields.length === 0 ? [SCOPES.fields.read] : []),
		...(ignoresOwnChanges ? [SCOPES.users.read] : []),
		...(isInstant ? Object.values(SCOPES.notifications) : []),
	];
}
