import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { FieldDefinition } from '../emulator/contract';
import type { JsonValue } from '../emulator/json';
import { EXPORT_CASES, type ExportCase, type Expected } from '../fixtures/exports';
import { bulk } from '../stage/parameters';
import { failureOf } from '../stage/failure';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { inItem } from './files';

const { emulator, run } = useImportStage();

const FOLDER = path.join(__dirname, '../fixtures/exports/files');
const contentOf = (name: string): Buffer => readFileSync(path.join(FOLDER, name));

/** Cases that name accounts, which the records API cannot look up. */
const BY_JOB_ALONE: readonly string[] = ['people of Pipedrive as contacts', 'deals of Pipedrive'];

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

const isByJobAlone = ({ title }: ExportCase): boolean => BY_JOB_ALONE.includes(title);

/** Imports the file of a case. */
async function importBy(route: string, exported: ExportCase): Promise<NodeRunResult> {
	const { before = [], timeZone, file } = exported;
	for (const { module, records } of before) for (const record of records) emulator.add(module, record);
	return await run({ ...formOf(exported), route }, [{}], {
		files: [{ data: inItem(contentOf(file.name), file.name) }],
		timeZone,
	});
}

describe('by records', () => {
	for (const exported of EXPORT_CASES.filter(isByJobAlone))
		it(`${exported.title}, which only a job can look up`, async () => {
			expect((await failureOf(importBy('records', exported))).message).toBe(
				"The Records API can't do this import, because Account_Name is looked up by Account_Name",
			);
			expect(emulator.store.count(exported.module)).toBe(0);
		});
});

describe.each(['bulk', 'records'])('by %s', (route) => {
	for (const exported of EXPORT_CASES.filter((one) => route === 'bulk' || !isByJobAlone(one)))
		it(exported.title, async () => {
			const { module, rows, operation } = exported;
			const result = await importBy(route, exported);
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
