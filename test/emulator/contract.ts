/**
 * What the parts of the emulator agree on. A folder is an area of the API: its `routes` translate HTTP, its other files
 * hold state and rules and know no HTTP. `server/` does for every route what Zoho does before a handler runs: request
 * log, faults, token, scope, concurrency, credits, latency.
 */

/** Where time comes from. The manual clock of tests moves only when told; the real one follows the machine. */
export interface Clock {
	/** Milliseconds since 1970-01-01T00:00:00Z. */
	now(): number;
}

/** One field of a module, as the fields metadata describes it. Source: Fields Metadata, v8. */
export interface FieldDefinition {
	readonly id: string;
	readonly apiName: string;
	readonly label: string;
	/** `display_label`, Zoho's own name for the field, where it differs from the label. */
	readonly displayLabel: string | null;
	/** Zoho's `data_type`: text, textarea, email, phone, website, picklist, multiselectpicklist, lookup, ownerlookup ... */
	readonly dataType: string;
	/** Longest value in characters (text) or digits (numbers). */
	readonly length: number;
	readonly systemMandatory: boolean;
	/** `operation_type.api_create` and `.api_update`; both false for created/modified, formula, auto-number. */
	readonly creatable: boolean;
	readonly updatable: boolean;
	readonly custom: boolean;
	/** Values may occur once in the module; null = not unique. */
	readonly unique: { readonly caseSensitive: boolean } | null;
	readonly external: boolean;
	/** Actual values in their order; grows when an unknown value is imported (Zoho adds it to the list). */
	readonly pickList: string[] | null;
	/** What people see in place of actual values; values that are not here are seen as they are. */
	readonly displayValues: Readonly<Record<string, string>>;
	/** API name of the module that a lookup points to. */
	readonly lookupModule: string | null;
	/** API names of the modules that a lookup such as `What_Id` can point to; which one it is, the record says in `$se_module`. */
	readonly lookupModules: readonly string[] | null;
	/** API name of the subform's module for data_type subform. */
	readonly subformModule: string | null;
	/** For multiselectlookup and multiuserlookup. */
	readonly linking: {
		readonly module: string;
		readonly ownField: string;
		readonly otherField: string;
		readonly otherModule: string;
	} | null;
}

export interface LayoutDefinition {
	readonly id: string;
	readonly name: string;
	/** API names of the fields that this layout asks for beyond the system-mandatory ones. */
	readonly mandatory: readonly string[];
}

export interface ModuleDefinition {
	readonly id: string;
	readonly apiName: string;
	readonly singularLabel: string;
	readonly pluralLabel: string;
	readonly generatedType: 'default' | 'custom' | 'subform' | 'linking';
	readonly parentModule: string | null;
	readonly fields: readonly FieldDefinition[];
	readonly layouts: readonly LayoutDefinition[];
	/** The field that upsert checks when none is listed (Leads: Email); null = none. */
	readonly systemDuplicateField: string | null;
	/** The field that names a record in lookups (Leads: Last_Name is shown as Full_Name). */
	readonly displayField: string;
	/** Scope word: `leads` in ZohoCRM.modules.leads.READ, `custom` for custom modules. */
	readonly scopeWord: string;
}

/** One call, after the server has checked token and scope. */
export interface Call {
	readonly method: string;
	/** Values of the `:name` parts of the route's path, decoded. */
	readonly params: Readonly<Record<string, string>>;
	readonly query: Readonly<Record<string, string>>;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string>>;
	/** Raw body of a JSON call, unparsed: routes answer what Zoho answers to bad JSON. Empty for multipart. */
	readonly text: string;
	/** The one file of a multipart call. */
	readonly file: {
		readonly fieldName: string;
		readonly fileName: string;
		readonly contentType: string;
		readonly bytes: Buffer;
	} | null;
	/** The user on whose behalf the token was granted. */
	readonly userId: string;
	/** What the route's `begin` gave when the call arrived. */
	readonly mark?: number;
}

/** What a route answers. `body` undefined = empty body (204, 304). Bytes go out with `contentType`. */
export interface Answer {
	readonly status: number;
	readonly body?: unknown;
	readonly bytes?: Buffer;
	readonly contentType?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** Scopes any one of which is enough, e.g. `ZohoCRM.modules.leads.READ`; the server knows that ALL covers READ and so on. */
export type ScopeChoice = readonly string[];

/** One route: everything the server must know about it stands beside its handler. */
export interface Route {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** As in `/crm/v8/:module/:id`. Fixed paths win over paths with parts; a leading `/*` stands for any prefix. */
	readonly path: string;
	/** Which of the emulator's hosts serves it: Zoho's API domain or its file hosts. */
	readonly host: 'api' | 'files';
	/** Zoho's documentation page that the rule comes from. */
	readonly source: string;
	/** Every entry must be met. */
	scopes(call: Call): readonly ScopeChoice[];
	/** API credits that the call costs. */
	credits(call: Call): number;
	/** Records that the call carries, for the latency model (base + per record); 0 where it carries none. */
	records(call: Call): number;
	/**
	 * Called once the call is let through, before its latency passes; `handle` is called after the latency and finds the
	 * answer in `Call.mark`. Record writes look up existing records as they were at this moment, which is why two
	 * requests in flight at once can both insert one key.
	 */
	begin?(): number;
	/** Whether it counts against the sub-concurrency limit of 10 (writes of more than 10 records, cvid, search ...). */
	isHeavy(call: Call): boolean;
	/** @throws Refusal which is then the answer */
	handle(call: Call): Answer | Promise<Answer>;
	/** What it costs once it is answered so; default the same. */
	creditsOf?(answer: Answer): number;
}

/** One area of the API, as its folder gives it to `index.ts`. */
export interface Area {
	readonly routes: readonly Route[];
	/** Forgets everything that calls made of it and that the common state does not hold. */
	reset?(): void;
	/** Moves its jobs one step. */
	tick?(): void;
	/** Whether a job of it would still move. */
	isBusy?(): boolean;
	/** Does what is due by now; called whenever time has moved. */
	settle?(): void;
}
