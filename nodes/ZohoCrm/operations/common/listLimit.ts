import type { EachContext } from '../../../shared/n8n/step/operation';
import type { Converted, CountTerm } from '../../../shared/zoho/records/api';
import { findMissingScopes, moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';

/** What counts all records of a list or search. */
export interface Counted {
	readonly term: CountTerm;
	readonly converted: Converted | undefined;
}

/** Watches whether Zoho ends a list or search before it is complete. */
export interface Reach {
	onReachEnd(taken: number): void;
	/** Says in the output panel what is missing, if anything is. @param counted null where Zoho has no count for it */
	tell(module: string, counted: Counted | null): Promise<void>;
}

/** @param plural what the records are called; @param advice what reaches further */
export function watchReach(
	context: EachContext,
	plural: string,
	advice = 'Narrow the list (Modified Since, a custom view), or fetch the rest with Search',
): Reach {
	let taken: number | null = null;
	return {
		onReachEnd(count) {
			taken = count;
		},
		async tell(module, counted) {
			if (taken === null) return;
			const all = counted === null ? null : await countIfAllowed(context, module, counted);
			const rest = all === null || all <= taken ? 'Further ones' : `${all - taken} of ${all}`;
			context.hint(`Zoho CRM gives no more than these ${taken} ${plural}. ${rest} remain. ${advice}`);
		},
	};
}

/** A count needs the scope of searches, which a list does not; a hint is not worth a refusal. */
async function countIfAllowed(
	{ zoho, connection }: EachContext,
	module: string,
	{ term, converted }: Counted,
): Promise<number | null> {
	const { grantedScopes } = await connection();
	if (findMissingScopes(grantedScopes, [SCOPES.search.read, moduleScope(module, 'READ')]).length > 0) return null;
	return await zoho.records.count(module, term, converted).catch(() => null);
}
