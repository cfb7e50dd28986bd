import type { ImportOperation } from '../../../../nodes/shared/import/request';
import { chooseRoutes, creditsOfRecords, type RouteWishes } from '../../../../nodes/shared/import/send/route';
import { estimateChunks } from '../../../../nodes/shared/import/send/estimate';
import type { MappingLine } from '../../../../nodes/shared/import/rows/source';
import { estimateCredits } from '../../../../nodes/shared/zoho/call/limits';

const wishes = (more: Partial<RouteWishes> = {}): RouteWishes => ({
	route: 'auto',
	operation: 'insert',
	findBy: null,
	runsAutomations: true,
	wait: 'poll',
	cells: { newPickListValues: 'refuse' },
	...more,
});
const line = (field: string | null, findBy: string | null): MappingLine => ({
	column: field,
	field,
	findBy,
	format: null,
	defaultValue: null,
});
const rows = (length: number) => ({ length });

/** The route of chunks of some lengths, and the reason. */
function choose(
	more: Partial<RouteWishes>,
	lengths: readonly number[] = [10],
	mapping: readonly MappingLine[] = [],
	hasChildren = false,
	otherUnique: readonly string[] = [],
) {
	const { routeOf, reason } = chooseRoutes(wishes(more), { mapping, hasChildren, otherUnique });
	return { routes: lengths.map((length) => routeOf(rows(length))), reason };
}

describe('choosing the route', () => {
	it('takes the records API up to the number of rows at which a job costs the same', () => {
		expect(choose({}, [1, 4_990, 4_991, 5_000, 25_000])).toEqual({
			routes: ['records', 'records', 'bulk', 'bulk', 'bulk'],
			reason: 'The cheaper API for each part: a job costs 500 credits, the Records API 1 credit per 10 records',
		});
	});

	it('takes the route that was chosen, whatever it costs', () => {
		expect(choose({ route: 'bulk' }, [1, 25_000])).toEqual({
			routes: ['bulk', 'bulk'],
			reason: 'Bulk Write was chosen',
		});
		expect(choose({ route: 'records' }, [1, 25_000])).toEqual({
			routes: ['records', 'records'],
			reason: 'Records API was chosen',
		});
	});

	it.each<[ImportOperation, string | null, string | null]>([
		['insert', null, null],
		['insert', 'Email', 'rows whose record already exists must be skipped'],
		['update', 'id', null],
		['update', 'Email', 'records are found by a field other than their ID'],
		['upsert', 'Email', null],
		['upsert', 'id', "new records can't be given an ID"],
	])('knows whether the records API comes to the same for %s by %s', (operation, findBy, hindrance) => {
		const { routes, reason } = choose({ operation, findBy });
		expect(routes).toEqual([hindrance === null ? 'records' : 'bulk']);
		if (hindrance !== null) expect(reason).toBe(`Bulk Write, because ${hindrance}`);
	});

	it.each<[string, Partial<RouteWishes>, MappingLine[], boolean, string | null]>([
		['a look-up by id', {}, [line('Account_Name', 'id')], false, null],
		[
			'a look-up by another field',
			{},
			[line('Last_Name', null), line('Account_Name', 'Account_Name')],
			false,
			'Account_Name is looked up by Account_Name',
		],
		['a column that is left out', {}, [line(null, 'email')], false, null],
		['child rows', {}, [], true, 'rows have child rows'],
		['a callback', { wait: 'callback' }, [], false, 'the execution sleeps until Zoho CRM calls back'],
		['no waiting', { wait: 'none' }, [], false, null],
		[
			'new pick list values',
			{ cells: { newPickListValues: 'allow' } },
			[],
			false,
			'only a job is known to add new values to picklists',
		],
	])('keeps to jobs where only they will do: %s', (_, more, mapping, hasChildren, because) => {
		const { routes, reason } = choose(more, [10], mapping, hasChildren);
		expect(routes).toEqual([because === null ? 'records' : 'bulk']);
		if (because !== null) expect(reason).toBe(`Bulk Write, because ${because}`);
	});

	it('takes jobs by itself, and the records API where it was chosen, if another unique field would find records too', () => {
		const upsert: Partial<RouteWishes> = { operation: 'upsert', findBy: 'Email' };
		expect(choose(upsert, [1], [], false, ['Ext_Ref'])).toEqual({
			routes: ['bulk'],
			reason: 'Bulk Write, because the Records API would also find records by Ext_Ref, which is unique',
		});
		expect(choose({ ...upsert, route: 'records' }, [1], [], false, ['Ext_Ref']).routes).toEqual(['records']);
	});

	it('sends everything by the records API where automations must not run, or says why it cannot', () => {
		expect(choose({ runsAutomations: false, route: 'bulk' }, [25_000])).toEqual({
			routes: ['records'],
			reason: 'Records API, because Bulk Write always runs automations',
		});
		expect(() => choose({ runsAutomations: false, operation: 'update', findBy: 'Email' })).toThrow(
			'This import always runs automations, because records are found by a field other than their ID',
		);
		expect(() => choose({ route: 'records' }, [1], [line('Owner', 'email')])).toThrow(
			"The Records API can't do this import, because Owner is looked up by email",
		);
	});
});

describe('estimating an import', () => {
	it.each([0, 1, 9, 10, 11, 99, 100, 101, 230, 4_990, 4_991, 25_000])(
		'prices %d records as the requests of 100 that carry them',
		(count) => {
			let credits = 0;
			for (let left = count; left > 0; left -= 100) credits += estimateCredits('recordWrite', Math.min(left, 100));
			expect(creditsOfRecords(count)).toBe(credits);
		},
	);

	it('adds up jobs, with asking for them and for the organization once, and requests', () => {
		const plan = chooseRoutes(wishes(), { mapping: [], hasChildren: false, otherUnique: [] });
		expect(estimateChunks([25_000, 25_000, 1_050].map(rows), plan)).toEqual({
			jobs: 2,
			recordRows: 1_050,
			recordRequests: 11,
			credits: 2 * 506 + 105 + 1,
		});
		expect(estimateChunks([rows(7)], plan)).toEqual({ jobs: 0, recordRows: 7, recordRequests: 1, credits: 1 });
		expect(estimateChunks([], plan)).toEqual({ jobs: 0, recordRows: 0, recordRequests: 0, credits: 0 });
	});
});
