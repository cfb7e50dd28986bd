import { mapColumns } from '../../../../nodes/shared/import/plan/columns';
import { TwinFinder } from '../../../../nodes/shared/import/plan/twins';
import { NamedUsers } from '../../../../nodes/shared/import/plan/userColumns';
import type { SourceRequest } from '../../../../nodes/shared/import/request';
import { field, noUsers, plainRequest } from '../csv/cases';

const UNIQUE = { caseSensitive: false };
const fields = [
	field('Last_Name'),
	field('Email', 'email'),
	field('Ref', 'text', { unique: UNIQUE }),
	field('Code', 'text', { unique: { caseSensitive: true } }),
];

type Row = Readonly<Record<string, string>>;

/** By row with twins: the fields, and the numbers of the rows before it. */
function twinsOf(rows: readonly Row[], more: Partial<SourceRequest> = {}): unknown[] {
	const request = { ...plainRequest, ...more };
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const keys = { names, valuesOf: () => [], titleOf: null };
	const { columns } = mapColumns(keys, fields, request, new NamedUsers(noUsers));
	const finder = new TwinFinder(columns, request);
	return rows.flatMap((row, index) => {
		const twins = finder.note(index, ({ key, encode }) => (key === null ? '' : encode(row[key])));
		return twins.length === 0 ? [] : [[index, twins.map(({ column, before }) => [column.apiName, before])]];
	});
}

describe('values that must be unique', () => {
	it('are found in rows that create records, whatever their case where the field does not tell it apart', () => {
		const rows = [
			{ Ref: 'R1', Code: 'a' },
			{ Ref: ' r1 ', Code: 'b' },
			{ Ref: '', Code: 'A' },
			{ Ref: '', Code: 'a' },
			{ Ref: 'R2', Code: 'b' },
		];
		// The second row is not sent, so the last one has a value of its own.
		expect(twinsOf(rows)).toEqual([
			[1, [['Ref', 0]]],
			[3, [['Code', 0]]],
		]);
	});

	it('are those of Find By, too, where it only tells which records exist', () => {
		const rows = [{ Email: 'a@x.test' }, { Email: 'A@X.test' }];
		expect(twinsOf(rows, { findBy: 'Email' })).toEqual([[1, [['Email', 0]]]]);
		expect(twinsOf(rows, { findBy: 'Email', operation: 'upsert' })).toEqual([]);
	});

	it('are known of an upsert only where each row is the first of its record', () => {
		const upsert = { operation: 'upsert', findBy: 'Email' } as const;
		const rows = [
			{ Email: 'a@x.test', Ref: 'R1' },
			{ Email: 'b@x.test', Ref: 'r1' },
			{ Email: 'a@x.test', Ref: 'R1' },
			{ Email: 'a@x.test', Ref: 'R2' },
			{ Email: 'c@x.test', Ref: 'R2' },
			{ Email: '', Ref: 'R3' },
			{ Email: '', Ref: 'R3' },
		];
		expect(twinsOf(rows, upsert)).toEqual([
			[1, [['Ref', 0]]],
			[6, [['Ref', 5]]],
		]);
		expect(twinsOf(rows, { ...upsert, route: 'records' })).toEqual([]);
		expect(twinsOf(rows, { operation: 'update', findBy: 'Email' })).toEqual([]);
	});
});
