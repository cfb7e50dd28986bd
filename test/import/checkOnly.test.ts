import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { createRandom, type Random } from '../bench/random';
import { writesOf } from '../stage/books';
import { fileImport, leadImport } from '../stage/parameters';
import { hire, userNamed } from '../stage/people';
import { SAID } from '../stage/said';
import { useStage } from '../stage/stage';
import { inItem } from './files';

const { emulator, run } = useStage({ jobStepMs: 2_000 });

/** `npm test -- --full` tries 1,000 files. */
const FILES = Number(process.env.CHECKED_FILES ?? 100);
const PARTS = 10;

type Cell = (random: Random, row: number) => string;

const pick = <Value>(random: Random, values: readonly Value[]): Value => values[random(values.length)];
/** One of the first cells, and now and then one of the others. */
const mostly =
	(good: readonly string[], bad: readonly string[], oneIn = 12): Cell =>
	(random) =>
		pick(random, random(oneIn) === 0 && bad.length > 0 ? bad : good);

/** How the cells of a field are made: well-formed, empty, and wrong in every way that the metadata of the field can tell. */
const CELLS: Readonly<Record<string, Cell>> = {
	Last_Name: mostly(['Okafor', 'Lee, Ann', 'O"Brien', 'Zoë', 'x'.repeat(80)], ['', '   ', 'x'.repeat(81)]),
	Company: mostly(['Brightwell', 'Straße; Söhne'], ['', ' ', 'y'.repeat(201)]),
	First_Name: mostly(['Ann', ''], ['z'.repeat(41)]),
	Annual_Revenue: mostly(
		['', '12', '12.5', '1,234.50', '-5', '(500)'],
		['lots', '1e400', '12345678901234567890', '1,5'],
	),
	No_of_Employees: mostly(['', '0', '12', '1,200'], ['12.5', 'ten', '12345678901234567890']),
	Score: mostly(['', '1.5', '0.25'], ['high', '1.2.3']),
	Newsletter: mostly(['', 'true', 'no', 'YES', '0'], ['maybe', '2']),
	Visit_Date: mostly(['', '2026-03-04', '4 Mar 2026', '31/12/2026'], ['soon', '2026-02-31', '12/31/2026']),
	Next_Call: mostly(['', '2026-03-04T10:30:00+01:00', '2026-03-04 10:30'], ['later', '2026-13-01T00:00:00Z']),
	Lead_Source: mostly(['', 'Partner', 'trade show', '-None-'], ['Pigeon', 'Partner;Chat']),
	Interests: mostly(['', 'Support', 'support;TRAINING', 'Hardware, Software'], ['Support;Gardening', 'Gardening']),
	Secondary_Email: mostly(['', 'a@brightwell.test', 'Ann.Lee@Brightwell.test'], ['no email', 'a b@c.test', 'a@']),
	Phone: mostly(['', '+44 20 7946 0018', "'0049"], ['4.15E+18', '9'.repeat(31)]),
	Description: mostly(['', 'Line one\nline two, "quoted"'], ['d'.repeat(32_001)], 60),
	Owner: (random) =>
		pick(random, [
			...[
				'',
				'bruno.costa@brightwell.test',
				'hana.novak@brightwell.test',
				'Hana Novák',
				' BRUNO.COSTA@brightwell.test',
			],
			...(random(6) === 0 ? ['nobody@brightwell.test', 'Nobody Atall', 'Erik Sand'] : []),
			...(random(3) === 0 ? [userNamed(emulator, 'bruno').id] : []),
		]),
};
const OPTIONAL = Object.keys(CELLS).filter((name) => name !== 'Last_Name' && name !== 'Company');

