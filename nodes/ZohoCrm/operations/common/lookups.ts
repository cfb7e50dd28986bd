import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { NUMBER_TYPES } from '../../../shared/values/encoders';
import { fieldFinder } from '../../../shared/values/fieldNames';
import { cutName } from '../../../shared/values/nameList';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail, recover } from '../../../shared/zoho/call/recover';
import { canQuery, checkScopes, moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { AMBIGUOUS, NOT_FOUND, type FoundIds } from '../../../shared/zoho/records/api';
import { operatorsOf } from '../../../shared/zoho/records/criteria';
import { matchFieldsOf } from '../../../shared/zoho/records/duplicateFields';
import type { Reference } from './references';

/** The texts to look up in one field of a module, or in its name and unique fields, and what was found. */
interface Question {
	readonly module: string;
	readonly by: string | null;
	readonly texts: Set<string>;
	answer?: { readonly ids: ReadonlyMap<string, FoundIds> } | { readonly reason: unknown };
}

const NEXT_IF_ABSENT =
	'Create the record first, or use its ID or its exact name. Without the scope ZohoCRM.coql.READ, changes from the last minute may not be found yet';

/** Finds records that rows name by their name or by a unique field: first all names are noted, then looked up together, once. */
export class Lookups {
	private readonly questions = new Map<string, Question>();

	constructor(private readonly context: Pick<TogetherContext, 'zoho' | 'connection'>) {}

	/** Notes a record that is to be found. */
	note({ module, by, text }: Reference): void {
		const key = keyOf(module, by);
		const question = this.questions.get(key) ?? { module, by, texts: new Set<string>() };
		this.questions.set(key, question);
		question.texts.add(text);
	}

	/** Looks up everything that was noted. Never fails: rows that need what cannot be read say so. */
	async lookUp(): Promise<void> {
		for (const question of this.questions.values())
			question.answer ??= await recover(
				this.ask(question).then((ids) => ({ ids })),
				() => true,
				(reason) => ({ reason }),
			);
	}

	/** The ID of a record that was noted. @throws UsageError if no record has the text, or several */
	idOf({ module, by, text, place }: Reference): string {
		const answer = this.questions.get(keyOf(module, by))?.answer ?? fail(new RangeError(place));
		if ('reason' in answer) return fail(answer.reason);
		const found = answer.ids.get(text) ?? [];
		if (found instanceof UsageError) return fail(found);
		if (found.length === 1) return found[0];
		const shown = `"${cutName(text)}"`;
		if (found.length === 0)
			throw new UsageError(
				`${place}: ${module} has no record ${by === null ? 'called' : `with the ${by}`} ${shown}`,
				NEXT_IF_ABSENT,
				NOT_FOUND,
			);
		throw new UsageError(
			`${place}: ${module} has ${found.length} records ${by === null ? 'called' : `with the ${by}`} ${shown}`,
			'Use the ID of the record, or an object with a unique field, such as { "Customer_No": "C-7" }',
			AMBIGUOUS,
		);
	}

	private async ask({ module, by, texts }: Question): Promise<ReadonlyMap<string, FoundIds>> {
		const { zoho, connection } = this.context;
		const { grantedScopes } = await connection();
		checkScopes(grantedScopes, [moduleScope(module, 'READ'), SCOPES.search.read, SCOPES.fields.read]);
		const fields = await zoho.metadata.fields(module);
		const found = new Map<string, FoundIds>();
		for (const field of by === null ? fieldsThatName(module, fields) : [fieldNamed(module, fields, by)]) {
			const open = [...texts].filter((text) => isAbsent(found.get(text)) && canHold(field, text));
			if (open.length === 0) continue;
			for (const [text, ids] of await zoho.records.findMany(module, field, open, {
				canQuery: canQuery(grantedScopes),
			}))
				found.set(text, ids);
		}
		return found;
	}
}

const keyOf = (module: string, by: string | null): string => `${module} ${by ?? ''}`;

const isAbsent = (found: FoundIds | undefined): boolean =>
	found === undefined || (!(found instanceof UsageError) && found.length === 0);

/** Whether a search can ask for a text in a field. */
const canHold = ({ dataType }: FieldMetadata, text: string): boolean =>
	!NUMBER_TYPES.has(dataType) || /^-?\d+(\.\d+)?$/.test(text);

/** What people call records by: the name first, then unique fields. */
function fieldsThatName(module: string, fields: readonly FieldMetadata[]): FieldMetadata[] {
	const fullName = fields.find(({ apiName, searchable }) => apiName === 'Full_Name' && searchable);
	const names = fullName === undefined ? fields.filter(({ displayField }) => displayField) : [fullName];
	return [...new Set([...names, ...matchFieldsOf(module, fields)])].filter(
		({ searchable, dataType }) => searchable && operatorsOf(dataType).includes('in'),
	);
}

function fieldNamed(module: string, fields: readonly FieldMetadata[], name: string): FieldMetadata {
	const field = fieldFinder(fields)(name);
	if (field !== undefined) return field;
	throw new UsageError(
		`${module} has no field "${cutName(name)}"`,
		'Name a record by its ID, its name, or one of its own fields, such as { "Customer_No": "C-7" }',
	);
}
