import type { IDataObject, INodeProperties, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { RefusedRow } from './refusedItem';
import type { ZohoClient } from '../zoho/client';
import type { ParameterReader } from './parameters';
import type { Surroundings } from './surroundings';

/** The entry of an operation in the Operation menu. */
export interface OperationOption {
	readonly name: string;
	readonly value: string;
	/** Sentence case without articles, shown in n8n's list of actions. */
	readonly action: string;
	readonly description: string;
}

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
	readonly surroundings: Surroundings;
}

/** What an operation that handles all items at once is given. */
export interface TogetherContext {
	readonly zoho: ZohoClient;
	/** Reads the parameters as one item sets them; evaluating expressions costs about 2 ms. */
	readAt(itemIndex: number): ParameterReader;
	readonly items: readonly { readonly json: Readonly<IDataObject> }[];
	/** Whether the step is set to go on after a refusal. */
	readonly continuesOnFail: boolean;
	readonly surroundings: Surroundings;
	/** Turns what the client threw into the form that n8n shows. */
	toNodeError(error: unknown, itemIndex: number): NodeApiError | NodeOperationError;
	/** Adds a line to the node's output panel. */
	hint(text: string): void;
}

/** What an input item became, and its index: an output item, or a refusal. */
export type AnsweringItem = { readonly answers: number; readonly json: IDataObject } | { readonly answers: number; readonly refused: RefusedRow };

interface OperationParts {
	readonly option: OperationOption;
	/** Without displayOptions for resource and operation: the seam stamps them. */
	readonly parameters: readonly INodeProperties[];
	/** The scopes that its calls need, e.g. `ZohoCRM.users.READ`; compared with those of the token before the first call. */
	scopes(read: ParameterReader): readonly string[];
}

/** Handles one item and returns what it becomes: one output item, several, or none. */
export interface EachOperation extends OperationParts {
	each(context: EachContext): Promise<IDataObject | readonly IDataObject[]>;
}

/** Handles all items together. Once a write may have reached Zoho it must not reject. */
export interface TogetherOperation extends OperationParts {
	together(context: TogetherContext): Promise<readonly AnsweringItem[]>;
}

/** What a user can choose: exactly one of the two kinds. */
export type Operation = EachOperation | TogetherOperation;

/** A group of operations in the Resource menu. */
export interface Resource {
	readonly name: string;
	readonly value: string;
	readonly operations: readonly Operation[];
}

/** Registers an operation: what the user sees and what it does, side by side. */
export function operation<Kind extends Operation>(definition: Kind): Kind {
	return definition;
}
