import type { JobDeps } from '../bulk/job';
import type { CellSettings } from '../values/encoders';
import type { ZohoClient } from '../zoho/client';

/** The operations of a bulk write job. */
export type ImportOperation = 'insert' | 'update' | 'upsert';

/** How rows reach Zoho CRM: as bulk write jobs, or by the records API in groups of 100. */
export type Route = 'bulk' | 'records';

/** What the columns of the rows are checked against. */
export interface ColumnRules {
	/** API name of the module. */
	readonly module: string;
	readonly operation: ImportOperation;
	/** Field by which existing records are found; null for a plain insert. */
	readonly findBy: string | null;
	/** Whether columns that the module lacks are left out instead of stopping the import. */
	readonly ignoreUnknownColumns: boolean;
	/** By API name of a lookup: the field of the other record that its values hold; others hold IDs, and those of users may name them otherwise. */
	readonly lookUps: Readonly<Record<string, string>>;
	/** By API name: what Zoho writes for empty cells, and into fields that no column has. */
	readonly defaults: Readonly<Record<string, string>>;
	/** Layout of new records; null for the module's own. */
	readonly layoutId: string | null;
	/** API names of the fields that this layout requires: Zoho rejects a job without them, whatever its rows contain. */
	readonly layoutFields: readonly string[];
	/** API name of a text field that the import fills itself; null for none. */
	readonly rowKeyField: string | null;
	readonly cells: CellSettings;
}

/** What a source of rows needs to know. */
export interface SourceRequest extends ColumnRules {
	/** Names the files of the import, so that they can be found in Zoho CRM and in the log. */
	readonly importId: string;
	/** Whether empty values leave the fields of existing records unchanged. */
	readonly ignoreEmpty: boolean;
	/** `auto`: the cheaper one of those that give the same result. */
	readonly route: Route | 'auto';
	/** Whether workflows and other automations run for the records; Bulk Write cannot stop them. */
	readonly runsAutomations: boolean;
}

/** What to import, and how. */
export interface ImportRequest extends SourceRequest {
	/** Address that Zoho calls when a job has ended; null for none. */
	readonly callbackUrl: string | null;
	/** How many jobs may be in progress at once. */
	readonly jobsAtOnce: number;
	/** How many requests of the records API may be in progress at once. */
	readonly requestsAtOnce: number;
	/** How many rows may have the same Find By value: with Bulk Write each of them needs a job of its own. */
	readonly maxRowsPerKey: number;
	/** `poll`: ask until the jobs have ended; `callback`: leave the last ones to Zoho's call; `none`: answer at once. */
	readonly wait: 'poll' | 'callback' | 'none';
	/** How long to wait for the jobs of one wave before their rows are answered PENDING. */
	readonly waitSeconds: number;
	/** Credits that may be spent, by our table; null for any number. */
	readonly maxCredits: number | null;
	/** Whether everything is done up to the upload, and nothing is sent. */
	readonly isDryRun: boolean;
	/** Whether answers of rows that were written are kept, or only counted. */
	readonly keepsAllAnswers: boolean;
	/** Names the run in the log if it resumes the import of an earlier one. */
	readonly run?: string;
}

/** What an import needs from outside. */
export interface ImportDeps extends JobDeps {
	readonly zoho: ZohoClient;
	/** Writes a line to the log of n8n: IDs and row numbers, never contents. */
	log(message: string): void;
}
