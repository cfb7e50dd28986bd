import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { FieldDefinition } from '../emulator/contract';
import type { JsonValue } from '../emulator/json';
import { EXPORT_CASES, type ExportCase, type Expected } from '../fixtures/exports';
import { bulk } from '../stage/parameters';
import { useStage } from '../stage/stage';
import { inItem } from './files';

const { emulator, run } = useStage();

const FOLDER = path.join(__dirname, '../fixtures/exports/files');
const contentOf = (name: string): Buffer => readFileSync(path.join(FOLDER, name));

/** Cases whose file goes in today. */
const WORKING: readonly string[] = [
	'leads of Zoho CRM, changed and updated by Record Id',
	'leads of Zoho CRM, created in an organization that lacks them',
	'contacts of Zoho CRM, with the IDs and names of their accounts',
	'accounts of Zoho CRM',
	'sales orders of a Zoho report as deals without their owners',
	'leads of Salesforce: API names, a byte order mark, all cells quoted',
	'accounts of Salesforce',
	'opportunities of Salesforce',
	'a German Excel file: semicolons, windows-1252, 1.234,56, 31.12.2026, WAHR',
	'an American Excel file: $1,234.00, ($500.00), 3/4/26',
	"Excel's Unicode Text: UTF-16 with tabs",
	'a dump of PostgreSQL: 2026-03-04 10:30:00+01, t and f, 12.500',
	'the same, compressed by gzip',
	'answers of Google Forms: 2026/05/28 7:01:33 PM GMT+2, several answers in a cell',
	'customers of SAP: 1.234,56-',
	'a list with lines above its header, an untitled column and short rows',
	'a ZIP with two CSVs of leads',
];

/** What a person sets in the form for a case. */
function formOf({ module, operation = 'insert', findBy, preset, columns, options }: ExportCase): INodeParameters {
	return bulk('import', {
		module,
		importOperation: operation,
		...(findBy === undefined ? {} : { findBy }),
		inputSource: 'file',
		binaryField: 'data',
		output: 'all',
		options: {
			...options,
			...(preset === undefined ? {} : { filePreset: preset }),
			...(columns === undefined
				? {}
				: { fileColumns: { values: columns.map(([title, field]) => ({ title, field })) } }),
		},
	});
}

/** A value that the emulator has, in the form of the tables. */
function toExpected({ dataType }: FieldDefinition, value: JsonValue | undefined): Expected {
	if (value === undefined || value === null) return dataType === 'boolean' ? false : null;
	if (dataType === 'datetime') return new Date(String(value)).toISOString();
	if (dataType === 'lookup') return String((value as { name: string }).name);
	if (dataType === 'ownerlookup') return String((value as { email: string }).email);
	return value as Expected;
}

/** Fields that an import can fill, without those that hold other records or describe the record itself. */
const fieldsOf = (module: string): readonly FieldDefinition[] =>
	(emulator.state.schema.module(module)?.fields ?? []).filter(
		({ creatable, dataType, apiName }) =>
			creatable && !['subform', 'multiselectlookup', 'multiuserlookup'].includes(dataType) && apiName !== 'Layout',
	);

it('the files are those that their tables make', async () => {
	const files = new Map(EXPORT_CASES.map(({ file }) => [file.name, file]));
	for (const [name, file] of files) {
		const bytes = await file.bytes();
		if (process.env.EXPORTS === 'write') writeFileSync(path.join(FOLDER, name), bytes);
		expect([name, existsSync(path.join(FOLDER, name)) && contentOf(name).equals(bytes)]).toEqual([name, true]);
	}
	expect(
		readdirSync(FOLDER)
			.filter((name) => !name.startsWith('.'))
			.sort(),
	).toEqual([...files.keys()].sort());
});

it('no case needs more than three options', () => {
	const counts = EXPORT_CASES.map(
		({ preset, columns, options = {} }) =>
			[preset, columns].filter((option) => option !== undefined).length + Object.keys(options).length,
	);
	expect(Math.max(...counts)).toBeLessThanOrEqual(3);
});

const CASES = EXPORT_CASES.filter(({ title }) => process.env.EXPORTS === 'all' || WORKING.includes(title));

describe.each(['bulk', 'records'])('by %s', (route) => {
	for (const exported of CASES)
		it(exported.title, async () => {
			const { module, before = [], rows, timeZone, file, operation } = exported;
			for (const { module: other, records } of before) for (const record of records) emulator.add(other, record);
			const result = await run({ ...formOf(exported), route }, [{}], {
				files: [{ data: inItem(contentOf(file.name), file.name) }],
				timeZone,
			});
			const fields = fieldsOf(module);
			const told = result.json.map(({ row, status, id, errors }) => {
				const record = id === null ? undefined : emulator.store.get(module, String(id));
				return {
					row,
					status,
					errors: record === undefined ? null : errors,
					record:
						record &&
						Object.fromEntries(fields.map((field) => [field.apiName, toExpected(field, record[field.apiName])])),
				};
			});
			expect(told).toEqual(
				rows.map((row, index) => ({
					row: index + 1,
					status: row === null ? 'SKIPPED' : operation === 'update' ? 'UPDATED' : 'ADDED',
					errors: row === null ? null : [],
					record:
						row === null
							? undefined
							: {
									...Object.fromEntries(fields.map((field) => [field.apiName, toExpected(field, undefined)])),
									Owner: 'ann.lee@brightwell.test',
									...row,
								},
				})),
			);
			expect(emulator.store.count(module)).toBe(rows.filter((row) => row !== null).length);
		});
});
