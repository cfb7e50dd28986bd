import type { IBinaryKeyData, IDataObject, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ZohoClient } from '../../zoho/client';
import type { Execution } from '../connection/nodeContext';
import type { MappedRows } from '../form/mappedRows';
import type { OperationForm, ResourceForm } from '../form/nodeDescription';
import type { ParameterReader } from '../form/parameters';
import type { BinaryFiles, BinarySource } from './files';
import type { RefusedRow } from './outputItems';

/** What the credential of the step leads to. */
export interface Connection {
	/** Key of the data center, or `custom`. */
	readonly dataCenter: string;
	/** The environment that the credential is set to; null with a Custom data center. */
	readonly environment: string | null;
	/** Origin of the API, e.g. `https://www.zohoapis.eu`. */
	readonly apiDomain: string;
	/** What the token may do; null where Zoho did not say. */
	readonly grantedScopes: readonly string[] | null;
}

/** What an operation that handles one item is given. */
export interface EachContext {
	readonly zoho: ZohoClient;
	/** The connection as it stands now: the token may have been renewed since the step began. */
	connection(): Promise<Connection>;
	/** Reads the parameters as this item sets them. */
	readonly read: ParameterReader;
	/** The item itself. */
	readonly json: Readonly<IDataObject>;
	/**
	 * A file of the item.
	 * @throws UsageError if it has none of that name
	 */
	readBinary(field: string): Promise<BinarySource>;
	/** Stores a file for an output item. */
	readonly writeBinary: BinaryFiles['writeBinary'];
	readonly surroundings: Execution;
	/** Adds a line to the node's output panel. */
	hint(text: string): void;
}

/** What an operation that handles all items at once is given. */
export interface TogetherContext extends BinaryFiles {
	readonly zoho: ZohoClient;
	/** The connection as it stands now: the token may have been renewed since the step began. */
	connection(): Promise<Connection>;
	/** Reads the parameters as one item sets them; evaluating expressions costs about 2 ms. */
	readAt(itemIndex: number): ParameterReader;
	readonly items: readonly { readonly json: Readonly<IDataObject> }[];
	/** Whether the step is set to go on after a refusal. */
	readonly continuesOnFail: boolean;
	readonly surroundings: Execution;
	/** Turns what the client threw into the form that n8n shows. */
	toNodeError(error: unknown, itemIndex: number): NodeApiError | NodeOperationError;
	/** Adds a line to the node's output panel. */
	hint(text: string): void;
	/**
	 * Reads a resource mapper for all items, evaluating as few expressions as can be.
	 * @throws UsageError if no field is mapped, or if the execution was stopped
	 */
	mappedRows(name: string): Promise<MappedRows>;
	/**
	 * A reader of the rows of a resource mapper, item by item, that evaluates as few expressions as can be.
	 * @throws UsageError if no field is mapped
	 */
	rowReader(name: string): (itemIndex: number) => Readonly<Record<string, unknown>>;
	/** Whether a parameter can come out differently for each item. */
	variesByItem(name: string): boolean;
	/**
	 * Keeps a text with the workflow, for later executions; the last 20 are kept. n8n stores it when the execution ends or
	 * falls asleep, and not at all in runs that were started by hand.
	 */
	remember(key: string, text: string): void;
	/** A text that was kept with the workflow; null if it does not know it. */
	recall(key: string): string | null;
	/** The address that wakes the execution once it sleeps; `wake` is given the token. */
	callbackUrl(token: string): string;
	/**
	 * Puts the execution to sleep in n8n's database, where it survives a restart; to be returned at once. Callbacks that come
	 * before are lost.
	 * @param memory JSON for `wake`
	 * @param untilMs when to stop waiting, in milliseconds since 1970; n8n may be a minute late
	 * @param timedOut the answers that leave if no callback came: one for every input item
	 */
	sleepUntilCallback(
		memory: IDataObject,
		untilMs: number,
		timedOut: readonly AnsweringItem[],
	): Promise<readonly AnsweringItem[]>;
}

/** What an operation is given when a callback reaches its sleeping execution. */
export interface WakeContext extends BinaryFiles {
	readonly zoho: ZohoClient;
	/** As given to `sleepUntilCallback`. */
	readonly memory: unknown;
	/** As given to `callbackUrl`; the callback may come from anyone who knows the address. */
	readonly token: string;
	/** The input items, as they were when it fell asleep. */
	readonly items: readonly { readonly json: Readonly<IDataObject> }[];
	/** Parameters that are expressions over an item are read wrongly here: what they were belongs into the memory. */
	readonly read: ParameterReader;
	readonly surroundings: Execution;
}

/** What an input item became, and its index: an output item, or a refusal; and the output that it leaves through, 0 unless given. */
export type AnsweringItem =
	| { readonly answers: number; readonly json: IDataObject; readonly binary?: IBinaryKeyData; readonly output?: number }
	| { readonly answers: number; readonly refused: RefusedRow; readonly output?: number };

/** An output item with more than its json. */
export class OutputItem {
	constructor(
		readonly json: IDataObject,
		readonly more: { readonly binary?: IBinaryKeyData; readonly output?: number },
	) {}
}

/** What one item becomes: one output item, several, or none. */
export type EachResult = IDataObject | OutputItem | readonly (IDataObject | OutputItem)[];

interface OperationParts extends OperationForm {
	/** The scopes that its calls need, e.g. `ZohoCRM.users.READ`; compared with those of the token before the first call. */
	scopes(read: ParameterReader): readonly string[];
	/** How many outputs the node has as it is set; 1 unless given. */
	outputs?(read: ParameterReader): number;
}

/** Handles one item. */
export interface EachOperation extends OperationParts {
	/** Runs for the first item alone where no parameter can differ from item to item: a list would be the same for each. */
	readonly runsOnce?: true;
	each(context: EachContext): Promise<EachResult>;
}

/** Handles all items together. Once a write may have reached Zoho it must not reject. */
export interface TogetherOperation extends OperationParts {
	/** Whether an earlier run may have written the items: then a refusal of the whole operation says nothing of their status. */
	readonly takesUpEarlierRun?: true;
	together(context: TogetherContext): Promise<readonly AnsweringItem[]>;
	/** After `sleepUntilCallback`: the answers, one per input item; null to sleep on. What it rejects with is logged, and it sleeps on. */
	wake?(context: WakeContext): Promise<readonly AnsweringItem[] | null>;
}

/** What a user can choose: exactly one of the two kinds. */
export type Operation = EachOperation | TogetherOperation;

/** A group of operations in the Resource menu. */
export interface Resource extends ResourceForm {
	readonly operations: readonly Operation[];
}

/** Registers an operation: what the user sees and what it does, side by side. */
export function operation<Kind extends Operation>(definition: Kind): Kind {
	return definition;
}
