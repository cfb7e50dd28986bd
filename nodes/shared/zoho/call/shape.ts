import { ZohoShapeError, type CallName } from './errors';

/** The call that an answer belongs to, and what it means if the answer cannot be read. */
export interface AnswerOrigin extends CallName {
	/** Whether the call changes records. */
	readonly mayHaveBeenApplied: boolean;
}

/** Whether a value is a JSON object: neither a list nor bytes nor null. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/**
 * One place in an answer. Every reading method gives the value as its type, or throws a ZohoShapeError that names the
 * place.
 */
export class ShapeReader {
	constructor(
		private readonly value: unknown,
		private readonly origin: AnswerOrigin,
		private readonly place = '$',
	) {}

	/** The place of a property; the property may be missing, the object around it not. */
	get(name: string): ShapeReader {
		return new ShapeReader(this.object()[name], this.origin, `${this.place}.${name}`);
	}

	/** Whether there is nothing here: missing or null. */
	get isAbsent(): boolean {
		return this.value === undefined || this.value === null;
	}

	/** Whether a text is here, for values that come in two forms. */
	get isText(): boolean {
		return typeof this.value === 'string';
	}

	object(): Readonly<Record<string, unknown>> {
		return isObject(this.value) ? this.value : this.refuse('an object');
	}

	items(): ShapeReader[] {
		if (!Array.isArray(this.value)) return this.refuse('a list');
		return this.value.map((item: unknown, index) => new ShapeReader(item, this.origin, `${this.place}[${index}]`));
	}

	/** The first item of a list; a place with nothing in it if the list is empty. */
	first(): ShapeReader {
		return this.items()[0] ?? new ShapeReader(undefined, this.origin, `${this.place}[0]`);
	}

	text(): string {
		return typeof this.value === 'string' ? this.value : this.refuse('a text');
	}

	textOrNull(): string | null {
		return this.isAbsent ? null : this.text();
	}

	boolean(): boolean {
		return typeof this.value === 'boolean' ? this.value : this.refuse('true or false');
	}

	/** A flag that Zoho leaves out or sends as null when it is off. */
	flag(): boolean {
		return this.isAbsent ? false : this.boolean();
	}

	count(): number {
		const isCount = typeof this.value === 'number' && Number.isSafeInteger(this.value) && this.value >= 0;
		return isCount ? Number(this.value) : this.refuse('a count');
	}

	countOrNull(): number | null {
		return this.isAbsent ? null : this.count();
	}

	/** An id. One that came as a number is accepted only if no digit of it can have been lost. */
	id(): string {
		if (typeof this.value === 'string' && /^\d+$/.test(this.value)) return this.value;
		if (typeof this.value === 'number' && Number.isSafeInteger(this.value) && this.value >= 0)
			return String(this.value);
		return this.refuse('an ID');
	}

	idOrNull(): string | null {
		return this.isAbsent ? null : this.id();
	}

	/** @param expected what should be here, with its article, e.g. `a list` */
	refuse(expected: string): never {
		throw new ZohoShapeError(this.origin, this.place, expected, this.origin.mayHaveBeenApplied);
	}
}

/** Something that is known by name and id: a role, a profile, a record. */
export interface NamedReference {
	readonly id: string;
	readonly name: string;
}

/** What an answer names by id and name; null if there is nothing. A name that is missing is empty. */
export function parseReference(reader: ShapeReader): NamedReference | null {
	return reader.isAbsent ? null : { id: reader.get('id').id(), name: reader.get('name').textOrNull() ?? '' };
}
