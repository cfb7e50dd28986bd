import type { PickListValue } from '../zoho/metadata/fields';

/** What Zoho CRM shows where nothing is chosen. */
const NOTHING = '-none-';

const fold = (text: string): string => text.trim().normalize('NFC').toLowerCase();

/** The values of a picklist by what people write for them: the value that records hold, or the one that people see. */
export class PickList {
	/** By text as it is spelled; null for what is shown for several values. */
	private readonly exact = new Map<string, string | null>();
	/** By text in any case; null for what stands for several values. */
	private readonly folded = new Map<string, string | null>();

	constructor(values: readonly PickListValue[]) {
		const chosen = values.filter(({ actual }) => fold(actual) !== NOTHING);
		for (const { display, actual } of chosen) {
			add(this.exact, display, actual);
			add(this.folded, fold(display), actual);
			add(this.folded, fold(actual), actual);
		}
		// What records hold goes before what is shown.
		for (const { actual } of chosen) this.exact.set(actual, actual);
	}

	/** Whether what a text stands for is known. */
	has(text: string): boolean {
		return this.find(text) !== null;
	}

	/**
	 * The value that a text stands for, as records hold it: spelled alike, or, if that is one value only, in another case or with
	 * white space around it. Empty for `-None-`.
	 * @returns null for a text that stands for no value, or for several
	 */
	find(text: string): string | null {
		const exact = this.exact.get(text);
		if (exact !== undefined && exact !== null) return exact;
		const folded = fold(text);
		return folded === NOTHING ? '' : (this.folded.get(folded) ?? null);
	}
}

function add(values: Map<string, string | null>, text: string, actual: string): void {
	const before = values.get(text);
	values.set(text, before === undefined || before === actual ? actual : null);
}

const lists = new WeakMap<readonly PickListValue[], PickList>();

/** The picklist of a field; null for a field of which no values are known. */
export function pickListOf({ pickList }: { readonly pickList: readonly PickListValue[] | null }): PickList | null {
	if (pickList === null || pickList.length === 0) return null;
	const list = lists.get(pickList) ?? new PickList(pickList);
	lists.set(pickList, list);
	return list;
}
