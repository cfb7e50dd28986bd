import type { INodeProperties } from 'n8n-workflow';
import { choice, parameter, text } from '../../../shared/n8n/form/options';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import { importForm, inputSource } from './importOptions';
import { IMPORT_ROW } from './importRow';
import { countOutputs, importScopes } from './importWishes';

const jobs = parameter(
	'jobs',
	text(
		'Import ID',
		'The ID of the import, if an active workflow ran it. Otherwise the IDs of all its jobs, from "job" in its results, or, after a crash, the lines that it wrote to the n8n log. Rows that were never sent are sent now.',
		{
			typeOptions: { rows: 4 },
			required: true,
			hint: 'From the hint or the output of the import. Job IDs and log lines are accepted, too.',
			placeholder: 'e.g. n8n17xmhk2c9qz',
		},
	),
);

const settings = parameter(
	'resumeSettings',
	choice(
		'Settings',
		{
			same: [
				'Same as in the Import',
				'As the workflow remembers them. Needs the import ID, an active workflow, and columns that were not mapped by hand.',
			],
			below: ['Set Below', 'Set everything as in the import'],
		},
		'below',
		'Where the settings of the import come from. The rows come from the same place again.',
		{ noDataExpression: true },
	),
);

/** A parameter that counts only if the settings are set below. */
const setBelow = (form: INodeProperties): INodeProperties => ({
	...form,
	displayOptions: {
		...form.displayOptions,
		show: { ...form.displayOptions?.show, [settings.form.name]: ['below'] },
	},
});

const parameters = [jobs.form, settings.form, ...importForm.map(setBelow)];

/** Whether the settings are those that the workflow remembers: then the form has no others. */
const isRemembered = (read: ParameterReader): boolean => settings.read(read) === 'same';

/** Bulk Write > Resume Import: collects what an import has sent, and sends what it has not. */
export const resumeImport = operation({
	option: {
		name: 'Resume Import',
		value: 'resumeImport',
		action: 'Resume an import',
		description:
			'Resume an import that was stopped. Needs the same rows, and the ID, jobs or log lines of the import. Collects the results of its jobs, and sends only rows that are in no job.',
	},
	parameters,
	scopes: (read) => (isRemembered(read) ? [SCOPES.fields.read, SCOPES.bulk.read] : importScopes(read)),
	outputs: (read) => (isRemembered(read) ? 1 : countOutputs(read)),
	result: IMPORT_ROW,
	hasRowPerItem: (read) => isRemembered(read) || read.value(inputSource.form.name) !== 'file',
	takesUpEarlierRun: true,
	together: async (context) => {
		const read = context.readAt(0);
		const { runImport } = await import('./runImport');
		return await runImport(context, parameters, jobs.read(read), isRemembered(read));
	},
	wake: async (context) => await (await import('./runImport')).wakeImport(context),
});
