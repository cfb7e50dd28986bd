import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import type { WritingOperation } from './writing/task';

/** A way in which an operation is used. */
export interface Use {
	/** As names of tests have it: `create a lead`. */
	readonly name: string;
	readonly parameters: INodeParameters;
	/** The narrowest scopes of Zoho's documentation for its calls. */
	readonly scopes: readonly string[];
}

/** What a use is run with. */
export interface Input {
	readonly items: readonly IDataObject[];
	readonly files?: readonly IBinaryKeyData[];
}

/** All that the laws need to know of an operation. */
export interface OperationSample {
	/** Values of the form. */
	readonly resource: string;
	readonly operation: string;
	/** The plainest first. */
	readonly uses: readonly Use[];
	/** Makes ready what a number of items need, and gives the items; left out: `rowsWithLeads`. */
	prepare?(emulator: Emulator, count: number): Promise<Input> | Input;
	/** How the fault matrix runs it, and what it asks the emulator's books; every operation that writes has this. */
	readonly writing?: readonly WritingOperation[];
}
