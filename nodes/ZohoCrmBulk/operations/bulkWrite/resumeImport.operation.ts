import { parameter, text } from '../../../shared/n8n/form/options';
import { operation } from '../../../shared/n8n/step/operation';
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

const parameters = [jobs.form, ...importForm];

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
	scopes: importScopes,
	outputs: countOutputs,
	result: IMPORT_ROW,
	hasRowPerItem: (read) => read.value(inputSource.form.name) !== 'file',
	takesUpEarlierRun: true,
	together: async (context) =>
		await (await import('./runImport')).runImport(context, parameters, jobs.read(context.readAt(0))),
	wake: async (context) => await (await import('./runImport')).wakeImport(context),
});
