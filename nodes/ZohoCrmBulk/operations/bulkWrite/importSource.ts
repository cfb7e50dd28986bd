import { findRejectKinds, type AnswerOf, type RejectKind } from '../../../shared/import/csv/rejects';
import type { RowAnswer } from '../../../shared/import/rows/answer';
import { CsvSource, type FileChildren } from '../../../shared/import/csv/source';
import { ItemSource } from '../../../shared/import/items/itemSource';
import type { InputRow } from '../../../shared/values/fieldValues';
import type { FieldsOf, RowSource } from '../../../shared/import/rows/source';
import type { ReadUsers } from '../../../shared/import/plan/userColumns';
import type { SourceRequest } from '../../../shared/import/request';
import type { TogetherContext, WakeContext } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { checkScopes, SCOPES } from '../../../shared/zoho/call/scopes';
import { importOptions } from './importOptionList';
import type { ChildFileChoice, FileChoice } from './importWishes';

/** The rows of an import, and how they are tied to the input items. */
export interface ImportSource {
	readonly rows: RowSource;
	/** Index of the input item that a row comes from. */
	itemOf(index: number): number;
	/** Writes rows that were not written as files like theirs; null where rows are no file. */
	readonly rejects: RejectFiles | null;
}

/** Files of rows that were not written. */
export interface RejectFiles {
	kindsOf(answers: Iterable<RowAnswer>): ReadonlySet<RejectKind>;
	write(answerOf: AnswerOf, kind: RejectKind): AsyncIterable<Uint8Array>;
}

/** What is needed to open the rows, in `execute` as well as on waking, when the scopes were checked before. */
type SourceContext = Pick<WakeContext, 'items' | 'readBinary' | 'execution' | 'zoho'> &
	Partial<Pick<TogetherContext, 'connection'>>;

/**
 * Opens the rows as the form says.
 * @param file null if the input items are the rows
 * @param mapped rows that were mapped by hand; null if they are the items themselves, or a file
 * @param known results of rows that were not sent when they were checked first: as n8n has stored them, they may pass
 */
export async function openSource(
	context: SourceContext,
	request: SourceRequest,
	file: FileChoice | null,
	mapped: readonly InputRow[] | null,
	known: readonly RowAnswer[] = [],
): Promise<ImportSource> {
	const { items, execution, zoho } = context;
	const fieldsOf: FieldsOf = async (module) => await zoho.metadata.fields(module);
	const readUsers = usersOf(context);
	if (file !== null) return await openFile(context, request, file, fieldsOf, readUsers);
	const rows = new ItemSource(
		mapped ?? items.map(({ json }) => json),
		request,
		fieldsOf,
		readUsers,
		execution.sleep,
		new Map(known.map((answer) => [answer.row - 1, answer])),
	);
	return { rows, itemOf: (index) => index, rejects: null };
}

/** Reads the users, whose scope only an import that names users needs. */
function usersOf({ zoho, connection }: SourceContext): ReadUsers {
	return async () => {
		if (connection !== undefined) checkScopes((await connection()).grantedScopes, [SCOPES.users.read]);
		return await zoho.users.directory();
	};
}

async function openFile(
	context: SourceContext,
	request: SourceRequest,
	choice: FileChoice,
	fieldsOf: FieldsOf,
	readUsers: ReadUsers,
): Promise<ImportSource> {
	const { items, readBinary, execution } = context;
	if (items.length > 1) {
		throw new UsageError(
			`The node imports the file of one item, but received ${items.length} items`,
			'Add a Loop Over Items node before it, so that it receives one file at a time',
		);
	}
	const file = await readBinary(0, choice.binaryField);
	const children =
		choice.children === null
			? null
			: await openChildren(context, request, choice.binaryField, choice.children, fieldsOf);
	const rows = new CsvSource({ ...choice.form, file, children }, request, fieldsOf, readUsers, execution.sleep);
	return {
		rows,
		itemOf: () => 0,
		rejects: {
			kindsOf: (answers) => findRejectKinds(answers, children !== null),
			write: (answerOf, kind) => rows.rejects(answerOf, kind),
		},
	};
}

/** The second file with child rows; the same field again means the other CSV of its ZIP. */
async function openChildren(
	{ readBinary }: SourceContext,
	{ module }: SourceRequest,
	mainField: string,
	choice: ChildFileChoice,
	fieldsOf: FieldsOf,
): Promise<FileChildren> {
	const { binaryField, childColumn, mainColumn } = choice;
	const field = (await fieldsOf(module)).find(({ apiName }) => apiName === choice.field);
	const linking = field?.multiSelectLookup ?? field?.multiUserLookup;
	const childModule = linking?.linkingModule ?? field?.subform?.module;
	if (field === undefined || childModule === undefined) {
		throw new UsageError(
			`${module} has no subform or multi-select lookup with the API name "${choice.field}"`,
			`Correct Field under ${importOptions.labelOf('childFile')}`,
		);
	}
	const childFields = await fieldsOf(childModule);
	return {
		file: binaryField === mainField ? null : await readBinary(0, binaryField, true),
		field,
		childFields,
		childKeyColumn: childColumn,
		parentKeyColumn: mainColumn,
	};
}
