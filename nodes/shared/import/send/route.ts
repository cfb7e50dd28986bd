import { UsageError } from '../../zoho/call/errors';
import { CREDITS_PER_BULK_WRITE, MAX_RECORDS_PER_WRITE, RECORDS_PER_CREDIT } from '../../zoho/call/limits';
import type { CellSettings } from '../../values/encoders';
import type { ImportRequest, Route } from '../request';
import type { CheckedRows, ChunkRows, MappingLine } from '../rows/source';

/** What the route depends on. */
export interface RouteWishes extends Pick<
	ImportRequest,
	'route' | 'operation' | 'findBy' | 'runsAutomations' | 'wait'
> {
	readonly cells: Pick<CellSettings, 'newPickListValues'>;
}

/** The rows of a chunk where only their number matters. */
export type Sized = Pick<ChunkRows, 'length'>;

/** The route of every chunk, and why. */
export interface RoutePlan {
	routeOf(chunk: Sized): Route;
	/** For people. */
	readonly reason: string;
}

/** Credits of writing so many records by the records API. */
export function creditsOfRecords(count: number): number {
	const full = Math.floor(count / MAX_RECORDS_PER_WRITE);
	return (
		full * (MAX_RECORDS_PER_WRITE / RECORDS_PER_CREDIT) +
		Math.ceil((count % MAX_RECORDS_PER_WRITE) / RECORDS_PER_CREDIT)
	);
}

/**
 * Chooses the route of every chunk.
 * @throws UsageError if the route that was asked for cannot do what is asked for
 */
export function chooseRoutes(wishes: RouteWishes, checked: Pick<CheckedRows, 'mapping' | 'hasChildren'>): RoutePlan {
	const hindrance = whyNotRecords(wishes, checked.mapping);
	if (wishes.route === 'records' || !wishes.runsAutomations) return chooseRecords(wishes, hindrance);
	if (wishes.route === 'bulk') return { routeOf: () => 'bulk', reason: 'Bulk Write was chosen' };
	if (hindrance !== null) return { routeOf: () => 'bulk', reason: `Bulk Write, because ${hindrance}` };
	if (wishes.wait === 'callback')
		return { routeOf: () => 'bulk', reason: 'Bulk Write, because the step waits for the callback of a job' };
	if (checked.hasChildren)
		return { routeOf: () => 'bulk', reason: 'Bulk Write, because rows bring child rows with them' };
	if (wishes.cells.newPickListValues === 'allow')
		return { routeOf: () => 'bulk', reason: 'Bulk Write, because only a job is known to add new values to pick lists' };
	return {
		routeOf: (chunk) => (creditsOfRecords(chunk.length) < CREDITS_PER_BULK_WRITE ? 'records' : 'bulk'),
		reason: `The cheaper route for each part: a job costs ${CREDITS_PER_BULK_WRITE} credits, the records API 1 credit per ${RECORDS_PER_CREDIT} records`,
	};
}

function chooseRecords(wishes: RouteWishes, hindrance: string | null): RoutePlan {
	const reason = wishes.runsAutomations
		? 'The records API was chosen'
		: 'The records API, because Bulk Write cannot keep automations from running';
	if (hindrance === null) return { routeOf: () => 'records', reason };
	throw new UsageError(
		wishes.runsAutomations
			? `The records API cannot do this import, because ${hindrance}`
			: `Automations cannot be kept from running in this import, because ${hindrance}`,
		wishes.runsAutomations
			? 'Set Send Via to Auto or Bulk Write'
			: 'Bulk Write alone can do it, and automations run then: set Automations to Run, or turn the workflow rules off in Zoho CRM',
	);
}

/** Why the outcome of the records API would be another one; null if it would be the same. */
function whyNotRecords({ operation, findBy }: RouteWishes, mapping: readonly MappingLine[]): string | null {
	if (operation === 'insert' && findBy !== null) return 'rows whose record exists are to be skipped';
	if (operation === 'update' && findBy !== 'id') return 'records are found by another field than their ID';
	if (operation === 'upsert' && findBy === 'id') return 'new records cannot be given an ID';
	const other = mapping.find((line) => line.field !== null && line.findBy !== null && line.findBy !== 'id');
	return other === undefined ? null : `${other.field} is looked up by ${other.findBy}`;
}
