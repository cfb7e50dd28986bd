import type { IBinaryKeyData, IDataObject, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ZohoClient } from '../../zoho/client';
import type { Execution } from '../connection/nodeContext';
import type { MappedRows } from '../form/mappedRows';
import type { OperationForm, ResourceForm } from '../form/nodeDescription';
import type { ParameterReader } from '../form/parameters';
import type { BinaryFiles, BinarySource } from './files';
import type { HintType } from './hints';
import type { ResultParts, ResultShape } from './resultRow';
import type { NodeMarks } from './nodeMarks';

/** Where the credential of the node leads. */
export interface Connection {
	/** Key of the data center, or `custom`. */
	readonly dataCenter: string;
	/** The environment chosen in the credential; null with a Custom data center. */
	readonly environment: string | null;
	/** Origin of the API, e.g. `https://www.zohoapis.eu`. */
	readonly apiDomain: string;
	/** Scopes of the token; null if Zoho did not say. */
	readonly grantedScopes: readonly string[] | null;
}

/** What an operation that handles one item is given. */
export interface EachContext {
	readonly zoho: ZohoClient;
	/** The connection as it is now: the token may have been renewed during the run. */
	connection(): Promise<Connection>;
	/** Reads the parameters, with expressions evaluated for this item. */
	readonly read: ParameterReader;
	readonly itemIndex: number;
	/** The item itself. */
	readonly json: Readonly<IDataObject>;
	/**
	 * A file of the item.
	 * @throws UsageError if the item has no such file
	 */
	readBinary(field: string): Promise<BinarySource>;
	/** Stores a file for an output item. */
	readonly writeBinary: BinaryFiles['writeBinary'];
	readonly execution: Execution;
	/** Adds a line to the node's output panel; a warning is yellow. */
	hint(text: string, type?: HintType): void;
}

/** What an operation that handles all items at once is given. */
export interface TogetherContext extends BinaryFiles {
	readonly zoho: ZohoClient;
	/** The connection as it is now: the token may have been renewed during the run. */
	connection(): Promise<Connection>;
	/** Reads the parameters for one item. Evaluating expressions costs about 2 ms. */
	readAt(itemIndex: number): ParameterReader;
	readonly items: readonly { readonly json: Readonly<IDataObject> }[];
	/** Whether the node is set to continue after an error. */
	readonly continuesOnFail: boolean;
	readonly execution: Execution;
	/** Turns an error into the form that n8n shows. */
	toNodeError(error: unknown, itemIndex: number): NodeApiError | NodeOperationError;
	/** Adds a line to the node's output panel; a warning is yellow. */
	hint(text: string, type?: HintType): void;
	/**
	 * Reads a resource mapper for all items, evaluating as few expressions as possible.
	 * @throws UsageError if no field is mapped, or if the execution was stopped
	 */
	mappedRows(name: string): Promise<MappedRows>;
	/**
	 * Reads the rows of a resource mapper item by item, evaluating as few expressions as possible.
	 * @throws UsageError if no field is mapped
	 */
	rowReader(name: string): (itemIndex: number) => Readonly<Record<string, unknown>>;
	/** Whether a parameter can differ from item to item. */
	variesByItem(name: string): boolean;
	/**
	 * Keeps a text with the workflow for later executions. The last 20 are kept. n8n stores it when the execution ends or
	 * falls asleep, but not in manual runs.
	 */
	remember(key: string, text: string): void;
	/** A text that was kept with the workflow; null if there is none. */
	recall(key: string): string | null;
	/** What the node tells other executions of itself. */
	readonly marks: NodeMarks;
	/** The address that wakes the sleeping execution. `wake` gets the token. */
	callbackUrl(token: string): string;
	/**
	 * Puts the execution to sleep in n8n's database, where it survives a restart. Return its result right away. Callbacks that
	 * come before that are lost.
	 * @param memory JSON for `wake`
	 * @param untilMs when to stop waiting, in milliseconds since 1970; n8n may be a minute late
	 * @param timedOut the answers if no callback comes: one for every input item
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
	/** As given to `callbackUrl`. Anyone who knows the address can call it, with another token. */
	readonly token: string;
	/** The input items, as they were when it fell asleep. */
	readonly items: readonly { readonly json: Readonly<IDataObject> }[];
	/** Expressions over an item give wrong values here: keep those values in the memory. */
	readonly read: ParameterReader;
	readonly execution: Execution;
}

