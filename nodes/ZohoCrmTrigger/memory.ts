import type { IDataObject, INode, IWorkflowMetadata } from 'n8n-workflow';
import { isObject } from '../shared/zoho/call/shape';
import type { ChangePlace } from '../shared/zoho/records/api';

/** A channel of ours. */
export interface Channel {
	readonly id: string;
	readonly token: string;
	readonly url: string;
	/** As Zoho answered; 0 before it was made. */
	readonly expiryMs: number;
	/** When it is renewed. */
	readonly renewMs: number;
	/** Modules of which Zoho tells nothing. */
	readonly unnotified: readonly string[];
}

/** How far the changes of a module were read. */
export interface Cursor extends ChangePlace {
	/** Before this nothing is read. */
	readonly startedMs: number;
	/** Up to when deletions were read. */
	readonly deletedMs: number;
	/** The Start From that it began with; null where there was none. */
	readonly startFromMs: number | null;
}

/** A set of texts that forgets the oldest. */
export class RecentTexts {
	private readonly texts = new Set<string>();

	constructor(private readonly limit: number) {}

	has(text: string): boolean {
		return this.texts.has(text);
	}

	add(text: string): void {
		this.texts.delete(text);
		this.texts.add(text);
		if (this.texts.size <= this.limit) return;
		for (const oldest of this.texts) {
			this.texts.delete(oldest);
			return;
		}
	}
}

/** The watched fields of a record. */
export interface Watched {
	/** Module and record. */
	readonly key: string;
	/** Differs where the fields do. */
	readonly digest: string;
}

/** What one process of n8n knows of a node. Lost with the process: nothing is missed for that. */
export interface NodeMemory {
	isPolling: boolean;
	/** The context that polled last; one that is new belongs to an activation. */
	lastContext: object | null;
	/** How many polls in a row came with a new one. */
	newContexts: number;
	/** IDs of events that were given out. */
	readonly given: RecentTexts;
	/** When missed changes are looked for next, by our clock. */
	nextCheckMs: number;
	/** When to look once more after that; null: not planned. */
	checkAgainMs: number | null;
	/** Whether this process has looked for missed changes. */
	hasChecked: boolean;
	/** When our channel was last found at Zoho. */
	verifiedMs: number;
	/** Zoho's clock minus ours; null while it is not known. */
	clockOffsetMs: number | null;
	channel: Channel | null;
	readonly fieldNames: Map<string, { readonly names: readonly string[]; readonly readMs: number }>;
	userId: string | null;
	/** The watched fields of records as they were last seen, shortened. */
	readonly watched: Map<string, string>;
	/** How many changes were read since the cursor was last given out. */
	unsaved: number;
	/** What waits to be recorded, and whether somebody does that. */
	readonly waiting: WaitingKeys[];
	isRecording: boolean;
}

/** Event IDs that an execution wants to give out. */
export interface WaitingKeys {
	readonly keys: readonly string[];
	resolve(fresh: ReadonlySet<string>): void;
	reject(reason: unknown): void;
}

/** Our choice: so many IDs are known to a process; a longer list would only spare executions. */
const MOST_GIVEN = 20_000;
/** Our choice: records whose watched fields are known. */
const MOST_WATCHED = 5_000;

const memories = new Map<string, NodeMemory>();

interface NodePlace {
	getNode(): INode;
	getWorkflow(): IWorkflowMetadata;
}

/** What this process knows of a node, also after it was deactivated and activated. */
export function memoryOf(context: NodePlace): NodeMemory {
	const key = `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
	const known = memories.get(key);
	if (known !== undefined) return known;
	const made: NodeMemory = {
		isPolling: false,
		lastContext: null,
		newContexts: 0,
		given: new RecentTexts(MOST_GIVEN),
		nextCheckMs: 0,
		checkAgainMs: null,
		hasChecked: false,
		verifiedMs: 0,
		clockOffsetMs: null,
		channel: null,
		fieldNames: new Map(),
		userId: null,
		watched: new Map(),
		unsaved: 0,
		waiting: [],
		isRecording: false,
	};
	memories.set(key, made);
	return made;
}

/** Forgets everything, as the end of the process does. For tests. */
export function forgetAll(): void {
	memories.clear();
}

/** Remembers the watched fields of a record. */
export function noteWatched(memory: NodeMemory, { key, digest }: Watched): void {
	memory.watched.delete(key);
	memory.watched.set(key, digest);
	if (memory.watched.size <= MOST_WATCHED) return;
	for (const oldest of memory.watched.keys()) {
		memory.watched.delete(oldest);
		return;
	}
}

interface StaticData extends NodePlace {
	getWorkflowStaticData(type: string): IDataObject;
}

/**
 * The channel lies in the data of the workflow, under the ID of the node: the data of the node is a copy of its own for polls
 * where n8n's cursors are durable, so that what `create` writes would not reach them.
 */
const channelSlot = (context: StaticData): string => `zohoCrmTrigger ${context.getNode().id}`;

/** The channel as it was stored; null if there is none. */
export function readChannel(context: StaticData): Channel | null {
	const stored: unknown = context.getWorkflowStaticData('global')[channelSlot(context)];
	if (!isObject(stored)) return null;
	const { id, token, url, expiryMs, renewMs, unnotified } = stored;
	if (typeof id !== 'string' || typeof token !== 'string' || typeof url !== 'string') return null;
	return {
		id,
		token,
		url,
		expiryMs: numberOr(expiryMs, 0),
		renewMs: numberOr(renewMs, 0),
		unnotified: Array.isArray(unnotified) ? unnotified.map(String) : [],
	};
}

/** Stores the channel, or that there is none. */
export function writeChannel(context: StaticData, channel: Channel | null): void {
	const data = context.getWorkflowStaticData('global');
	data[channelSlot(context)] = channel === null ? null : { ...channel, unnotified: [...channel.unnotified] };
}

const CURSORS = 'zohoCrmCursors';

/** How far the changes of the modules were read, by module. */
export function readCursors(context: StaticData): Map<string, Cursor> {
	const stored: unknown = context.getWorkflowStaticData('node')[CURSORS];
	const cursors = new Map<string, Cursor>();
	for (const [module, cursor] of Object.entries(isObject(stored) ? stored : {})) {
		if (!isObject(cursor) || typeof cursor.timeMs !== 'number') continue;
		cursors.set(module, {
			timeMs: cursor.timeMs,
			id: typeof cursor.id === 'string' ? cursor.id : '',
			startedMs: numberOr(cursor.startedMs, cursor.timeMs),
			deletedMs: numberOr(cursor.deletedMs, cursor.timeMs),
			startFromMs: typeof cursor.startFromMs === 'number' ? cursor.startFromMs : null,
		});
	}
	return cursors;
}

/** Notes how far the changes were read. n8n stores it with what the poll gives out, or when the activation ends. */
export function writeCursors(context: StaticData, cursors: ReadonlyMap<string, Cursor>): void {
	const entries = [...cursors].map(([module, cursor]): [string, IDataObject] => [module, { ...cursor }]);
	context.getWorkflowStaticData('node')[CURSORS] = Object.fromEntries(entries);
}

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
