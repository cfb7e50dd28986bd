import { listParts } from '../../values/nameList';
import { UsageError } from '../../zoho/call/errors';
import type { RowAnswer } from '../rows/answer';

/** What is wrong, and what to do about it. */
export type Sentence = readonly [message: string, advice: string];

const NOT_SENT = '. Nothing was sent';
/** How many reasons of rows a message names. */
const NAMED_REASONS = 5;

/** What keeps an import from starting, gathered so that a person hears of all of it at once. */
export class Problems {
	private readonly found = new Map<string, string>();
	/** Fields whose cells are told of. */
	private readonly fields = new Set<string>();

	/** Whether anything was found. */
	get any(): boolean {
		return this.found.size > 0;
	}

	/**
	 * Notes a problem; the same one twice counts once.
	 * @param field API name of the field whose cells it is about, if it is about cells
	 */
	add([message, advice]: Sentence, field: string | null = null): void {
		if (field !== null) this.fields.add(field);
		if (!this.found.has(message)) this.found.set(message, advice);
	}

	/**
	 * @param refused answers of rows that would be skipped besides
	 * @param rowCount all rows of the input
	 * @throws UsageError that names all problems, if there are any
	 */
	throwAny(refused: readonly RowAnswer[] = [], rowCount = 0): void {
		const [first] = this.found;
		if (first === undefined) return;
		const isTold = ({ errors }: RowAnswer): boolean =>
			errors.every(({ fields }) => fields.length > 0 && fields.every((field) => this.fields.has(field)));
		const besides = describeRefused(
			refused.filter((answer) => !isTold(answer)),
			rowCount,
		);
		if (this.found.size === 1) {
			const [message, advice] = first;
			throw new UsageError(message, besides === null ? advice : `${advice}. ${besides}`);
		}
		const listed = [...this.found].map(([message, advice]) => `${withoutEnd(message)}. ${advice}`);
		const numbered = listParts(
			listed.map((part, at) => `${at + 1}. ${part}`),
			'. ',
		);
		throw new UsageError(
			`${this.found.size} problems must be fixed first${NOT_SENT}`,
			besides === null ? numbered : `${numbered}. Besides, ${besides}`,
		);
	}
}

const withoutEnd = (message: string): string =>
	message.endsWith(NOT_SENT) ? message.slice(0, -NOT_SENT.length) : message;

/** `2 of 4 rows would be skipped besides: Company is empty (1, first in row 2)`; null for none. */
function describeRefused(refused: readonly RowAnswer[], rowCount: number): string | null {
	if (refused.length === 0) return null;
	const reasons = new Map<string, { rows: number; first: number }>();
	for (const { reason = '', row } of refused) {
		const known = reasons.get(reason);
		if (known !== undefined) known.rows += 1;
		else if (reasons.size < NAMED_REASONS) reasons.set(reason, { rows: 1, first: row });
	}
	const named = [...reasons].map(
		([reason, { rows, first }]) => `${reason} (${rows === 1 ? `row ${first}` : `${rows} rows, the first is ${first}`})`,
	);
	return `${refused.length} of ${rowCount} rows would be skipped: ${named.join('; ')}`;
}