/** Why an input item failed, and what else its row says. */
export interface RefusedRow {
	readonly status: string;
	readonly reason: unknown;
	/** The ID of the record that the item names. */
	readonly id?: string | null;
	/** Instead of the usual advice. */
	readonly next?: string;
	/** Values of the operation's own keys. */
	readonly own?: Readonly<IDataObject>;
	/** Whether the number of the row is not that of the item. */
	readonly isUnnumbered?: boolean;
}

/**
 * The result of an input item, with the item's index: the row of a write that was done or failed, or an output item. Goes to
 * output 0 unless another is given.
 */
export type AnsweringItem =
	| { readonly answers: number; readonly json: IDataObject; readonly binary?: IBinaryKeyData; readonly output?: number }
	| { readonly answers: number; readonly done: ResultParts; readonly output?: number }
	| { readonly answers: number; readonly refused: RefusedRow; readonly output?: number };

/** An output item with more than its json. */
export class OutputItem {
	constructor(
		readonly json: IDataObject,
		readonly more: { readonly binary?: IBinaryKeyData; readonly output?: number },
	) {}
}

/** The result of one item: one output item, several, or none. */
export type EachResult = IDataObject | OutputItem | readonly (IDataObject | OutputItem)[];

interface OperationParts extends OperationForm {
	/** The scopes that its calls need, e.g. `ZohoCRM.users.READ`. Compared with those of the token before the first call. */
	scopes(read: ParameterReader): readonly string[];
	/** How many outputs the node has with these parameters; 1 unless given. */
	outputs?(read: ParameterReader): number;
}

/** Handles one item. */
export interface EachOperation extends OperationParts {
	/** Runs once for items with the same parameters, for the first of them: each would get the same list. */
	readonly runsOnce?: true;
	each(context: EachContext): Promise<EachResult>;
}

/** Handles one item after what all items need was read in as few requests as possible. */
export interface BatchOperation extends OperationParts {
	/** Looks at all items, but sends nothing yet. @returns what handles one item */
	open(context: TogetherContext): (context: EachContext) => Promise<EachResult>;
}

/** Handles all items together. Must not reject after a write may have reached Zoho. */
export interface TogetherOperation extends OperationParts {
	/** The keys of its rows. */
	readonly result: ResultShape | ((read: ParameterReader) => ResultShape);
	/** Whether its rows are the items. With others, a failure of the whole operation has no number of a row. */
	hasRowPerItem?(read: ParameterReader): boolean;
	/**
	 * Whether an earlier run may have written the items. Then a failure of the whole operation says nothing about their
	 * status.
	 */
	readonly takesUpEarlierRun?: true;
	together(context: TogetherContext): Promise<readonly AnsweringItem[]>;
	/**
	 * After `sleepUntilCallback`: the answers, one per input item, or null to keep sleeping. If it rejects, the error is
	 * logged and the execution keeps sleeping.
	 */
	wake?(context: WakeContext): Promise<readonly AnsweringItem[] | null>;
}

/** What a user can choose: one of the three kinds. */
export type Operation = BatchOperation | EachOperation | TogetherOperation;

/** A group of operations in the Resource menu. */
export interface Resource extends ResourceForm {
	readonly operations: readonly Operation[];
}

/** Registers an operation: what the user sees and what it does, side by side. */
export function operation<Kind extends Operation>(definition: Kind): Kind {
	return definition;
}