/** A key of a row: as a rule its own, at times that of a row before, in other letters, or none. */
const keyOf: (prefix: string, suffix: string, isFresh: boolean) => Cell =
	(prefix, suffix, isFresh) => (random, row) => {
		if (random(10) === 0) return pick(random, ['', ' ']);
		const number = random(6) === 0 || !isFresh ? random(8) : row;
		return pick(random, [`${prefix}${number}${suffix}`, ` ${prefix.toLowerCase()}${number}${suffix} `]);
	};

/** An import: what the form says, and its rows. */
interface Trial {
	readonly parameters: INodeParameters;
	readonly titles: readonly string[];
	readonly rows: readonly (readonly string[])[];
	readonly isFile: boolean;
	/** Whether Zoho CRM has the records of all keys: which of them exist, only Zoho CRM knows. */
	readonly areKnown: boolean;
}

const WAYS = [
	{ importOperation: 'insert', findBy: '' },
	{ importOperation: 'insert', findBy: '' },
	{ importOperation: 'insert', findBy: 'Email' },
	{ importOperation: 'upsert', findBy: 'Ext_Ref' },
	{ importOperation: 'upsert', findBy: 'Email' },
	{ importOperation: 'update', findBy: 'Ext_Ref' },
] as const;

function makeTrial(random: Random): Trial {
	const way = pick(random, WAYS);
	const isFresh = way.importOperation !== 'update';
	const areKnown = way.importOperation === 'update' || (way.importOperation === 'upsert' && random(2) === 0);
	// Rows with a new key create records: without their mandatory fields only Zoho CRM knows that they fail.
	const mayCreate = way.importOperation === 'upsert' && !areKnown;
	const wanted = new Set<string>(way.findBy === '' ? [] : [way.findBy]);
	// What an update writes beside its key must be written without another key.
	if (isFresh && random(2) === 0) wanted.add('Ext_Ref');
	if (way.importOperation === 'insert' || mayCreate || random(3) > 0) wanted.add('Last_Name').add('Company');
	for (const name of OPTIONAL) if (random(3) === 0) wanted.add(name);
	const titles = [...wanted];
	// Rows of one record are sent one after the other: which of them has a unique value of another record then, only Zoho CRM knows.
	const isPaired = way.importOperation === 'upsert' && way.findBy === 'Email' && wanted.has('Ext_Ref');
	const keys: Readonly<Record<string, Cell>> = {
		Ext_Ref: keyOf('REF-', '', isFresh),
		Email: isPaired ? (_, row) => `Lead${row}@brightwell.test` : keyOf('Lead', '@brightwell.test', isFresh),
	};
	const isFile = random(2) === 0;
	const rows = Array.from({ length: 1 + random(14) }, (_, row) => {
		const made = titles.map((name) => (keys[name] ?? CELLS[name])(random, row));
		const hasKey = (made[titles.indexOf(way.findBy)] ?? '').trim() !== '';
		const cells = made.map((cell, at) =>
			mayCreate && hasKey && ['Last_Name', 'Company'].includes(titles[at]) && cell.trim() === '' ? 'Filled' : cell,
		);
		const change = isFile && titles.length > 1 && !mayCreate ? random(25) : -1;
		if (change === 0) return cells.slice(0, -1);
		return change === 1 ? [...cells, 'more'] : cells;
	});
	const canGoByRecords = way.importOperation === 'insert' ? way.findBy === '' : way.findBy === 'Ext_Ref' && isFresh;
	const options: INodeParameters = {
		dateOrder: 'dayFirst',
		decimalSeparator: 'point',
		...(isFile ? { shortRows: pick(random, ['fail', 'fill']) } : {}),
		...(random(8) === 0 ? { newPickListValues: 'allow' } : {}),
		...(random(6) === 0 ? { defaults: { values: [{ field: 'Company', value: 'By default' }] } } : {}),
	};
	const parameters = {
		...way,
		route: pick(random, ['auto', 'bulk', ...(canGoByRecords ? ['records'] : [])]),
		emptyValues: pick(random, ['keep', 'clear']),
		wait: 'poll',
		output: 'all',
		options,
	};
	return { parameters, titles, rows, isFile, areKnown };
}

