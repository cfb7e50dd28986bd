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
	/** Why all rows go as jobs although nobody asked for it, as a clause; null where they do not. */
	readonly forcedBy: string | null;
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
export function chooseRoutes(
	wishes: RouteWishes,
	checked: Pick<CheckedRows, 'mapping' | 'hasChildren' | 'otherUnique'>,
): RoutePlan {
	const hindrance = whyNotRecords(wishes, checked.mapping);
	if (wishes.route === 'records' || !wishes.runsAutomations) return chooseRecords(wishes, hindrance);
	if (wishes.route === 'bulk') return { routeOf: () => 'bulk', reason: 'Bulk Write was chosen', forcedBy: null };
	const forcedBy = hindrance ?? whyJobs(wishes, checked);
	if (forcedBy !== null) return { routeOf: () => 'bulk', reason: `Bulk Write, because ${forcedBy}`, forcedBy };
	return {
		forcedBy: null,
		routeOf: (chunk) => (creditsOfRecords(chunk.length) < CREDITS_PER_BULK_WRITE ? 'records' : 'bulk'),
		reason: `The cheaper API for each part: a job costs ${CREDITS_PER_BULK_WRITE} credits, the Records API 1 credit per ${RECORDS_PER_CREDIT} records`,
	};
}

/** Why Auto sends jobs although the records API could do the import; null if it does not. */
function whyJobs(
	{ wait, cells }: RouteWishes,
	{ otherUnique: [unique], hasChildren }: Pick<CheckedRows, 'hasChildren' | 'otherUnique'>,
): string | null {
	if (wait === 'callback') return 'the execution sleeps until Zoho CRM calls back';
	if (unique !== undefined) return `the Records API would also find records by ${unique}, which is unique`;
	if (hasChildren) return 'rows have child rows';
	return cells.newPickListValues === 'allow' ? 'only a job is known to add new values to picklists' : null;
}

function chooseRecords(wishes: RouteWishes, hindrance: string | null): RoutePlan {
	const reason = wishes.runsAutomations
		? 'Records API was chosen'
		: 'Records API, because Bulk Write always runs automations';
	if (hindrance === null) return { routeOf: () => 'records', reason, forcedBy: null };
	throw new UsageError(
		wishes.runsAutomations
			? `The Records API can't do this import, because ${hindrance}`
			: `This import always runs automations, because ${hindrance}`,
		wishes.runsAutomations
			? 'Set Send Via to Auto or Bulk Write'
			: 'Only Bulk Write can do it, and it always runs automations. Set Automations to All, or turn off the workflow rules in Zoho CRM',
	);
}

/** Why the outcome of the records API would be another one; null if it would be the same. */
function whyNotRecords({ operation, findBy }: RouteWishes, mapping: readonly MappingLine[]): string | null {
	if (operation === 'insert' && findBy !== null) return 'rows whose record already exists must be skipped';
	if (operation === 'update' && findBy !== 'id') return 'records are found by a field other than their ID';
	if (operation === 'upsert' && findBy === 'id') return "new records can't be given an ID";
	const other = mapping.find((line) => line.field !== null && line.findBy !== null && line.findBy !== 'id');
	return other === undefined ? null : `${other.field} is looked up by ${other.findBy}`;
}