const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const toCsv = ({ titles, rows }: Trial): string =>
	[titles, ...rows].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
const toItems = ({ titles, rows }: Trial): IDataObject[] =>
	rows.map((cells) => Object.fromEntries(titles.map((title, at) => [title, cells[at]])));

/** The rows with what came of them, or why the import did not start. */
async function outcomeOf(trial: Trial, importMode: string): Promise<unknown> {
	const parameters = { ...trial.parameters, importMode };
	const result = trial.isFile
		? run(fileImport(parameters), [{}], { files: [{ data: inItem(toCsv(trial)) }] })
		: run(leadImport(parameters), toItems(trial));
	return await result.then(
		({ json }) =>
			json.map(({ row, status, reason }) => ({
				row,
				status: status === 'ADDED' || status === 'UPDATED' ? 'READY' : status,
				reason: reason === SAID[String(status)] ? '' : reason,
			})),
		({ message, description }: { message: string; description: string }) => ({ message, description }),
	);
}

/** How many rows and imports came to what. */
const seen = { READY: 0, SKIPPED: 0, stopped: 0 };

function count(outcome: unknown): void {
	if (!Array.isArray(outcome)) seen.stopped += 1;
	else for (const { status } of outcome as ReadonlyArray<{ status: 'READY' | 'SKIPPED' }>) seen[status] += 1;
}

describe('Check Only finds what an import finds', () => {
	it.each(Array.from({ length: PARTS }, (_, part) => part))(
		'the same rows, for the same reasons, in many random files (part %i)',
		async (part) => {
			for (let file = part; file < FILES; file += PARTS) {
				emulator.reset();
				hire(emulator, 2);
				const trial = makeTrial(createRandom(7_000 + file));
				if (trial.areKnown)
					for (let number = 0; number < 16; number += 1)
						emulator.add('Leads', {
							Last_Name: 'Old',
							Company: 'X',
							...(trial.parameters.findBy === 'Email'
								? { Email: `lead${number}@brightwell.test` }
								: { Ext_Ref: `REF-${number}` }),
						});
				const checked = await outcomeOf(trial, 'check');
				expect([file, writesOf(emulator)]).toEqual([file, []]);
				const imported = await outcomeOf(trial, 'import');
				expect({ file, trial, outcome: checked }).toEqual({ file, trial, outcome: imported });
				count(checked);
			}
		},
		600_000,
	);

	it('in files of every kind', () => {
		expect(Math.min(seen.READY, seen.SKIPPED)).toBeGreaterThan(FILES);
		expect(seen.stopped).toBeGreaterThan(0);
	});
});

describe('the only file of an item is taken though Input Binary Field has its default', () => {
	it.each(['check', 'import'])('in mode %s', async (importMode) => {
		emulator.reset();
		const only = { CSV_file: inItem('Last Name;Company\r\nOkafor;Brightwell\r\nMbeki;Northwind\r\n', 'everyday.csv') };
		const { json } = await run(fileImport({ importMode, output: 'all' }), [{}], { files: [only] });
		expect(json.map(({ row, status }) => [row, status])).toEqual(
			[1, 2].map((row) => [row, importMode === 'check' ? 'READY' : 'ADDED']),
		);
		expect(emulator.store.count('Leads')).toBe(importMode === 'check' ? 0 : 2);
	});

	it('also beside keys of the item, as Read/Write Files from Disk gives them', async () => {
		emulator.reset();
		const json = { mimeType: 'text/csv', fileName: 'everyday.csv', fileSize: '1 kB' };
		const files = [{ CSV_file: inItem('Last_Name,Company\nOkafor,Brightwell\n') }];
		const { json: rows } = await run(fileImport({ importMode: 'check', output: 'all' }), [json], { files });
		expect(rows.map(({ status }) => status)).toEqual(['READY']);
	});
});
